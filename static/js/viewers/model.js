/**
 * `<vm-model src="/media-data/models/….json" [loading="eager"]>`: an object to turn, by mouse, touch, keys and buttons.
 *
 * Inside stands the poster picture (and the list of details, where there are some); it stays until the first level is
 * drawn. The coarsest level comes first, then the one this screen and this machine's memory are good for, the finest
 * when one comes close. One finger moves the page up and down and turns the object sideways; the wheel zooms once the
 * viewer has the focus. Details are numbers in the scene and buttons beside it. Without WebGL still pictures turn.
 */
import { cleaner } from "../parts/dom.js";
import { hasWebGL, prefersStillness, usefulPixelRatio } from "../parts/device.js";
import { number, text } from "../parts/texts.js";
import { augmented } from "./model/augmented.js";
import { Details } from "./model/details.js";
import { dimensions, centimetres } from "./model/dimensions.js";
import { Frame, titleOf } from "./model/frame.js";
import { measuring } from "./model/measuring.js";
import { levelFor, loadModelData } from "./model/model-data.js";
import { lightPanel, slicePanel } from "./model/panels.js";
import { mountSpin } from "./model/spin.js";
import { ModelStage } from "./model/stage.js";

/** Pixels a pointer may tremble between press and release and still be a click. */
const TREMBLE = 6;

/** @param {HTMLElement} element @returns {Promise<() => void>} */
export async function mount(element) {
  element.dataset.state = "loading";
  const cleanup = cleaner();
  const data = await loadModelData(element.getAttribute("src") ?? "", cleanup.signal);
  if (!hasWebGL()) {
    if (data.spin) return mountSpin(element, data);
    element.dataset.state = "fallback";
    return () => undefined;
  }
  const viewer = new ModelViewer(element, data, cleanup);
  try {
    await viewer.start();
  } catch (error) {
    viewer.destroy();
    throw error;
  }
  return () => viewer.destroy();
}

class ModelViewer {
  /**
   * @param {HTMLElement} element
   * @param {import("./model/model-data.js").ModelData} data
   * @param {ReturnType<typeof cleaner>} cleanup
   */
  constructor(element, data, cleanup) {
    this.element = element;
    this.data = data;
    this.cleanup = cleanup;
    this.level = -1;
    /** The level under way, and the one this screen is good for. */
    this.asked = this.wanted = -1;
    /** @type {ReturnType<typeof measuring> | null} */ this.ruler = null;
    /** @type {Details | null} */ this.details = null;
    this.frame = new Frame(element, {
      title: titleOf(element, data), signal: cleanup.signal,
      step: (step) => this.#step(step),
      reset: () => this.#reset(),
      keys: { Enter: () => this.ruler?.pick(), " ": () => this.ruler?.pick(), Escape: () => this.frame.closePanel() },
    });
    this.stage = new ModelStage(this.frame.picture);
    this.stage.turn = data.turn ?? null;
    this.#fillTools();
    this.#listen();
  }

