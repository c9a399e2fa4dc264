/**
 * `<vm-compare>` around two `<figure>`s (before, after), each a picture with a caption: one over the other with an edge
 * to slide. The slider is a native range, so keys, a click and a drag all move it. Without this code they stand side by
 * side.
 */
import { cleaner, icon, make } from "../parts/dom.js";
import { number, text } from "../parts/texts.js";

/** @param {HTMLElement} element @returns {() => void} */
export function mount(element) {
  const figures = [...element.querySelectorAll("figure")];
  const pictures = figures.map((figure) => figure.querySelector("picture, img"));
  const [before, after] = pictures;
  if (figures.length !== 2 || !before || !after) throw new Error("a comparison needs two figures with a picture each");
  const cleanup = cleaner();
  const [first, second] = figures.map((figure) => figure.querySelector("figcaption")?.textContent?.trim() ?? "");
  const slider = make("input", { type: "range", min: 0, max: 100, step: 1, value: 50, "aria-label": text("compare-slider") });
  const view = make("div", { class: "comparison" },
    make("div", { class: "comparison-picture" }, after.cloneNode(true)),
    make("div", { class: "comparison-picture over" }, before.cloneNode(true)),
    make("span", { class: "comparison-name" }, first),
    make("span", { class: "comparison-name last" }, second),
    make("span", { class: "comparison-edge", "aria-hidden": "true" }, make("i", {}, icon("compare"))),
    slider,
  );
  for (const name of view.querySelectorAll(".comparison-name")) /** @type {HTMLElement} */ (name).hidden = !name.textContent;
  const { width, height } = sizeOf(before);
  if (width && height) view.style.aspectRatio = `${width} / ${height}`;
  const move = () => {
    view.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", text("compare-value", { share: number(Number(slider.value)), name: first }));
  };
  slider.addEventListener("input", move, { signal: cleanup.signal });
  move();
  element.append(view);
  element.dataset.state = "ready";
  return () => {
    cleanup.run();
    view.remove();
    delete element.dataset.state;
  };
}

/** @param {Element} picture @returns {{ width: number, height: number }} as the page states it, else as loaded */
function sizeOf(picture) {
  const image = /** @type {HTMLImageElement} */ (picture.matches("img") ? picture : picture.querySelector("img"));
  return {
    width: Number(image.getAttribute("width")) || image.naturalWidth,
    height: Number(image.getAttribute("height")) || image.naturalHeight,
  };
}
