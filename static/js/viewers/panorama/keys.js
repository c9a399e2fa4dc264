import { prefersStillness } from "../../parts/device.js";

/** @typedef {{ yaw?: number, pitch?: number, zoom?: number }} Move */
/** @type {Record<string, Move>} */
const KEYS = {
  ArrowLeft: { yaw: -1 },
  ArrowRight: { yaw: 1 },
  ArrowUp: { pitch: 1 },
  ArrowDown: { pitch: -1 },
  "+": { zoom: 1 },
  "=": { zoom: 1 },
  "-": { zoom: -1 },
  _: { zoom: -1 },
};
/** The buttons: drawing, word, move. @type {[string, string, Move][]} */
export const MOVES = [
  ["left", "turn-left", { yaw: -1 }],
  ["right", "turn-right", { yaw: 1 }],
  ["up", "look-up", { pitch: 1 }],
  ["down", "look-down", { pitch: -1 }],
  ["plus", "zoom-in", { zoom: 1 }],
  ["minus", "zoom-out", { zoom: -1 }],
];
const STEP = 12;
const SHORTEST = 160;

/** @param {Move} move @returns {Move} one step of it */
export const stepOf = (move) => ({ yaw: (move.yaw ?? 0) * STEP, pitch: (move.pitch ?? 0) * STEP, zoom: (move.zoom ?? 0) * 0.25 });

/**
 * Turning by keys on the focused picture (its hotspots included), and nowhere else on the page.
 * @param {HTMLElement} stage
 * @param {import("./view.js").PanoramaView} view
 * @param {{ home: () => void, moved: () => void, signal: AbortSignal }} actions
 */
export function turnByKeys(stage, view, { home, moved, signal }) {
  let pressed = "";
  let since = 0;
  const release = () => {
    if (!pressed) return;
    pressed = "";
    setTimeout(() => {
      if (!pressed) view.halt();
    }, Math.max(0, SHORTEST - (performance.now() - since)));
    moved();
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home") home();
    else if (KEYS[event.key]) {
      if (prefersStillness()) {
        view.nudge(stepOf(KEYS[event.key]));
        moved();
      } else if (pressed !== event.key) {
        pressed = event.key;
        since = performance.now();
        view.roll(KEYS[event.key]);
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  stage.addEventListener("keyup", release, { signal });
  stage.addEventListener("focusout", release, { signal });
}

/**
 * The same by a button: held by pointer it keeps turning, pressed by keyboard it turns a step.
 * @param {HTMLButtonElement} control
 * @param {Move} move
 * @param {import("./view.js").PanoramaView} view
 * @param {{ moved: () => void, signal: AbortSignal }} actions
 */
export function turnByButton(control, move, view, { moved, signal }) {
  let rolling = false;
  const stop = () => {
    if (!rolling) return;
    rolling = false;
    view.halt();
    moved();
  };
  let timer = 0;
  control.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || prefersStillness()) return;
    timer = window.setTimeout(() => {
      rolling = true;
      view.roll(move);
    }, 220);
  }, { signal });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
    control.addEventListener(name, () => clearTimeout(timer), { signal });
  }
  control.addEventListener("click", () => {
    if (!rolling) {
      view.nudge(stepOf(move));
      moved();
    }
  }, { signal });
  for (const name of ["click", "pointerleave", "pointercancel"]) control.addEventListener(name, stop, { signal });
}
