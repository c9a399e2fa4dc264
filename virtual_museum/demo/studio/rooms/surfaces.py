"""Materials of the building: plaster, stone slabs, oak floors, glass, metal, skylight."""

import bpy
from PIL import Image

from ..blender import load_picture, principled
from ..finishes import rgb
from . import textures

FLOORS = {
    "slabs": (textures.slabs, ("#b5a995", "#8f8371", "#5d5448"), 0.34),
    "slabs-dark": (textures.slabs, ("#5b5d5d", "#343738", "#1b1c1d"), 0.26),
    "oak": (textures.boards, ("#80572f", "#4a2e18", "#1c120a"), 0.36),
    "oak-pale": (textures.boards, ("#b4946a", "#8f7048", "#4a3925"), 0.38),
}
FLOOR_SPAN = 4.8


def plaster(code: str, name: str = "plaster") -> bpy.types.Material:
    """Return painted plaster with slight unevenness, a picture of 3 × 3 metres."""
    material, tree, shader = principled(name)
    _laid(tree, shader, textures.plaster(code), 3.0, upright=True)
    shader.inputs["Roughness"].default_value = 0.88
    return material


def masonry(light: str, dark: str, joint: str) -> bpy.types.Material:
    """Return a wall of sawn limestone blocks, 1.2 × 0.6 m, with fine joints."""
    material, tree, shader = principled("masonry")
    _laid(tree, shader, textures.courses(light, dark, joint), 4.8, upright=True)
    shader.inputs["Roughness"].default_value = 0.85
    return material


def floor(kind: str) -> bpy.types.Material:
    """Return a floor: "slabs", "slabs-dark", "oak" or "oak-pale"; lighter grain is a little duller."""
    material, tree, shader = principled(f"floor {kind}")
    paint, colours, rough = FLOORS[kind]
    colour = _laid(tree, shader, paint(*colours), FLOOR_SPAN, upright=False)
    spread = tree.nodes.new("ShaderNodeMapRange")
    spread.inputs[1].default_value, spread.inputs[2].default_value = 0.02, 0.35
    spread.inputs[3].default_value, spread.inputs[4].default_value = rough * 0.8, rough * 1.35
    tree.links.new(colour, spread.inputs[0])
    tree.links.new(spread.outputs[0], shader.inputs["Roughness"])
    return material


def plain(name: str, code: str, roughness: float, metallic: float = 0.0, glow: float = 0.0) -> bpy.types.Material:
    """Return an even surface; `glow` lets it shine a little by itself, as edge-lit letters do."""
    material, _, shader = principled(name)
    shader.inputs["Base Color"].default_value = (*rgb(code), 1)
    shader.inputs["Roughness"].default_value, shader.inputs["Metallic"].default_value = roughness, metallic
    if glow:
        shader.inputs["Emission Color"].default_value = (*rgb(code), 1)
        shader.inputs["Emission Strength"].default_value = glow
        material.cycles.emission_sampling = "NONE"
    return material


def printed(name: str, picture: Image.Image, roughness: float = 0.8, glow: float = 0.0) -> bpy.types.Material:
    """Return a printed panel for a form with coordinates; `glow` lights it from behind."""
    material, tree, shader = principled(name)
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image, node.extension = load_picture(name, picture), "EXTEND"
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = roughness
    shader.inputs["Specular IOR Level"].default_value = 0.25
    if glow:
        tree.links.new(node.outputs["Color"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = glow
        material.cycles.emission_sampling = "NONE"
    return material


def glass() -> bpy.types.Material:
    """Return thin case glass: light passes straight through, grazing views reflect."""
    material = bpy.data.materials.new("case glass")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    clear = tree.nodes.new("ShaderNodeBsdfTransparent")
    clear.inputs["Color"].default_value = (0.975, 0.985, 0.98, 1)
    shine = tree.nodes.new("ShaderNodeBsdfGlossy")
    shine.inputs["Roughness"].default_value = 0.02
    facing = tree.nodes.new("ShaderNodeFresnel")
    facing.inputs["IOR"].default_value = 1.25
    mix = tree.nodes.new("ShaderNodeMixShader")
    out = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(facing.outputs[0], mix.inputs[0])
    tree.links.new(clear.outputs[0], mix.inputs[1])
    tree.links.new(shine.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], out.inputs["Surface"])
    return material


def pane(name: str, strength: float, warm: float) -> bpy.types.Material:
    """Return a luminous pane that is only looked at: the light it seems to give comes from a lamp beside it.

    `warm` 0 is daylight, 1 is lamplight.
    """
    material, tree, shader = principled(name)
    for link in list(tree.links):
        tree.links.remove(link)
    glow = tree.nodes.new("ShaderNodeEmission")
    glow.inputs["Color"].default_value = (0.94 + 0.06 * warm, 0.97 - 0.10 * warm, 1.0 - 0.42 * warm, 1)
    glow.inputs["Strength"].default_value = strength
    tree.links.new(glow.outputs[0], tree.nodes["Material Output"].inputs["Surface"])
    tree.nodes.remove(shader)
    material.cycles.emission_sampling = "NONE"
    return material


def _laid(tree: bpy.types.NodeTree, shader: bpy.types.Node, picture: Image.Image, span: float, upright: bool) -> bpy.types.NodeSocket:
    """Lay a seamless picture of `span` metres on the floor, or on upright walls by x + y and z; return its colour."""
    place = tree.nodes.new("ShaderNodeTexCoord")
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    joined = tree.nodes.new("ShaderNodeCombineXYZ")
    scale = tree.nodes.new("ShaderNodeVectorMath")
    scale.operation = "SCALE"
    scale.inputs["Scale"].default_value = 1 / span
    tree.links.new(place.outputs["Object"], split.inputs[0])
    if upright:
        along = tree.nodes.new("ShaderNodeMath")
        tree.links.new(split.outputs["X"], along.inputs[0])
        tree.links.new(split.outputs["Y"], along.inputs[1])
        tree.links.new(along.outputs[0], joined.inputs["X"])
        tree.links.new(split.outputs["Z"], joined.inputs["Y"])
    else:
        tree.links.new(split.outputs["X"], joined.inputs["X"])
        tree.links.new(split.outputs["Y"], joined.inputs["Y"])
    tree.links.new(joined.outputs[0], scale.inputs[0])
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = load_picture("laid", picture)
    tree.links.new(scale.outputs["Vector"], node.inputs["Vector"])
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return node.outputs["Color"]
