"""Light at half the size, colours at full size.

Light changes slowly over a wall, its paint does not. So the costly part, light, is traced for a quarter of the pixels with
more samples each and cleaned; the colours and directions of the surfaces, which cost one ray, come at full size; and the
light is laid on them pixel by pixel, taken from those neighbours that see the same surface.
"""

import tempfile
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from .joining import joined_light

Array = np.ndarray
FLOOR = 0.02  # what is added to a colour before light is divided by it, so that lamps and black cloth keep theirs
SLOTS = ("Image", "Denoising Albedo", "Denoising Normal")


def render_sharp(scene: bpy.types.Scene, path: Path, width: int, height: int, quality: int, colour_samples: int = 3) -> None:
    """Render the scene's camera into a progressive JPEG of width × height pixels, both even, by the two passes."""
    with tempfile.TemporaryDirectory() as folder:
        _store_guides(scene, Path(folder))
        scene.cycles.denoising_prefilter = "FAST"  # the texture comes back at full size, so the guides need no cleaning
        light = _pass(scene, Path(folder), width // 2, height // 2)[0]
        scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.max_bounces = colour_samples, False, 0
        _only_colours()
        _, colour, normal = _pass(scene, Path(folder), width, height)
    full = np.dstack([colour, normal])
    half = full.reshape(height // 2, 2, width // 2, 2, 6).mean(axis=(1, 3))
    _save(scene, joined_light(light, half, full), path, quality)


def _only_colours() -> None:
    """Put out the lamps, take the glass away and dull every mirror, so that a ray ends on the colour it first meets."""
    for item in bpy.data.objects:
        item.hide_render = item.hide_render or item.type == "LIGHT" or item.name.startswith("glass")
    for material in bpy.data.materials:
        shader = material.node_tree.nodes.get("Principled BSDF") if material.node_tree else None
        if shader is None:
            continue
        for link in list(shader.inputs["Roughness"].links):
            material.node_tree.links.remove(link)
        shader.inputs["Roughness"].default_value, shader.inputs["Coat Weight"].default_value = 0.8, 0.0


def _store_guides(scene: bpy.types.Scene, folder: Path) -> None:
    """Let the compositor write the picture and the denoiser's guides as float files into the folder."""
    scene.view_layers[0].cycles.denoising_store_passes = True
    scene.render.use_persistent_data = True
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers, files = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeOutputFile")
    files.base_path = str(folder)
    files.format.file_format, files.format.color_depth, files.format.color_mode = "OPEN_EXR", "16", "RGB"
    files.file_slots.clear()
    for slot in SLOTS:
        files.file_slots.new(slot)
        tree.links.new(layers.outputs[slot], files.inputs[slot])
    tree.links.new(layers.outputs["Image"], tree.nodes.new("CompositorNodeComposite").inputs["Image"])


def _pass(scene: bpy.types.Scene, folder: Path, width: int, height: int) -> list[Array]:
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    bpy.ops.render.render()
    return [_loaded(next(folder.glob(f"{slot}*.exr"))) for slot in SLOTS]


def _loaded(path: Path) -> Array:
    """Return a float picture (rows from the bottom, columns, 3) and remove its file."""
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Linear Rec.709"
    flat = np.empty(image.size[0] * image.size[1] * image.channels, dtype=np.float32)
    image.pixels.foreach_get(flat)
    pixels = flat.reshape(image.size[1], image.size[0], image.channels)[..., :3].copy()
    bpy.data.images.remove(image)
    path.unlink()
    return pixels


def _save(scene: bpy.types.Scene, picture: Array, path: Path, quality: int) -> None:
    """Write linear light through the scene's view transform; a progressive file shows the whole picture early."""
    height, width = picture.shape[:2]
    image = bpy.data.images.new("picture", width, height, alpha=False, float_buffer=True)
    flat = np.ones((height, width, 4), dtype=np.float32)
    flat[..., :3] = picture
    image.pixels.foreach_set(flat.ravel())
    settings = scene.render.image_settings
    settings.file_format, settings.compression, settings.color_mode = "PNG", 10, "RGB"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "picture.png"
        image.save_render(str(kept), scene=scene)
        Image.open(kept).save(path, "JPEG", quality=quality, progressive=True, optimize=True)
    bpy.data.images.remove(image)
