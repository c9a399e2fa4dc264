"""The bridge to Blender: forms become mesh objects, finishes become shader nodes, scenes get cameras, lights and settings."""

import math
import tempfile
from pathlib import Path

import bpy
import mathutils
import numpy as np

from .finishes import Finish, Part
from .forms import Form

Vector = tuple[float, float, float]


def fresh_scene(samples: int, threads: int, ground: Vector = (0.0, 0.0, 0.0), bounces: int = 6) -> bpy.types.Scene:
    """Empty Blender and return a Cycles scene with the denoiser on and a dim even world."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.samples, cycles.use_denoising, cycles.denoiser = samples, True, "OPENIMAGEDENOISE"
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = bounces, min(bounces, 4), min(bounces, 2)
    cycles.transmission_bounces, cycles.transparent_max_bounces = 4, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.light_sampling_threshold = 4.0, 0.03
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - Medium High Contrast"
    world = bpy.data.worlds.new("world")
    scene.world, world.use_nodes = world, True
    world.node_tree.nodes["Background"].inputs[0].default_value = (*ground, 1)
    return scene


def prepare_for_few_samples(cycles) -> None:
    """Prepare for two to four samples a pixel at full size: every pixel equal, lamps chosen by the light tree, and the
    denoiser led by cleaned colours and normals, so that boards, letters and edges stay as sharp as the picture is large."""
    cycles.use_adaptive_sampling, cycles.use_light_tree = False, True
    cycles.diffuse_bounces, cycles.sampling_pattern = 2, "BLUE_NOISE"
    cycles.denoising_prefilter, cycles.denoising_input_passes = "ACCURATE", "RGB_ALBEDO_NORMAL"


def add_parts(name: str, parts: list[Part]) -> bpy.types.Object:
    """Add an exhibit's parts under one empty and return it; move, turn and scale the empty."""
    root = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(root)
    for index, part in enumerate(parts):
        item = add_form(f"{name} {index}", part.form, surface(part.finish, part.form.colours is not None))
        item.parent = root
    return root


def add_form(name: str, form: Form, material: bpy.types.Material, crease: float = 38) -> bpy.types.Object:
    """Add a form as a smooth mesh whose edges sharper than `crease` degrees stay sharp."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(form.vertices.tolist(), [], form.faces.tolist())
    if form.colours is not None:
        layer = mesh.color_attributes.new("Colour", "FLOAT_COLOR", "POINT")
        values = np.ones((len(form.vertices), 4), dtype=np.float32)
        values[:, :3] = form.colours
        layer.data.foreach_set("color", values.ravel())
    if form.uv is not None:
        layer = mesh.uv_layers.new(name="UV")
        corners = np.empty(len(mesh.loops), dtype=np.int32)
        mesh.loops.foreach_get("vertex_index", corners)
        layer.data.foreach_set("uv", form.uv[corners].astype(np.float32).ravel())
    mesh.polygons.foreach_set("use_smooth", np.ones(len(mesh.polygons), dtype=bool))
    mesh.set_sharp_from_angle(angle=math.radians(crease))
    mesh.materials.append(material)
    item = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(item)
    return item


def corners(root: bpy.types.Object) -> tuple[mathutils.Vector, mathutils.Vector]:
    """Return the lowest and highest corner, in world metres, of all an exhibit's parts."""
    bpy.context.view_layer.update()
    places = []
    for child in root.children:
        flat = np.empty(len(child.data.vertices) * 3, dtype=np.float32)
        child.data.vertices.foreach_get("co", flat)
        matrix = np.array(child.matrix_world)
        places.append(flat.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3])
    every = np.concatenate(places)
    return mathutils.Vector(every.min(axis=0)), mathutils.Vector(every.max(axis=0))


def principled(name: str) -> tuple[bpy.types.Material, bpy.types.NodeTree, bpy.types.Node]:
    """Return a new material with its node tree and its principled shader."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material, material.node_tree, material.node_tree.nodes["Principled BSDF"]


def surface(finish: Finish, coloured: bool) -> bpy.types.Material:
    """Return the material of a finish; colours come from the mesh, or from the finish's picture."""
    material, tree, shader = principled(finish.name)
    shader.inputs["Metallic"].default_value = finish.metallic
    shader.inputs["Roughness"].default_value = finish.roughness
    shader.inputs["Coat Weight"].default_value = finish.coat
    shader.inputs["Sheen Weight"].default_value = finish.sheen * 0.35
    if finish.picture is not None:
        node = tree.nodes.new("ShaderNodeTexImage")
        node.image = load_picture(finish.name, finish.picture)
        tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    elif coloured:
        node = tree.nodes.new("ShaderNodeVertexColor")
        node.layer_name = "Colour"
        tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    if finish.grain > 0:
        _grain(tree, shader, finish.grain, finish.grain_size, finish.roughness)
    return material


def _grain(tree: bpy.types.NodeTree, shader: bpy.types.Node, strength: float, size: float, roughness: float) -> None:
    place = tree.nodes.new("ShaderNodeTexCoord")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value, noise.inputs["Detail"].default_value = 0.35 / size, 6
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = strength, size * 0.25
    spread = tree.nodes.new("ShaderNodeMapRange")
    spread.inputs[3].default_value, spread.inputs[4].default_value = roughness * 0.75, min(1, roughness * 1.3)
    tree.links.new(place.outputs["Object"], noise.inputs["Vector"])
    tree.links.new(noise.outputs["Fac"], bump.inputs["Height"])
    tree.links.new(noise.outputs["Fac"], spread.inputs[0])
    tree.links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    tree.links.new(spread.outputs[0], shader.inputs["Roughness"])


def load_picture(name: str, picture) -> bpy.types.Image:
    """Return a PIL picture as a Blender image, by way of a temporary file that Blender packs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        picture.convert("RGB").save(path)
        image = bpy.data.images.load(str(path))
        image.pack()
    image.name = name
    return image


def aim(item: bpy.types.Object, target: Vector) -> None:
    """Turn a lamp or camera so that it looks at a place."""
    direction = mathutils.Vector(target) - item.location
    item.rotation_euler = direction.to_track_quat("-Z", "Y").to_euler()


def area_light(place: Vector, target: Vector, power: float, size: float, colour: Vector = (1, 0.95, 0.88),
               size_y: float | None = None) -> bpy.types.Object:
    """Add a soft box of `size` metres, `power` watts, that shines at a target."""
    lamp = bpy.data.lights.new("area", "AREA")
    lamp.energy, lamp.size, lamp.color = power, size, colour
    if size_y is not None:
        lamp.shape, lamp.size_y = "RECTANGLE", size_y
    item = bpy.data.objects.new("area", lamp)
    item.location = place
    bpy.context.scene.collection.objects.link(item)
    aim(item, target)
    return item


def spot_light(place: Vector, target: Vector, power: float, degrees: float, colour: Vector = (1, 0.9, 0.76),
               radius: float = 0.06) -> bpy.types.Object:
    """Add a spotlight of `power` watts with a cone of `degrees`."""
    lamp = bpy.data.lights.new("spot", "SPOT")
    lamp.energy, lamp.spot_size, lamp.spot_blend = power, math.radians(degrees), 0.55
    lamp.color, lamp.shadow_soft_size = colour, radius
    item = bpy.data.objects.new("spot", lamp)
    item.location = place
    bpy.context.scene.collection.objects.link(item)
    aim(item, target)
    return item
