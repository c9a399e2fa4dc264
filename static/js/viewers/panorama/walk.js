import { button, cleaner, make } from "../../parts/dom.js";
import { speaker } from "../../parts/live.js";
import { number, text } from "../../parts/texts.js";
import { addressKeeper, addressOf, momentAddress, readAddress, share } from "./address.js";
import { Beside } from "./beside.js";
import { frameOf } from "./frame.js";
import { Hotspots } from "./hotspots.js";
import { turnByKeys } from "./keys.js";
import { Route } from "./route.js";
import { fillTools, notice } from "./tools.js";
import { sceneOf } from "./tour-data.js";
import { PanoramaView } from "./view.js";

/** @typedef {import("./tour-data.js").Tour} Tour */
/** @typedef {import("./tour-data.js").Scene} Scene */
/** @typedef {import("./tour-data.js").Hotspot} Hotspot */
/** @typedef {import("./tour-data.js").Stop} Stop */
/** @typedef {import("./tour-data.js").View} View */

/** A visitor's way through one tour: which hall, which direction, and what follows from going on. */
export class Walk {
  /** @param {HTMLElement} element @param {Tour} tour */
  constructor(element, tour) {
    this.element = element;
    this.tour = tour;
    this.linked = element.hasAttribute("deep-link");
    this.cleanup = cleaner();
    /** @type {Scene} */ this.scene = sceneOf(tour, element.getAttribute("scene"));
    /** Counts the wishes: what answers an older one no longer matters. */ this.step = 0;
    this.frame = frameOf(tour);
    this.element.append(this.frame.root);
    this.speaker = speaker(this.frame.root);
    this.hotspots = new Hotspots(this.frame.list, {
      open: (spot) => this.open(spot),
      focus: (spot) => void this.view.look({ yaw: spot.yaw, pitch: spot.pitch }),
    });
    this.view = new PanoramaView(this.frame.canvas, {
      embedded: element.getAttribute("layout") !== "page", twoFingers: text("two-fingers"), ctrlZoom: text("ctrl-zoom"),
    });
    this.beside = new Beside(this);
    this.frame.stage.after(this.beside.panel.element);
    this.keeper = addressKeeper();
    this.route = tour.stops?.length ? this.#guide(tour.stops) : null;
    fillTools(this);
    this.#listen();
  }

