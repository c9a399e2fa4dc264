import {
  Box3, ColorManagement, DirectionalLight, Euler, Group, NeutralToneMapping, PerspectiveCamera, PMREMGenerator,
  Quaternion, Raycaster, Scene, Sphere, Spherical, Vector2, Vector3, WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import { RoomEnvironment } from "three/examples/jsm/environments/RoomEnvironment.js";
import { prefersStillness, usefulPixelRatio } from "../../parts/device.js";
import { discard, loadGlb } from "./loading.js";

/**
 * Where the eye stands: radians around what it looks at (theta 0 is the front, phi 0 straight above) and its distance.
 * @typedef {{ theta: number, phi: number, radius: number, target?: Vector3 }} Pose without target: the object's middle
 * @typedef {{ from: number[], to: number[] }} Turn degrees about x, y and z, from how the file lies to how it shall stand
 */

const FOV = 32;
const TWEEN_MS = 320;
/** The lamp's first place: in degrees to the right of the viewer's line of sight. */
export const LAMP = 35;
const RAKING = 90;

/** One object under museum light. It draws only when something changed. */
export class ModelStage {
  /** @param {HTMLElement} container */
  constructor(container) {
    // Photo Sphere Viewer switches colour management off for the whole library; objects need it.
    ColorManagement.enabled = true;
    this.container = container;
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, powerPreference: "high-performance" });
    this.renderer.setPixelRatio(usefulPixelRatio());
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.domElement.className = "model-canvas";
    container.prepend(this.renderer.domElement);
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(FOV, 1, 0.01, 100);
    this.camera.position.set(0, 0.4, 3);
    this.key = new DirectionalLight(0xfff4e6, 1);
    this.camera.add(this.key, this.key.target);
    this.scene.add(this.camera);
    this.#furnish();
    this.controls = new OrbitControls(this.camera, this.renderer.domElement);
    this.controls.enablePan = false;
    this.controls.enableDamping = !prefersStillness();
    this.controls.dampingFactor = 0.09;
    this.controls.rotateSpeed = 0.8;
    this.controls.addEventListener("change", () => this.invalidate());
    /** @type {Group | null} */ this.model = null;
    /** @type {Turn | null} */ this.turn = null;
    this.centre = new Vector3();
    this.extent = new Vector3(1, 1, 1);
    this.radius = 1;
    /** @type {{ from: Pose & { target: Vector3 }, to: Pose & { target: Vector3 }, start: number } | null} */ this.tween = null;
    /** @type {(() => void)[]} */ this.drawn = [];
    this.frame = 0;
    this.size = new ResizeObserver(() => this.resize());
    this.size.observe(container);
    this.ray = new Raycaster();
    this.light(LAMP, 1);
  }

  /** A neutral room lights the object from all sides; small, for its blurring is most of the first frame's work. */
  #furnish() {
    const generator = new PMREMGenerator(this.renderer);
    const room = new RoomEnvironment();
    this.environment = generator.fromScene(room, 0.04, 0.1, 100, { size: 64 }).texture;
    this.scene.environment = this.environment;
    room.dispose();
    generator.dispose();
  }

  /**
   * A lamp from the side rakes over the surface and shows what is engraved: the room then grows darker.
   * @param {number} turn degrees from the line of sight, right is positive @param {number} strength 1 is usual
   */
  light(turn, strength) {
    const raking = Math.max(0, Math.min(1, (Math.abs(turn) - LAMP) / (RAKING - LAMP)));
    const angle = (turn * Math.PI) / 180;
    this.key.position.set(Math.sin(angle) * 1.22 * (1 + raking), 1.1 - 0.75 * raking, Math.cos(angle) * 1.22);
    this.key.target.position.set(0, 0, -3);
    this.key.intensity = (1.5 + 1.5 * raking) * strength;
    this.scene.environmentIntensity = (0.85 - 0.61 * raking) * Math.sqrt(strength);
    this.invalidate();
  }

  /**
   * Loads a level and puts it in the place of the one shown.
   * @param {string} url a self-contained GLB
   * @param {() => boolean} [wanted] whether it still is when it has come
   */
  async load(url, wanted = () => true) {
    const scene = await loadGlb(url);
    if (!this.environment || !wanted()) {
      discard(scene);
      return;
    }
    const first = !this.model;
    if (this.model) {
      this.scene.remove(this.model);
      discard(this.model);
    }
    const model = new Group();
    model.add(scene);
    model.quaternion.copy(turned(this.turn));
    this.model = model;
    this.scene.add(model);
    if (first) this.#measure(model);
    model.position.sub(this.centre);
    this.renderer.compile(this.scene, this.camera);
    if (first) this.reset(false);
    this.invalidate();
  }

  /** Stands the object up anew, as the curator turns it. @param {Turn | null} turn */
  stand(turn) {
    this.turn = turn;
    if (!this.model) return;
    this.model.position.set(0, 0, 0);
    this.model.quaternion.copy(turned(turn));
    this.#measure(this.model);
    this.model.position.sub(this.centre);
    this.invalidate();
  }

  /** @param {Group} model */
  #measure(model) {
    model.updateMatrixWorld(true);
    const box = new Box3().setFromObject(model, true);
    box.getCenter(this.centre);
    box.getSize(this.extent);
    this.radius = box.getBoundingSphere(new Sphere()).radius || 1;
    this.camera.near = this.radius / 100;
    this.camera.far = this.radius * 30;
    this.controls.minDistance = this.radius * 0.25;
    this.controls.maxDistance = this.radius * 8;
  }

  /** @returns {Pose} the view an object is first met in: from the front, a little from the right and from above */
  get home() {
    const { aspect } = this.camera;
    const half = (FOV * Math.PI) / 360;
    const narrow = aspect < 1 ? Math.atan(Math.tan(half) * aspect) : half;
    return { theta: 0.42, phi: 1.36, radius: (this.radius / Math.sin(narrow)) * 0.94 };
  }

  /** @returns {Pose & { target: Vector3 }} */
  get pose() {
    const target = this.controls.target.clone();
    const { theta, phi, radius } = new Spherical().setFromVector3(this.camera.position.clone().sub(target));
    return { theta, phi, radius, target };
  }

  /** @param {boolean} [slowly] */
  reset(slowly = true) {
    this.camera.updateProjectionMatrix();
    this.move(this.home, slowly);
  }

  /** @param {{ theta?: number, phi?: number, zoom?: number }} step radians; zoom 0.2 brings a fifth nearer */
  nudge({ theta = 0, phi = 0, zoom = 0 }) {
    const now = this.tween?.to ?? this.pose;
    this.move({ ...now, theta: now.theta + theta, phi: now.phi + phi, radius: now.radius * (1 - zoom) }, true);
  }

  /** @param {Pose} pose @param {boolean} slowly */
  move(pose, slowly) {
    const from = this.pose;
    const around = 2 * Math.PI;
    const to = {
      // The shorter way round.
      theta: slowly ? pose.theta - around * Math.round((pose.theta - from.theta) / around) : pose.theta,
      phi: Math.max(0.05, Math.min(Math.PI - 0.05, pose.phi)),
      radius: Math.max(this.controls.minDistance, Math.min(this.controls.maxDistance, pose.radius)),
      target: pose.target?.clone() ?? new Vector3(),
    };
    if (slowly && !prefersStillness()) this.tween = { from, to, start: performance.now() };
    else this.#stand(to);
    this.invalidate();
  }

  /** @param {Pose & { target: Vector3 }} pose */
  #stand({ theta, phi, radius, target }) {
    this.tween = null;
    this.controls.target.copy(target);
    this.camera.position.setFromSpherical(new Spherical(radius, phi, theta)).add(target);
    this.camera.lookAt(target);
    this.controls.update();
  }

  /** @param {number[]} point in the model's own coordinates, upright @returns {Vector3} in the stage's */
  place(point) {
    return new Vector3(...point).sub(this.centre);
  }

  /** @param {Vector3} at in the stage @returns {number[]} in the model's own coordinates, upright */
  unplace(at) {
    return at.clone().add(this.centre).toArray();
  }

  /**
   * What a ray from the eye meets first.
   * @param {number} x CSS pixels of the stage @param {number} y
   * @returns {{ at: Vector3, normal: Vector3 } | null} in the stage; the normal has unit length and faces the eye
   */
  pick(x, y) {
    const { clientWidth, clientHeight } = this.container;
    this.ray.setFromCamera(new Vector2((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2), this.camera);
    const hit = this.#first();
    if (!hit) return null;
    const normal = hit.face ? hit.face.normal.clone().transformDirection(hit.object.matrixWorld) : new Vector3(0, 1, 0);
    if (normal.dot(this.ray.ray.direction) > 0) normal.negate();
    return { at: hit.point, normal };
  }

  /** Whether the object itself stands between the eye and the point. @param {Vector3} at @returns {boolean} */
  isBehind(at) {
    const eye = this.camera.position;
    this.ray.set(eye, at.clone().sub(eye).normalize());
    const hit = this.#first();
    return hit !== undefined && hit.distance < eye.distanceTo(at) - this.radius * 0.02;
  }

  /** The nearest place of the object on the ray that is not cut away. */
  #first() {
    const hits = this.model ? this.ray.intersectObject(this.model, true) : [];
    return hits.find(({ point }) => this.renderer.clippingPlanes.every((plane) => plane.distanceToPoint(point) >= 0));
  }

  /** @param {Vector3} point @returns {{ x: number, y: number }} CSS pixels of the stage */
  project(point) {
    const at = point.clone().project(this.camera);
    return {
      x: ((at.x + 1) / 2) * this.container.clientWidth,
      y: ((1 - at.y) / 2) * this.container.clientHeight,
    };
  }

  invalidate() {
    this.frame ||= requestAnimationFrame((time) => this.#draw(time));
  }

  /** @param {number} time */
  #draw(time) {
    this.frame = 0;
    if (this.tween) this.#advance(time);
    else if (this.controls.update()) this.invalidate();
    this.renderer.render(this.scene, this.camera);
    for (const listener of this.drawn) listener();
  }

  /** @param {number} time */
  #advance(time) {
    const { from, to, start } = /** @type {NonNullable<typeof this.tween>} */ (this.tween);
    const part = Math.max(0, Math.min(1, (time - start) / TWEEN_MS));
    const eased = 1 - (1 - part) ** 3;
    /** @param {"theta" | "phi" | "radius"} name */
    const between = (name) => from[name] + (to[name] - from[name]) * eased;
    const kept = this.tween;
    const target = from.target.clone().lerp(to.target, eased);
    this.#stand({ theta: between("theta"), phi: between("phi"), radius: between("radius"), target });
    if (part < 1) {
      this.tween = kept;
      this.invalidate();
    }
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (!width || !height) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    // The buttons lie over the lower edge: the object stands a little higher.
    this.camera.setViewOffset(width, height, 0, Math.min(26, height * 0.05), width, height);
    this.camera.updateProjectionMatrix();
    this.invalidate();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.size.disconnect();
    this.controls.dispose();
    if (this.model) discard(this.model);
    this.environment?.dispose();
    this.environment = undefined;
    this.renderer.dispose();
    this.renderer.domElement.remove();
  }
}

/** @param {Turn | null} turn @returns {Quaternion} */
function turned(turn) {
  const quaternion = new Quaternion();
  if (!turn) return quaternion;
  /** @param {number[]} degrees */
  const of = (degrees) => {
    const [x, y, z] = degrees.map((one) => (one * Math.PI) / 180);
    return new Quaternion().setFromEuler(new Euler(x, y, z, "XYZ"));
  };
  return quaternion.copy(of(turn.to)).multiply(of(turn.from).invert());
}
