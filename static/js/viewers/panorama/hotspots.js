import { icon, make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {import("./tour-data.js").Hotspot} Hotspot */
/** @typedef {{ spot: Hotspot, button: HTMLButtonElement, wordWidth: number }} Placed */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

const RING = 44;
const EDGE = 8;

/** @param {Hotspot} spot */
export const drawingOf = (spot) =>
  spot.kind === "scene" ? "go" : spot.kind === "note" ? "note" : spot.item?.has_model ? "turn" : "eye";

/** @param {Hotspot} spot @returns {string} the words on and beside the hotspot */
export function wordsOf(spot) {
  const words = spot.label || spot.item?.title || "";
  return spot.kind === "item" && spot.item?.has_model ? text("exhibit-3d", { title: words }) : words;
}

/**
 * The hotspots of the present scene as real buttons over the view. Each keeps its words for assistive technology; on the
 * screen words fold away only where they would cover each other, never at the hotspot nearest to the centre.
 */
export class Hotspots {
  /**
   * @param {HTMLElement} layer
   * @param {{ open: (spot: Hotspot) => void, focus: (spot: Hotspot) => void }} actions
   */
  constructor(layer, actions) {
    this.layer = layer;
    this.actions = actions;
    /** @type {Placed[]} */ this.placed = [];
    /** @type {(() => void) | null} */ this.again = null;
  }

  /** @param {Hotspot[]} spots */
  fill(spots) {
    this.placed = spots.map((spot) => ({ spot, button: this.#button(spot), wordWidth: 0 }));
    this.again = null;
    this.layer.replaceChildren(...this.placed.map(({ button }) => make("li", {}, button)));
    this.measure();
    void document.fonts?.ready.then(() => this.measure());
  }

  /** @param {Hotspot} spot */
  #button(spot) {
    const button = make(
      "button",
      { type: "button", class: "hotspot", "data-kind": spot.kind, "data-hotspot": spot.id },
      make("i", {}, icon(drawingOf(spot))),
      make("span", {}, wordsOf(spot)),
    );
    button.addEventListener("click", () => this.actions.open(spot));
    button.addEventListener("focus", () => button.matches(":focus-visible") && this.actions.focus(spot));
    return button;
  }

  /** Takes the width of every hotspot with all its words; those already placed are placed anew. */
  measure() {
    for (const { button } of this.placed) {
      button.classList.remove("folded");
      button.style.maxInlineSize = "";
    }
    for (const entry of this.placed) entry.wordWidth = entry.button.offsetWidth;
    this.again?.();
  }

  /**
   * @param {(point: { yaw: number, pitch: number }) => import("./view.js").Spot} project
   * @param {{ width: number, height: number }} size of the view
   */
  place(project, size) {
    this.again = () => this.place(project, size);
    /** @type {Box[]} */
    const taken = [];
    const shown = [];
    for (const entry of this.placed) {
      const at = project(entry.spot);
      entry.button.classList.toggle("away", !at.inside);
      if (!at.inside) continue;
      entry.button.style.transform = `translate(${at.x - RING / 2}px, ${at.y - RING / 2}px)`;
      taken.push({ left: at.x - RING / 2, right: at.x + RING / 2, top: at.y - RING / 2, bottom: at.y + RING / 2 });
      shown.push({ entry, at, own: taken.length - 1 });
    }
    const urgent = document.activeElement;
    shown.sort((a, b) => Number(b.entry.button === urgent) - Number(a.entry.button === urgent) || a.at.distance - b.at.distance);
    shown.forEach(({ entry, at, own }, index) => {
      const others = taken.filter((_box, position) => position !== own);
      const right = boxOf(at, entry.wordWidth, false);
      const left = boxOf(at, entry.wordWidth, true);
      /** @param {Box} box */
      const fits = (box) => box.left >= 0 && box.right <= size.width && !others.some((other) => overlap(box, other));
      const leftwards = !fits(right) && (fits(left) || (right.right > size.width && at.x > size.width / 2 + RING));
      const box = leftwards ? left : right;
      const nearest = index === 0;
      const free = nearest || fits(box) || (at.x < RING && !others.some((other) => overlap(box, other)));
      // Where neither side has room for all its words, the nearest one shortens them rather than lose them.
      const room = leftwards ? at.x + RING / 2 : size.width - at.x + RING / 2;
      entry.button.style.maxInlineSize = room < entry.wordWidth ? `${Math.max(room - EDGE, 2 * RING)}px` : "";
      entry.button.classList.toggle("folded", !free);
      entry.button.classList.toggle("leftwards", leftwards);
      entry.button.classList.toggle("nearest", nearest);
      if (free) taken[own] = box;
    });
  }

  /** @param {string} id */
  button(id) {
    return this.placed.find(({ spot }) => spot.id === id)?.button ?? null;
  }

  /** @returns {string[]} words of the hotspots in sight, from the centre outwards */
  inSight() {
    return this.placed.filter(({ button }) => !button.classList.contains("away")).map(({ spot }) => wordsOf(spot));
  }

  /** @param {string | null} id marks the hotspot whose exhibit is open */
  mark(id) {
    for (const { spot, button } of this.placed) {
      if (spot.id === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

/** @param {{ x: number, y: number }} at the ring's middle @param {number} width of the whole hotspot @param {boolean} leftwards @returns {Box} */
function boxOf(at, width, leftwards) {
  const left = leftwards ? at.x + RING / 2 - width : at.x - RING / 2;
  return { left, right: left + width, top: at.y - RING / 2, bottom: at.y + RING / 2 };
}

/** @param {Box} a @param {Box} b */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
