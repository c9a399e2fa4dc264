import { Viewer } from "@photo-sphere-viewer/core";
import { GyroscopePlugin } from "@photo-sphere-viewer/gyroscope-plugin";
import { prefersStillness, savesData } from "../../parts/device.js";
import { Crop } from "./crop.js";
import { SharpTiles, tileSource } from "./sharp-tiles.js";
import { FOV, clean } from "./tour-data.js";

/** @typedef {import("./tour-data.js").View} View */
/** @typedef {import("./tour-data.js").Scene} Scene */
/** @typedef {{ x: number, y: number, inside: boolean, distance: number }} Spot pixels of the view */
/** @typedef {Pick<Viewer["config"], "panorama" | "sphereCorrection">} Entered what the library keeps of a hall it draws */

const RADIANS = Math.PI / 180;
const TURN_MS = 900;
const FADE_MS = 900;

/**
 * One panorama on the screen: Photo Sphere Viewer in our units and manners. No keyboard, no bars, no tooltips of its own.
 */
export class PanoramaView {
  /** @param {HTMLElement} container @param {{ embedded: boolean, twoFingers: string, ctrlZoom: string }} options */
  constructor(container, options) {
    this.container = container;
    this.viewer = new Viewer({
      container,
      adapter: [SharpTiles, { resolution: 64, showErrorTile: false, baseBlur: false }],
      plugins: [GyroscopePlugin.withConfig({ touchmove: true, moveMode: "smooth" })],
      navbar: false,
      keyboard: false,
      minFov: 10,
      maxFov: 100,
      moveInertia: prefersStillness() ? 0 : 0.85,
      mousewheelCtrlKey: options.embedded,
      touchmoveTwoFingers: options.embedded,
      canvasBackground: "#131211",
      defaultTransition: { speed: 0 },
      loadingTxt: "",
      lang: { twoFingers: options.twoFingers, ctrlZoom: options.ctrlZoom },
    });
    this.gyroscope = /** @type {GyroscopePlugin} */ (this.viewer.getPlugin(GyroscopePlugin));
    /** @type {Set<string>} */ this.preloaded = new Set();
    this.fov = FOV.usual;
    this.worn = false;
    this.crop = new Crop(null);
    /** @type {Scene | null} the hall last asked for */ this.wanted = null;
    /** @type {{ scene: Scene, crop: Crop, entered: Entered } | null} the hall that is drawn */ this.drawn = null;
    this.viewer.addEventListener("before-rotate", (event) => {
      const { yaw, pitch } = this.#photographed({ yaw: event.position.yaw / RADIANS, pitch: event.position.pitch / RADIANS });
      event.position = { yaw: yaw * RADIANS, pitch: pitch * RADIANS };
    });
    for (const name of ["position-updated", "zoom-updated"]) this.on(name, () => this.#stay());
    this.viewer.addEventListener("zoom-updated", () => {
      this.fov = this.current.fov;
    });
    this.viewer.addEventListener("size-updated", () => this.viewer.state.ready && this.viewer.zoom(this.#zoom(this.fov)));
  }

  /** What a headset draws with: the renderer, and the scene the sphere lies in. */
  get drawing() {
    const { renderer, scene } = /** @type {any} */ (this.viewer.renderer);
    return { renderer: /** @type {import("three").WebGLRenderer} */ (renderer), scene: /** @type {import("three").Scene} */ (scene) };
  }

  get adapter() {
    return /** @type {{ adapter: SharpTiles }} */ (/** @type {unknown} */ (this.viewer)).adapter;
  }

  /**
   * Draws for the eyes of a headset, frame by frame and without movements of its own; null goes back to the screen.
   * @param {import("./sharp-tiles.js").Eye | null} eye
   */
  wear(eye) {
    const { renderer } = /** @type {{ renderer: any }} */ (/** @type {unknown} */ (this.viewer));
    this.worn = eye !== null;
    this.adapter.eye = eye;
    this.viewer.needsContinuousUpdate(this.worn);
    if (this.worn) return;
    // The headset has moved the camera and changed its lens: the viewer sets both anew.
    for (const type of ["size-updated", "zoom-updated", "position-updated"]) renderer.handleEvent({ type });
  }

  /** Asks for the tiles in that direction, while a headset turns the camera itself. @param {{ yaw: number, pitch: number }} looking */
  aim({ yaw, pitch }) {
    this.viewer.rotate({ yaw: yaw * RADIANS, pitch: pitch * RADIANS });
  }

  /** Takes the container's new size at once, keeping the angle of the longer side. */
  fit() {
    this.viewer.autoSize();
  }

  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.container.querySelector("canvas"));
  }

  /** @returns {View} */
  get current() {
    const { yaw, pitch } = this.viewer.getPosition();
    const { vFov, hFov } = this.viewer.state;
    return { yaw: yaw / RADIANS, pitch: pitch / RADIANS, fov: Math.max(vFov, hFov) };
  }

  /**
   * @param {Scene} scene
   * @param {View} view
   * @param {boolean} fade whether to melt from the present scene into the next
   * @returns {Promise<boolean>} false when another scene was asked for meanwhile
   * @throws {Error} when its picture cannot be had; the present scene then stays as it is
   */
  async show(scene, view, fade) {
    if (!scene.panorama) throw new Error(`scene "${scene.id}" has no panorama`);
    const { yaw, pitch, fov } = clean(view);
    const crop = new Crop(scene.panorama.crop);
    const entered = { panorama: tileSource(scene.panorama), sphereCorrection: levelled(scene.panorama.pose) };
    this.wanted = scene;
    this.crop = crop;
    const soft = fade && !this.worn && !prefersStillness();
    try {
      const shown = await this.viewer.setPanorama(entered.panorama, {
        position: { yaw: yaw * RADIANS, pitch: pitch * RADIANS },
        zoom: this.#zoom(fov),
        sphereCorrection: entered.sphereCorrection,
        transition: soft ? { effect: "fade", rotation: false, speed: FADE_MS } : false,
        showLoader: false,
      });
      if (shown) {
        this.drawn = { scene, crop, entered };
        this.viewer.zoom(this.#zoom(fov));
      }
      return shown;
    } catch (error) {
      this.#remain();
      throw error;
    }
  }

  /** The library already counts the hall it failed to reach as the present one, and covers the view with its complaint. */
  #remain() {
    this.viewer.hideError();
    if (!this.drawn) return;
    this.wanted = this.drawn.scene;
    this.crop = this.drawn.crop;
    Object.assign(this.viewer.config, this.drawn.entered);
    this.adapter.renew();
  }

  /** @param {Partial<View>} view @param {number} [duration] milliseconds @returns {Promise<void>} when it is over, or when another movement began */
  async look(view, duration = TURN_MS) {
    const target = clean({ ...this.current, ...view });
    const position = { yaw: target.yaw * RADIANS, pitch: target.pitch * RADIANS };
    const zoom = this.#zoom(target.fov);
    // A page behind a headset gets no frames for its own movements.
    if (prefersStillness() || this.worn || duration === 0) {
      await this.#still();
      this.viewer.rotate(position);
      this.viewer.zoom(zoom);
      return;
    }
    // A view that changed its shape on the way, as when a panel opens, has another zoom for the same angle.
    if (await this.viewer.animate({ ...position, zoom, speed: duration, easing: "inOutSine" })) this.viewer.zoom(this.#zoom(target.fov));
  }

  /** @param {{ yaw: number, pitch: number }} looking degrees */
  #photographed(looking) {
    const { hFov, vFov } = this.viewer.state;
    return this.crop.within(looking, hFov, vFov);
  }

  /** Keys and zooming, too, end where the picture ends. */
  #stay() {
    const now = this.current;
    const kept = this.#photographed(now);
    if (!this.viewer.state.ready || Math.abs(kept.pitch - now.pitch) + Math.abs(Math.sin((kept.yaw - now.yaw) * RADIANS)) < 0.01) return;
    /** @type {any} */ (this.viewer).dynamics.position.setValue({ yaw: ((kept.yaw + 360) % 360) * RADIANS, pitch: kept.pitch * RADIANS });
  }

