/** WebXR: the object on the floor or table one looks at. Fetched only where a browser offers it and somebody asks. */
import { AmbientLight, DirectionalLight, Matrix4, Mesh, MeshBasicMaterial, PerspectiveCamera, RingGeometry, Scene } from "three";
import { loadGlb } from "./loading.js";

/**
 * @param {any} xr the browser's XRSystem
 * @param {import("./stage.js").ModelStage} stage whose renderer draws
 * @param {HTMLElement} overlay stays visible on a phone
 * @param {string} url a GLB in metres that stands in its origin
 */
export async function enterRoom(xr, stage, overlay, url) {
  const { renderer } = stage;
  const session = await xr.requestSession("immersive-ar", {
    requiredFeatures: ["hit-test"], optionalFeatures: ["dom-overlay", "light-estimation"], domOverlay: { root: overlay },
  });
  const object = await loadGlb(url).catch(async (error) => {
    await session.end();
    throw error;
  });
  object.visible = false;
  const ring = new Mesh(new RingGeometry(0.09, 0.1, 40).rotateX(-Math.PI / 2), new MeshBasicMaterial({ color: 0xd9ac57 }));
  ring.matrixAutoUpdate = false;
  ring.visible = false;
  const lamp = new DirectionalLight(0xffffff, 2);
  lamp.position.set(0.5, 2, 1);
  const scene = new Scene();
  scene.add(new AmbientLight(0xffffff, 1.4), lamp, object, ring);

  renderer.xr.enabled = true;
  renderer.xr.setReferenceSpaceType("local");
  await renderer.xr.setSession(session);
  const eyes = await session.requestReferenceSpace("viewer");
  const source = await session.requestHitTestSource({ space: eyes });
  session.addEventListener("select", () => {
    if (!ring.visible) return;
    object.position.setFromMatrixPosition(ring.matrix);
    object.visible = true;
  });
  const camera = new PerspectiveCamera();
  renderer.setAnimationLoop((_time, frame) => {
    const [hit] = frame ? /** @type {any} */ (frame).getHitTestResults(source) : [];
    const pose = hit?.getPose(renderer.xr.getReferenceSpace());
    ring.visible = Boolean(pose);
    if (pose) ring.matrix.copy(new Matrix4().fromArray(pose.transform.matrix));
    renderer.render(scene, camera);
  });
  session.addEventListener("end", () => {
    source.cancel();
    renderer.setAnimationLoop(null);
    renderer.xr.enabled = false;
    ring.geometry.dispose();
    stage.resize();
  });
}
