import OpenSeadragon from "openseadragon";
import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {{ number: number, label: string, words: string, lang: string, place: { x: number, y: number, w: number, h: number } }} Detail */

/** A detail is shown with some of what is around it. */
const MARGIN = 0.6;

/**
 * The details that the page lists inside the element: `<ol data-details><li data-place="x y w h"><b>…</b><p>…</p></li></ol>`,
 * the place in fractions of the picture.
 * @param {HTMLElement} element
 * @returns {Detail[]}
 */
export function readDetails(element) {
  const entries = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-details] [data-place]")]);
  return entries.map((entry, index) => {
    const [x, y, w, h] = (entry.dataset.place ?? "").split(" ").map(Number);
    return {
      number: index + 1, place: { x, y, w, h }, lang: entry.lang || "",
      label: entry.querySelector("b")?.textContent?.trim() ?? "", words: entry.querySelector("p")?.textContent?.trim() ?? "",
    };
  }).filter(({ place }) => place.w > 0 && place.h > 0);
}

/** "Look here": the details by number, in a list and on the picture; choosing one leads the eye to it. */
export class Details {
  /**
   * @param {OpenSeadragon.Viewer} viewer
   * @param {Detail[]} details
   * @param {{ chosen: (detail: Detail) => void }} actions
   */
  constructor(viewer, details, actions) {
    this.viewer = viewer;
    this.actions = actions;
    /** @type {OpenSeadragon.MouseTracker[]} */ this.trackers = [];
    this.frame = make("div", { class: "deepzoom-frame" });
    this.entries = details.map((detail) => this.#entry(detail));
    this.element = make("section", { class: "deepzoom-details", "aria-label": text("look-here") },
      make("ol", {}, this.entries.map(({ row, words }) => make("li", {}, row, words))));
    viewer.addHandler("open", () => this.#mark());
  }

  /** @param {Detail} detail */
  #entry(detail) {
    const lang = detail.lang || null;
    const words = detail.words ? make("p", { lang, hidden: true }, detail.words) : null;
    const row = make("button", { type: "button", onclick: () => this.choose(detail) },
      make("i", { "aria-hidden": "true" }, detail.number), make("span", { lang }, detail.label));
    const mark = make("span", { class: "deepzoom-mark", "aria-hidden": "true" }, detail.number);
    return { detail, row, words, mark };
  }

  /** @param {Detail["place"]} place @returns {OpenSeadragon.Rect} in the viewport's units */
  #rect({ x, y, w, h }) {
    const size = this.viewer.world.getItemAt(0).getContentSize();
    const tall = size.y / size.x;
    return new OpenSeadragon.Rect(x, y * tall, w, h * tall);
  }

  #mark() {
    for (const { detail, mark } of this.entries) {
      const location = this.#rect(detail.place).getCenter();
      this.viewer.addOverlay({ element: mark, location, placement: OpenSeadragon.Placement.CENTER, checkResize: false });
      this.trackers.push(new OpenSeadragon.MouseTracker({ element: mark, clickHandler: () => this.choose(detail) }));
    }
  }

  /** @param {Detail} detail */
  choose(detail) {
    const rect = this.#rect(detail.place);
    const wide = new OpenSeadragon.Rect(
      rect.x - rect.width * MARGIN / 2, rect.y - rect.height * MARGIN / 2, rect.width * (1 + MARGIN), rect.height * (1 + MARGIN));
    this.viewer.viewport.fitBoundsWithConstraints(wide);
    this.viewer.removeOverlay(this.frame);
    this.viewer.addOverlay({ element: this.frame, location: rect });
    this.#show(detail);
    this.actions.chosen(detail);
  }

  /** @param {Detail | null} detail */
  #show(detail) {
    for (const { detail: one, row, words, mark } of this.entries) {
      const chosen = one === detail;
      if (chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      mark.classList.toggle("chosen", chosen);
      if (words) words.hidden = !chosen;
    }
  }

  /** None of them is looked at any more. */
  clear() {
    this.viewer.removeOverlay(this.frame);
    this.#show(null);
  }

  destroy() {
    for (const tracker of this.trackers) tracker.destroy();
  }
}
