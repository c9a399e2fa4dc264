import { make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";

/** @typedef {import("openseadragon").Viewer} Viewer */

const LONGEST = 130;

/**
 * @param {number} most millimetres that have room
 * @returns {number} the longest of 1, 2, 5, 10 … millimetres that is not longer
 */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((one) => one * power <= most) ?? 1;
  return step * power;
}

/** @param {number} millimetres @returns {string} in the unit that one would say */
function lengthWords(millimetres) {
  if (millimetres >= 1000) return text("metres", { value: number(millimetres / 1000, 1) });
  if (millimetres >= 10) return text("centimetres", { value: number(millimetres / 10, 1) });
  return text("millimetres", { value: number(millimetres, 2) });
}

/**
 * A bar that says how large things in the picture are; for pictures of known width only.
 * @param {Viewer} viewer
 * @param {number} width of what the whole picture shows, in millimetres
 * @returns {HTMLElement}
 */
export function scaleBar(viewer, width) {
  const bar = make("i", {});
  const words = make("span", {});
  const draw = () => {
    const across = viewer.viewport.getZoom(true) * viewer.viewport.getContainerSize().x;
    if (!across) return;
    const length = roundLength((LONGEST * width) / across);
    bar.style.inlineSize = `${((length / width) * across).toFixed(1)}px`;
    words.textContent = lengthWords(length);
  };
  for (const name of ["open", "animation", "resize"]) viewer.addHandler(/** @type {any} */ (name), () => viewer.viewport && draw());
  return make("div", { class: "deepzoom-scale" }, bar, words);
}