  /** @param {{ yaw?: number, pitch?: number, zoom?: number }} step degrees; zoom positive brings nearer */
  nudge({ yaw = 0, pitch = 0, zoom = 0 }) {
    const now = this.current;
    const pace = Math.max(0.35, now.fov / FOV.usual);
    const fov = zoom ? now.fov * (zoom > 0 ? 1 / (1 + zoom) : 1 - zoom) : now.fov;
    void this.look({ yaw: now.yaw + yaw * pace, pitch: now.pitch + pitch * pace, fov }, 260);
  }

  /**
   * Starts an even turn or zoom; `halt` ends it.
   * @param {{ yaw?: number, pitch?: number, zoom?: number }} direction signs count
   */
  roll({ yaw = 0, pitch = 0, zoom = 0 }) {
    const dynamics = /** @type {any} */ (this.viewer).dynamics;
    void this.#still();
    if (zoom) dynamics.zoom.roll(zoom < 0, 0.7);
    else dynamics.position.roll({ ...(yaw && { yaw: yaw < 0 }), ...(pitch && { pitch: pitch < 0 }) }, 0.7);
  }

  /** Ends every movement under way. */
  #still() {
    return /** @type {any} */ (this.viewer).stopAll();
  }

  halt() {
    const dynamics = /** @type {any} */ (this.viewer).dynamics;
    dynamics.zoom.stop();
    dynamics.position.stop();
  }

  /** @param {{ yaw: number, pitch: number }} point @returns {Spot} */
  project(point) {
    const helper = this.viewer.dataHelper;
    const { width, height } = this.viewer.state.size;
    const vector = helper.sphericalCoordsToVector3({ yaw: point.yaw * RADIANS, pitch: point.pitch * RADIANS });
    const { x, y } = helper.vector3ToViewerCoords(vector);
    const before = vector.dot(this.viewer.state.direction) > 0;
    return {
      x,
      y,
      inside: before && x > -20 && y > -20 && x < width + 20 && y < height + 20,
      distance: before ? Math.hypot(x - width / 2, y - height / 2) : Infinity,
    };
  }

  /**
   * @param {number} x CSS pixels from the container's left edge
   * @param {number} y from its top edge
   * @returns {{ yaw: number, pitch: number } | null}
   */
  unproject(x, y) {
    const found = this.viewer.dataHelper.viewerCoordsToSphericalCoords({ x, y });
    return found && { yaw: found.yaw / RADIANS, pitch: found.pitch / RADIANS };
  }

  /**
   * Fetches the first pictures of the halls next door, one after another, unless the visitor saves data. What cannot be
   * had is asked for when one comes by again.
   * @param {Scene[]} scenes
   */
  async preload(scenes) {
    if (savesData()) return;
    for (const scene of scenes) {
      const base = scene.panorama?.base;
      if (!base || this.preloaded.has(base)) continue;
      this.preloaded.add(base);
      const come = await new Promise((resolve) => {
        const picture = new Image();
        picture.onload = () => resolve(true);
        picture.onerror = () => resolve(false);
        picture.src = base;
      });
      if (!come) this.preloaded.delete(base);
    }
  }

  /** @param {string} name an event of Photo Sphere Viewer @param {() => void} listener */
  on(name, listener) {
    this.viewer.addEventListener(/** @type {any} */ (name), listener);
  }

  destroy() {
    this.viewer.destroy();
  }

  /** @param {number} fov along the longer side @returns {number} Photo Sphere Viewer's zoom level 0–100, not rounded */
  #zoom(fov) {
    const { config, dataHelper, state } = this.viewer;
    const vertical = state.aspect > 1 ? dataHelper.hFovToVFov(fov) : fov;
    const { minFov = 10, maxFov = 100 } = config;
    return Math.max(0, Math.min(100, ((maxFov - vertical) / (maxFov - minFov)) * 100));
  }
}

/**
 * A camera that was tilted gives a tilted picture; the sphere is turned back by as much.
 * @param {import("./tour-data.js").Panorama["pose"]} pose degrees
 */
const levelled = (pose) => ({ tilt: -(pose?.pitch ?? 0) * RADIANS, roll: (pose?.roll ?? 0) * RADIANS });
