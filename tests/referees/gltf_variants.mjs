// Writes a GLB anew the way other houses deliver theirs: node gltf_variants.mjs IN.glb OUT.glb VARIANT
//
// draco, meshopt, quantized: geometry as Blender, Polycam and Sketchfab compress it (glTF Transform, Google's and
// zeux's own encoders). ktx2: every texture as UASTC; ktx2-etc1s: as ETC1S; instanced: the first node three times over.
import { NodeIO } from "@gltf-transform/core";
import { ALL_EXTENSIONS, EXTMeshGPUInstancing } from "@gltf-transform/extensions";
import { draco, meshopt, quantize } from "@gltf-transform/functions";
import draco3d from "draco3dgltf";
import { encodeToKTX2 } from "ktx2-encoder";
import { MeshoptDecoder, MeshoptEncoder } from "meshoptimizer";
import { KHRTextureBasisu } from "@gltf-transform/extensions";

const [source, target, variant] = process.argv.slice(2);
const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
  "draco3d.decoder": await draco3d.createDecoderModule(),
  "draco3d.encoder": await draco3d.createEncoderModule(),
  "meshopt.decoder": MeshoptDecoder,
  "meshopt.encoder": MeshoptEncoder,
});
const document = await io.read(source);

/** A picture of four coloured quarters, since no decoder of pictures is at hand here. */
function quarters() {
  const side = 64;
  const data = new Uint8Array(side * side * 4);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const right = pixel % side >= side / 2;
    const low = pixel >= (side * side) / 2;
    data.set([right ? 220 : 30, low ? 200 : 40, 90, 255], pixel * 4);
  }
  return { width: side, height: side, data };
}

/** @type {Record<string, () => Promise<unknown>>} */
const variants = {
  draco: () => document.transform(draco({ method: "edgebreaker" })),
  "draco-sequential": () => document.transform(draco({ method: "sequential" })),
  meshopt: () => document.transform(meshopt({ encoder: MeshoptEncoder, level: "high" })),
  quantized: () => document.transform(quantize()),
  ktx2: () => basis(true),
  "ktx2-etc1s": () => basis(false),
  instanced: async () => {
    const extension = document.createExtension(EXTMeshGPUInstancing).setRequired(true);
    const places = document.createAccessor().setType("VEC3").setArray(new Float32Array([0, 0, 0, 3, 0, 0, 0, 0, -3]));
    places.setBuffer(document.getRoot().listBuffers()[0]);
    const node = document.getRoot().listNodes().find((one) => one.getMesh());
    node?.setExtension("EXT_mesh_gpu_instancing", extension.createInstancedMesh().setAttribute("TRANSLATION", places));
  },
};

async function basis(isUASTC) {
  document.createExtension(KHRTextureBasisu).setRequired(true);
  for (const texture of document.getRoot().listTextures()) {
    const encoded = await encodeToKTX2(texture.getImage() ?? new Uint8Array(), { isUASTC, generateMipmap: true, imageDecoder: async () => quarters() });
    texture.setImage(encoded).setMimeType("image/ktx2");
  }
}

await variants[variant]();
await io.write(target, document);
