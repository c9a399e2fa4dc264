import { TextureLoader } from "three";
import { MeshoptDecoder } from "three/examples/jsm/libs/meshopt_decoder.module.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";

/** @typedef {import("three").Group} Group */

/** @param {string} url a self-contained GLB @returns {Promise<Group>} */
export async function loadGlb(url) {
  const loader = new GLTFLoader();
  loader.setMeshoptDecoder(MeshoptDecoder);
  loader.register(blobPictures);
  const { scene } = await loader.loadAsync(url);
  plaster(scene);
  return scene;
}

/**
 * Pictures inside a GLB become blob: addresses. The library would fetch them, which our content policy refuses; as
 * image elements they are allowed.
 * @param {any} parser
 */
function blobPictures(parser) {
  parser.textureLoader = new TextureLoader(parser.options.manager);
  return { name: "blob-pictures" };
}

/** A scan without colours comes as pure white, which no light models: it is shown as plaster. @param {Group} scene */
function plaster(scene) {
  scene.traverse((part) => {
    const { material, geometry } = /** @type {import("three").Mesh} */ (part);
    for (const one of /** @type {any[]} */ ([material ?? []].flat())) {
      if (!one.color || one.map || geometry.hasAttribute("color") || one.color.getHex() !== 0xffffff) continue;
      one.color.set(0xb9b0a2);
      one.roughness = 0.82;
      one.metalness = 0;
    }
  });
}

/** Frees what the object holds of the graphics memory. @param {import("three").Object3D} object */
export function discard(object) {
  object.traverse((part) => {
    const mesh = /** @type {import("three").Mesh} */ (part);
    mesh.geometry?.dispose();
    for (const material of [mesh.material ?? []].flat()) {
      for (const value of Object.values(material)) if (value?.isTexture) value.dispose();
      material.dispose();
    }
  });
}
