import { Quaternion, Vector3 } from "three";
import { text } from "../../../parts/texts.js";
import { Rays } from "./rays.js";
import { Signs } from "./signs.js";

/** @typedef {import("../tour-data.js").Scene} Scene */
/** @typedef {import("../tour-data.js").Hotspot} Hotspot */
/**
 * @typedef {object} Worn what the headset needs of the walk
 * @property {import("../view.js").PanoramaView} view
 * @property {() => Scene} scene the hall one is in
 * @property {(scene: string) => Promise<boolean>} go walks there at once; false when something else was wanted meanwhile
 * @property {(worn: boolean) => void} changed
 */

const RADIANS = Math.PI / 180;
const AHEAD = new Vector3(0, 0, -1);
const UP = new Vector3(0, 1, 0);
const DIM_MS = 180;
/** Tiles are asked for anew when the head has turned by this much, and not more often than this. */
const TURNED_DEGREES = 3;
const PAUSE_MS = 150;
/** What an eye of a headset sees, for choosing the level of tiles: degrees and device pixels. */
const EYE_DEGREES = 95;

/**
 * A walk with a headset on: Photo Sphere Viewer goes on drawing its sphere, three gives it two eyes. The sphere moves with
 * the head, so that a step aside does not bend the picture; a hall is entered looking its first way.
 */
export class Headset {
  /** @param {XRSession} session @param {Worn} worn */
  constructor(session, worn) {
    this.session = session;
    this.worn = worn;
    this.view = worn.view;
    this.drawing = worn.view.drawing;
    this.rays = new Rays(this.drawing.scene);
    this.signs = new Signs(this.drawing.scene);
    this.before = { scene: worn.scene(), view: worn.view.current };
    this.looking = { yaw: this.before.view.yaw, pitch: 0 };
    /** @type {number | null} degrees that the head is to face from the next frame on */
    this.facing = this.before.view.yaw;
    this.asked = { yaw: 1000, pitch: 0, at: 0 };
    /** @type {{ to: number, from: number, since: number, done: () => void } | null} */ this.dimming = null;
    this.busy = false;
    this.ended = false;
    this.frame = () => this.#frame();
  }

  /** Shows the hall around the eyes until the visitor leaves. */
  async begin() {
    const { xr } = this.drawing.renderer;
    this.session.addEventListener("end", () => this.#end(), { once: true });
    this.session.addEventListener("select", (event) => this.#select(event));
    xr.enabled = true;
    xr.setReferenceSpaceType("local");
    xr.setFoveation(0);
    try {
      await xr.setSession(this.session);
    } catch (error) {
      await this.leave();
      throw error;
    }
    this.#fill();
    this.view.wear({ hFov: EYE_DEGREES, vFov: EYE_DEGREES, ...this.#eye() });
    this.view.viewer.addEventListener("before-render", this.frame);
    this.worn.changed(true);
  }

  /** Ends the session; the flat view comes back as it was. */
  async leave() {
    if (!this.ended) await this.session.end().catch(() => this.#end());
  }

  #fill() {
    const { hotspots, initial } = this.worn.scene();
    this.signs.fill(hotspots, { leave: text("headset-leave"), yaw: initial.yaw });
  }

  /** @returns {{ width: number, height: number }} device pixels of one eye */
  #eye() {
    const layer = this.session.renderState.baseLayer;
    return { width: (layer?.framebufferWidth ?? 3600) / 2, height: layer?.framebufferHeight ?? 1800 };
  }

  #frame() {
    const { renderer, scene } = this.drawing;
    const frame = renderer.xr.getFrame();
    if (!frame) return;
    const space = /** @type {XRReferenceSpace} */ (renderer.xr.getReferenceSpace());
    const pose = frame.getViewerPose(space);
    if (!pose) return;
    const { position, orientation } = pose.transform;
    const ahead = turned(orientation);
    if (this.facing !== null) this.#face(ahead, this.facing);
    scene.position.set(position.x, position.y, position.z);
    ahead.applyAxisAngle(UP, -scene.rotation.y);
    this.looking = { yaw: (Math.atan2(-ahead.x, ahead.z) / RADIANS + 360) % 360, pitch: Math.asin(clamped(ahead.y)) / RADIANS };
    this.#fetchTiles();
    this.#dim();
    const rays = this.rays.read(this.session, frame, space, pose.transform);
    this.signs.point(rays.map((ray) => ray.ray));
    this.rays.draw(rays, this.signs);
  }

  /** Turns the hall so that what lies at `yaw` is ahead of the head. @param {Vector3} ahead @param {number} yaw */
  #face(ahead, yaw) {
    this.facing = null;
    // The viewer's sphere has its centre column at +z and counts clockwise, a headset looks along −z.
    this.drawing.scene.rotation.y = Math.atan2(ahead.x, ahead.z) + yaw * RADIANS;
  }

  #fetchTiles() {
    const now = performance.now();
    const { yaw, pitch } = this.looking;
    const moved = Math.abs(Math.sin(((yaw - this.asked.yaw) * RADIANS) / 2)) * 2 / RADIANS + Math.abs(pitch - this.asked.pitch);
    if (moved < TURNED_DEGREES || now - this.asked.at < PAUSE_MS) return;
    this.asked = { yaw, pitch, at: now };
    this.view.aim(this.looking);
  }