  /** The narrated route through this tour. @param {Stop[]} stops */
  #guide(stops) {
    const route = new Route(stops, {
      announce: (stop, label) => this.beside.announce(stop, label, route.panel.content),
      look: (stop, view, milliseconds) => this.#follow(stop.scene, view, milliseconds),
      front: (stop) => this.beside.hold(stop),
      say: (words) => this.speaker.say(words, 200),
      moved: () => this.#keepAddress(),
      share: () => void this.share(),
    });
    this.frame.stage.append(route.words);
    return route;
  }

  /** @param {string} scene @param {View} view @param {number} milliseconds @returns {Promise<boolean>} whether one got there */
  async #follow(scene, view, milliseconds) {
    if (scene !== this.scene.id || this.view.wanted !== this.scene) return this.go(scene, { view });
    const step = ++this.step;
    await this.view.look(view, milliseconds);
    return step === this.step;
  }

  #listen() {
    const { signal } = this.cleanup;
    turnByKeys(this.frame.stage, this.view, {
      home: () => void this.view.look(this.scene.initial), moved: () => this.speakView(), signal,
    });
    this.frame.picture.addEventListener("pointerdown", () => {
      this.frame.picture.focus({ preventScroll: true });
      this.route?.wander();
    }, { signal });
    this.frame.stage.addEventListener("keydown", (event) => this.#guideKeys(event), { signal });
    this.frame.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.beside.shown || document.fullscreenElement === this.element) return;
      event.stopPropagation();
      this.beside.panel.close();
    }, { signal });
    this.view.on("render", () => this.#draw());
    for (const name of ["position-updated", "zoom-updated"]) {
      this.view.on(name, () => this.#keepAddress());
    }
    this.view.canvas.addEventListener("webglcontextlost", () => this.#lost(), { signal });
  }

  async start() {
    const asked = this.linked ? readAddress() : { scene: null, view: null, moment: null };
    this.scene = sceneOf(this.tour, asked.scene ?? this.scene.id);
    const placeholder = this.scene.panorama?.placeholder;
    if (placeholder) this.frame.canvas.style.backgroundImage = `url("${placeholder}")`;
    await this.view.show(this.scene, asked.view ?? this.scene.initial, false);
    this.element.dataset.state = "ready";
    this.#arrived();
    // A link into the narration opens it there and waits: nothing sounds by itself.
    if (asked.moment) void this.route?.visit(asked.moment.stop - 1, { play: false, time: asked.moment.time });
  }

  /** Space and the page keys command the guide while the picture has the focus. @param {KeyboardEvent} event */
  #guideKeys(event) {
    if (!this.route || this.beside.shown !== "route" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) this.route.wander();
    if (event.key === "PageDown") this.route.step(1);
    else if (event.key === "PageUp") this.route.step(-1);
    else if (event.key === " " && event.target === this.frame.picture) void this.route.toggle();
    else return;
    event.preventDefault();
  }

  #keepAddress() {
    if (this.linked && this.element.dataset.state === "ready") this.keeper.keep(() => this.#address());
  }

  /**
   * Walks into another hall.
   * @param {string} id
   * @param {{ through?: Hotspot, view?: View }} [way] the door one goes through, or the view to arrive at
   * @returns {Promise<boolean>} false when one is not there: something else was wanted meanwhile, or the hall cannot be had
   */
  async go(id, { through, view } = {}) {
    const step = ++this.step;
    const scene = sceneOf(this.tour, id);
    const before = this.view.current;
    // Not while one is on the way out of it.
    const here = scene === this.scene && scene === this.view.wanted;
    if (here && !view) {
      await this.view.look(scene.initial);
      return true;
    }
    const focused = this.frame.list.contains(document.activeElement);
    if (through) await this.view.look({ yaw: through.yaw, fov: before.fov * 0.86 }, 600);
    if (step !== this.step) return false;
    this.frame.list.classList.add("melting");
    try {
      const shown = here || (await this.view.show(scene, view ?? scene.initial, true));
      if (!shown || step !== this.step) return false;
    } catch {
      if (step === this.step) this.#stayed(before);
      return false;
    }
    this.scene = scene;
    if (through && this.beside.passing) this.beside.panel.close();
    if (through) this.route?.wander();
    this.#arrived();
    if (focused) this.frame.picture.focus({ preventScroll: true });
    return true;
  }

  /** The hall next door cannot be had, as with a bad signal: one stands where one stood. @param {View} before */
  #stayed(before) {
    this.frame.list.classList.remove("melting");
    void this.view.look(before);
    notice(this, text("hall-failed"));
    this.speaker.say(text("hall-failed"), 0);
  }

  #arrived() {
    const { scene } = this;
    this.frame.list.classList.remove("melting");
    this.hotspots.fill(scene.hotspots);
    this.frame.place.textContent = scene.title;
    this.frame.picture.setAttribute("aria-label", text("panorama-of", { title: scene.title }));
    this.#draw();
    if (this.beside.shown === "list") this.beside.openList(false);
    this.#keepAddress();
    const exhibits = scene.hotspots.filter((spot) => spot.kind === "item").length;
    this.speaker.say(text("live-arrived", { title: scene.title, count: number(exhibits) }), 100);
    const doors = scene.hotspots.filter((spot) => spot.kind === "scene").map((spot) => sceneOf(this.tour, spot.scene));
    void this.view.preload(doors);
  }

  #draw() {
    if (this.view.worn) return;
    const { width, height } = this.view.viewer.state.size;
    this.hotspots.place((point) => this.view.project(point), { width, height });
    this.beside.turnPlan();
  }

  /** @param {Hotspot} spot of the present hall */
  open(spot) {
    if (spot.kind === "scene") void this.go(spot.scene ?? "", { through: spot });
    else this.beside.open(spot);
  }

  /** Says where one looks and what is in sight. */
  speakView() {
    const sight = this.hotspots.inSight();
    this.speaker.say(text(sight.length ? "live-view" : "live-view-empty", {
      title: this.scene.title, degrees: number((this.view.current.yaw + (this.scene.panorama?.heading ?? 0)) % 360), sight: sight.join(", "),
    }), 900);
  }

  #address() {
    const moment = this.beside.shown === "route" ? this.route?.moment : null;
    return moment ? momentAddress(moment) : addressOf(this.scene.id, this.view.current);
  }

  /** Hands on the link to this view or this moment of the route. */
  async share() {
    const outcome = await share(this.#address(), `${this.scene.title} — ${this.tour.title}`);
    if (outcome === "shared") return;
    const words = text(outcome === "copied" ? "link-copied" : "link-failed");
    this.speaker.say(words, 0);
    notice(this, words);
  }

  #lost() {
    this.element.dataset.state = "fallback";
    const again = button("reset", text("draw-again"), { class: "button", onclick: async () => {
      lost.remove();
      const { element, tour } = this;
      this.destroy();
      const walk = new Walk(element, tour);
      await walk.start().catch(() => walk.destroy());
    } });
    const lost = make("div", { class: "viewer-notice", role: "alert" }, make("p", {}, text("drawing-lost")), again);
    this.element.prepend(lost);
  }

  destroy() {
    this.route?.destroy();
    this.keeper.stop();
    this.speaker.stop();
    this.cleanup.run();
    this.view.destroy();
    this.frame.root.remove();
    delete this.element.dataset.state;
  }
}
