import { Plane, Vector3 } from "three";
import { make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";
import { LAMP } from "./stage.js";

/** @typedef {import("./stage.js").ModelStage} ModelStage */

let counter = 0;

/**
 * @param {string} key of the words @param {{ min: number, max: number, step: number, value: number }} range
 * @param {(value: number) => string} words what the value is called @param {(value: number) => void} changed
 */
function slider(key, { min, max, step, value }, words, changed) {
  const id = `model-range-${++counter}`;
  const input = make("input", { id, type: "range", min, max, step, value, "aria-valuetext": words(value) });
  input.addEventListener("input", () => {
    input.setAttribute("aria-valuetext", words(input.valueAsNumber));
    changed(input.valueAsNumber);
  });
  return { input, element: make("p", {}, make("label", { for: id }, text(key)), input) };
}

/** @param {string} title @param {(Node | string)[]} content */
const panel = (title, ...content) => make("div", { class: "model-panel", role: "group", "aria-label": title }, ...content);

/** Where the lamp stands and how bright it is; it stays so when the panel is closed. @param {ModelStage} stage */
export function lightPanel(stage) {
  const state = { turn: LAMP, strength: 1 };
  const update = () => stage.light(state.turn, state.strength);
  const turn = slider("light-direction", { min: -90, max: 90, step: 5, value: LAMP }, (value) => text(
    value < -10 ? "light-left" : value > 10 ? "light-right" : "light-front", { degrees: number(Math.abs(value)) },
  ), (value) => {
    state.turn = value;
    update();
  });
  const strength = slider("light-strength", { min: 0.3, max: 2, step: 0.1, value: 1 }, (value) => text(
    "percent", { value: number(value * 100) },
  ), (value) => {
    state.strength = value;
    update();
  });
  return {
    element: panel(text("change-light"), turn.element, strength.element),
    reset() {
      turn.input.valueAsNumber = state.turn = LAMP;
      strength.input.valueAsNumber = state.strength = 1;
      update();
    },
  };
}

/** @type {[string, Vector3][]} */
const CUTS = [
  ["slice-side", new Vector3(-1, 0, 0)], ["slice-top", new Vector3(0, -1, 0)], ["slice-front", new Vector3(0, 0, -1)],
];

/** A plane that cuts the object open; closing the panel makes it whole. @param {ModelStage} stage */
export function slicePanel(stage) {
  const plane = new Plane();
  const state = { cut: 2, share: 50 };
  const update = () => {
    const [, normal] = CUTS[state.cut];
    const axis = /** @type {"x" | "y" | "z"} */ ("xyz"[state.cut]);
    const half = (stage.extent[axis] / 2) * 1.02;
    plane.set(normal, half * (1 - (2 * state.share) / 100));
    stage.renderer.clippingPlanes = [plane];
    stage.invalidate();
  };
  const group = `model-cut-${++counter}`;
  const cuts = make("p", { class: "model-cuts" }, CUTS.map(([key], index) => {
    const input = make("input", { type: "radio", name: group, checked: index === state.cut });
    input.addEventListener("change", () => {
      state.cut = index;
      update();
    });
    return make("label", {}, input, make("span", {}, text(key)));
  }));
  const depth = slider("slice-depth", { min: 0, max: 100, step: 1, value: state.share },
    (value) => text("percent", { value: number(value) }), (value) => {
      state.share = value;
      update();
    });
  update();
  return {
    element: panel(text("slice"), cuts, depth.element),
    reset() {
      stage.renderer.clippingPlanes = [];
      stage.invalidate();
    },
  };
}
