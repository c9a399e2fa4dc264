/**
 * `<vm-deepzoom src="/iiif/image/3/…/info.json">`: a picture to come close to, on OpenSeadragon from IIIF tiles.
 *
 * Inside stands the picture itself; it stays until the first tile is drawn. A list `<ol data-details>` inside becomes "look
 * here": details one is led to. `width-mm`, where the picture's true width is known, adds a scale. Arrow keys move, plus and minus zoom, Home
 * shows the whole; the wheel zooms once the viewer has the focus.
 */
import OpenSeadragon from "openseadragon";
import { button, cleaner, icon, make } from "../parts/dom.js";
import { fullscreen, prefersStillness } from "../parts/device.js";
import { repeatWhileHeld, speaker } from "../parts/live.js";
import { number, text } from "../parts/texts.js";
import { Details, readDetails } from "./deepzoom/details.js";
import { scaleBar } from "./deepzoom/scale-bar.js";

const PAN = 0.18;
const ZOOM = 1.35;
/** @typedef {{ x?: number, y?: number, zoom?: number }} Step fractions of what is in sight; a factor */
/** @type {[string, string, string[], Step][]} */
const MOVES = [
  ["left", "move-left", ["ArrowLeft"], { x: -PAN }],
  ["right", "move-right", ["ArrowRight"], { x: PAN }],
  ["up", "move-up", ["ArrowUp"], { y: -PAN }],
  ["down", "move-down", ["ArrowDown"], { y: PAN }],
  ["plus", "zoom-in", ["+", "="], { zoom: ZOOM }],
  ["minus", "zoom-out", ["-", "_"], { zoom: 1 / ZOOM }],
];

/** @param {HTMLElement} element @returns {() => void} */
export function mount(element) {
  element.dataset.state = "loading";
  const viewer = new DeepZoom(element);
  return () => viewer.destroy();
}

class DeepZoom {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.cleanup = cleaner();
    const id = `zoom-${crypto.randomUUID().slice(0, 8)}`;
    const title = element.querySelector("img")?.alt || document.title;
    this.picture = make("div", {
      class: "deepzoom-picture", tabindex: "0", role: "application",
      "aria-label": text("deepzoom-of", { title }), "aria-describedby": id,
    });
    this.moves = make("div", { class: "deepzoom-moves", role: "group", "aria-label": text("look-around") });
    this.root = make("div", { class: "deepzoom" }, this.picture, this.moves,
      make("p", { class: "viewer-live", id }, text("deepzoom-keys")));
    element.append(this.root);
    this.speaker = speaker(this.root);
    this.whole = true;
    this.viewer = this.#open();
    const width = Number(element.getAttribute("width-mm"));
    if (width > 0) this.root.append(scaleBar(this.viewer, width));
    const details = readDetails(element);
    this.details = details.length ? new Details(this.viewer, details, {
      chosen: (detail) => {
        this.whole = false;
        this.speaker.say([detail.label, detail.words].filter(Boolean).join(". "), 100);
      },
    }) : null;
    if (this.details) {
      this.root.append(this.details.element);
      this.root.classList.add("with-details");
    }
    this.#fill();
    this.#listen();
  }

  #open() {
    const viewer = OpenSeadragon({
      element: this.picture,
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: prefersStillness() ? 0 : 0.7,
      visibilityRatio: 0.7,
      constrainDuringPan: true,
      minZoomImageRatio: 0.9,
      maxZoomPixelRatio: 2.5,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { pinchRotate: false },
      silenceMultiImageWarnings: true,
      tileRetryMax: 1,
    });
    viewer.canvas.tabIndex = -1;
    // Its own keys would answer beside ours, and some of them (r, f, w …) surprise.
    const tracker = /** @type {any} */ (viewer).innerTracker;
    tracker.keyDownHandler = null;
    tracker.keyHandler = null;
    // Until one comes closer, the whole picture stays in sight, whatever the page does around it.
    viewer.addHandler("resize", () => {
      if (this.whole) setTimeout(() => viewer.viewport?.goHome(true));
    });
    for (const touch of ["canvas-drag", "canvas-scroll", "canvas-pinch", "canvas-double-click"]) {
      viewer.addHandler(/** @type {any} */ (touch), () => {
        this.whole = false;
      });
    }
    viewer.addHandler("tile-drawn", () => {
      this.element.dataset.state = "ready";
    });
    viewer.addHandler("open-failed", () => this.#fail());
    this.#describe().then((description) => viewer.open(/** @type {any} */ (description)), () => this.#fail());
    return viewer;
  }

  /**
   * What the picture's service says of itself. It names itself by the museum's public address; the tiles are asked for where
   * this page was, which may be another name of the same house.
   */
  async #describe() {
    const address = new URL(this.element.getAttribute("src") ?? "", location.href);
    const answer = await fetch(address, { signal: this.cleanup.signal });
    if (!answer.ok) throw new Error(`${address.pathname} answered ${answer.status}`);
    return { ...(await answer.json()), id: address.href.replace(/\/info\.json.*$/, "") };
  }

  #fail() {
    if (!this.cleanup.signal.aborted) this.element.dataset.state = "failed";
  }

  #fill() {
    const look = { quiet: true, class: "tool" };
    for (const [drawing, word, , step] of MOVES) {
      const control = button(drawing, text(word), look);
      repeatWhileHeld(control, () => this.#step(step), this.cleanup.signal);
      this.moves.append(control);
    }
    const whole = button("full", text("fullscreen"), look);
    this.moves.append(button("reset", text("whole-picture"), { ...look, onclick: () => this.#home() }), whole);
    this.cleanup.add(fullscreen(this.element, whole, (open) => {
      whole.replaceChildren(icon(open ? "window" : "full"));
      const word = text(open ? "fullscreen-leave" : "fullscreen");
      whole.setAttribute("aria-label", word);
      whole.title = word;
    }));
  }

  #listen() {
    const { signal } = this.cleanup;
    this.picture.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = MOVES.find(([, , keys]) => keys.includes(event.key));
      if (move) this.#step(move[3]);
      else if (event.key === "Home") this.#home();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, { signal });
    this.picture.addEventListener("pointerdown", () => this.picture.focus({ preventScroll: true }), { signal, capture: true });
    this.picture.addEventListener("wheel", (event) => {
      const ours = event.ctrlKey || this.root.contains(document.activeElement) || document.fullscreenElement === this.element;
      if (!ours) event.stopImmediatePropagation();
    }, { signal, capture: true });
  }

  /** @param {Step} step */
  #step({ x = 0, y = 0, zoom = 1 }) {
    const { viewport } = this.viewer;
    if (!viewport) return;
    this.whole = false;
    if (zoom !== 1) viewport.zoomBy(zoom);
    else {
      const { width, height } = viewport.getBounds();
      viewport.panBy(new OpenSeadragon.Point(x * width, y * height));
    }
    viewport.applyConstraints();
    this.speaker.say(text("live-zoom", { times: number(viewport.getZoom() / viewport.getHomeZoom(), 1) }));
  }

  #home() {
    this.whole = true;
    this.details?.clear();
    this.viewer.viewport?.goHome();
    this.speaker.say(text("live-zoom", { times: number(1) }));
  }

  destroy() {
    this.speaker.stop();
    this.cleanup.run();
    this.details?.destroy();
    this.viewer.destroy();
    this.root.remove();
    delete this.element.dataset.state;
  }
}