  #fillTools() {
    const { frame } = this;
    frame.tool("reset", "reset-view", () => this.#reset());
    if (!prefersStillness()) frame.toggle("spin", "turn-alone", () => this.#turnAlone());
    this.light = frame.panel("light", "change-light", () => lightPanel(this.stage), true);
    this.slice = frame.panel("slice", "slice", () => slicePanel(this.stage));
    if (this.data.facts?.size_mm) {
      frame.toggle("box", "dimensions", () => this.#dimensions());
      frame.toggle("measure", "measure", () => this.#measure());
    }
    void augmented(this.data, titleOf(this.element, this.data)).then((room) => {
      if (room) frame.tool("room", "in-my-room", () => room.start(this.stage, this.element, () => frame.speaker.say(text("room-failed"), 0)));
    });
    this.cleanup.add(frame.fullscreen((open) => this.#touch(open)));
  }

  /** @param {boolean} whole in fullscreen there is no page to move: one finger turns in all directions */
  #touch(whole) {
    this.stage.renderer.domElement.style.touchAction = whole ? "none" : "pan-y";
  }

  #listen() {
    const { signal } = this.cleanup;
    const { picture, root } = this.frame;
    this.#touch(false);
    let pressed = { x: 0, y: 0 };
    picture.addEventListener("pointerdown", (event) => {
      picture.focus({ preventScroll: true });
      pressed = { x: event.clientX, y: event.clientY };
    }, { signal });
    picture.addEventListener("click", (event) => {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > TREMBLE) return;
      const { left, top } = picture.getBoundingClientRect();
      this.ruler?.pick(event.clientX - left, event.clientY - top);
    }, { signal });
    picture.addEventListener("wheel", (event) => {
      const ours = event.ctrlKey || root.contains(document.activeElement) || document.fullscreenElement === this.element;
      if (!ours) event.stopImmediatePropagation();
    }, { signal, capture: true });
    this.stage.controls.addEventListener("start", () => {
      this.stage.tween = null;
    });
    this.stage.controls.addEventListener("end", () => this.#closer());
    this.stage.renderer.domElement.addEventListener("webglcontextlost", () => {
      this.element.dataset.state = "fallback";
    }, { signal });
  }

  async start() {
    const { levels } = this.data;
    await this.#show(0);
    this.#addDetails();
    this.element.dataset.state = "ready";
    const { picture } = this.frame;
    this.wanted = levelFor(levels, Math.min(picture.clientWidth, picture.clientHeight) * usefulPixelRatio());
    await this.#show(this.wanted).catch(() => undefined);
    this.frame.progress.hidden = true;
  }

  #addDetails() {
    if (!this.data.details?.length) return;
    this.details = new Details(this.stage, this.frame.layer, this.data.details, {
      chosen: (detail) => {
        if (this.details) this.stage.move(this.details.poseOf(detail), true);
        this.#closer();
      },
      pressed: (at) => this.ruler?.add(at),
    });
    this.frame.beside(this.details.element);
  }

  /** @param {number} level */
  async #show(level) {
    if (level <= this.level || level === this.asked) return;
    const { progress } = this.frame;
    progress.hidden = false;
    this.asked = level;
    try {
      // A finer one may overtake it on the way.
      await this.stage.load(this.data.levels[level].url, () => level > this.level);
      if (level <= this.level) return;
      this.level = level;
      this.element.dataset.level = this.data.levels[level].name;
    } finally {
      progress.hidden = true;
      if (this.asked === level) this.asked = -1;
    }
  }

  #reset() {
    this.frame.closePanel();
    this.light?.reset();
    this.slice?.reset();
    this.details?.choose(null);
    this.stage.reset();
  }

  /** @param {import("./model/frame.js").Step} step */
  #step(step) {
    this.stage.nudge(step);
    if (step.zoom) this.#closer();
    const { theta, phi } = this.stage.tween?.to ?? this.stage.pose;
    const around = ((Math.round((theta * 180) / Math.PI) % 360) + 360) % 360;
    const above = number(Math.round(90 - (phi * 180) / Math.PI));
    this.frame.speaker.say(text("live-model", { around: number(around), above }));
  }

  /** Coming close asks for the finest level, once; a level that could not be had is asked for at the next move. */
  #closer() {
    const near = (this.stage.tween?.to ?? this.stage.pose).radius < this.stage.home.radius * 0.62;
    const best = near ? Math.max(this.wanted, levelFor(this.data.levels, Infinity)) : this.wanted;
    void this.#show(best).catch(() => undefined);
  }

  #turnAlone() {
    const { stage } = this;
    stage.controls.autoRotate = true;
    stage.controls.autoRotateSpeed = 1.4;
    stage.invalidate();
    return () => {
      stage.controls.autoRotate = false;
    };
  }

  #dimensions() {
    const size = /** @type {[number, number, number]} */ (this.data.facts?.size_mm);
    const end = dimensions(this.stage, this.frame.layer, size);
    const { pose, home } = this.stage;
    this.stage.move({ ...pose, radius: Math.max(pose.radius, home.radius * 1.28) }, true);
    const [width, height, depth] = size.map(centimetres);
    this.frame.speaker.say(text("live-size", { width, height, depth }), 0);
    return end;
  }

  #measure() {
    const { size = [1], size_mm = [1, 1, 1] } = this.data.facts ?? {};
    const scale = Math.max(.../** @type {number[]} */ (size_mm)) / Math.max(...size);
    const say = (/** @type {string} */ message) => this.frame.speaker.say(message, 0);
    this.ruler = measuring(this.stage, this.frame.layer, scale, say);
    this.frame.picture.focus({ preventScroll: true });
    say(text("measure-hint"));
    return () => {
      this.ruler?.destroy();
      this.ruler = null;
    };
  }

  destroy() {
    this.cleanup.run();
    this.details?.destroy();
    this.stage.destroy();
    this.frame.destroy();
    delete this.element.dataset.state;
  }
}
