import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

const NAMES = ["x", "y", "w", "h"];
/** A press that moves less is a slip of the hand, in percent of the picture. */
const SMALLEST = 1;

/**
 * Rectangles drawn over the picture by dragging; their numbers are percent.
 * @param {HTMLElement} element with the picture inside @param {import("../place-editor.js").PlaceForms} desk
 * @returns {() => void}
 */
export function mountRegions(element, desk) {
  const layer = make("div", { class: "region-layer" });
  const hint = make("p", { class: "hint region-hint" }, text("draw-region"));
  element.append(layer, hint);
  element.dataset.state = "ready";
  const draw = () => layer.replaceChildren(...desk.all.flatMap((one) => {
    const values = desk.read(one, NAMES);
    if (!values) return [];
    const box = make("span", { class: "region" }, make("i", {}, one.number));
    box.toggleAttribute("data-current", one === desk.current);
    ["left", "top", "width", "height"].forEach((side, index) => box.style.setProperty(side, `${values[index]}%`));
    return [box];
  }));
  desk.listeners.push(draw);
  draw();

  /** @type {[number, number] | null} */ let from = null;
  /** @param {PointerEvent} event @returns {[number, number]} percent of the picture */
  const at = (event) => {
    const { left, top, width, height } = layer.getBoundingClientRect();
    const share = (/** @type {number} */ value) => Math.max(0, Math.min(100, value * 100));
    return [share((event.clientX - left) / width), share((event.clientY - top) / height)];
  };
  layer.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    layer.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  layer.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const [w, h] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    if (w < SMALLEST || h < SMALLEST) return;
    desk.write({ x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), w, h });
  });
  for (const name of ["pointerup", "pointercancel"]) {
    layer.addEventListener(name, () => {
      from = null;
    });
  }
  return () => {
    desk.destroy();
    layer.remove();
    hint.remove();
    delete element.dataset.state;
  };
}