  /** @param {XRInputSourceEvent} event a trigger was pulled, a screen tapped, fingers pinched */
  #select(event) {
    const space = this.drawing.renderer.xr.getReferenceSpace();
    const pose = space && event.frame.getPose(event.inputSource.targetRaySpace, space);
    if (pose) void this.#choose(this.signs.at(this.rays.of(pose.transform)));
  }

  /** @param {import("./signs.js").Chosen | null} chosen */
  async #choose(chosen) {
    if (this.busy || !chosen) return;
    if (chosen.leave) {
      await this.leave();
      return;
    }
    if (chosen.listen) this.signs.shown?.toggle();
    else if (chosen.spot?.kind === "scene") await this.#walk(chosen.spot);
    else this.signs.card(chosen.spot);
  }

  /** @param {Hotspot} door */
  async #walk(door) {
    this.busy = true;
    await this.#dimTo(0);
    if (!this.ended) {
      const there = await this.worn.go(door.scene ?? "");
      if (there) {
        this.facing = this.worn.scene().initial.yaw;
        this.asked.yaw = 1000;
        if (!this.ended) this.#fill();
      } else if (!this.ended) this.signs.card({ ...door, kind: "note", text: text("hall-failed") });
    }
    await this.#dimTo(1);
    this.busy = false;
  }

  /** @param {number} to brightness, 0–1 @returns {Promise<void>} */
  #dimTo(to) {
    if (this.ended) return Promise.resolve();
    const from = this.drawing.renderer.toneMappingExposure;
    return new Promise((done) => {
      this.dimming = { to, from, since: performance.now(), done };
    });
  }

  #dim() {
    if (!this.dimming) return;
    const { to, from, since, done } = this.dimming;
    const share = Math.min(1, (performance.now() - since) / DIM_MS);
    this.drawing.renderer.toneMappingExposure = from + (to - from) * share;
    if (share < 1) return;
    this.dimming = null;
    done();
  }

  /** The headset is off: the walk stands where it stood, or in the hall one has walked to. */
  #end() {
    if (this.ended) return;
    this.ended = true;
    const { renderer, scene } = this.drawing;
    this.view.viewer.removeEventListener("before-render", this.frame);
    renderer.xr.enabled = false;
    renderer.toneMappingExposure = 1;
    scene.position.set(0, 0, 0);
    scene.rotation.set(0, 0, 0);
    this.dimming?.done();
    this.signs.destroy();
    this.rays.destroy();
    const stayed = this.worn.scene() === this.before.scene;
    this.view.wear(null);
    void this.view.look(stayed ? this.before.view : { ...this.looking, fov: this.before.view.fov }, 0);
    this.worn.changed(false);
  }
}

/** @param {{ x: number, y: number, z: number, w: number }} orientation @returns {Vector3} the direction ahead */
const turned = ({ x, y, z, w }) => AHEAD.clone().applyQuaternion(new Quaternion(x, y, z, w));

/** @param {number} value */
const clamped = (value) => Math.max(-1, Math.min(1, value));
