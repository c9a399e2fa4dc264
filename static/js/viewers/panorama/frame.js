import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {ReturnType<typeof frameOf>} Frame */

/**
 * The elements of the viewer, still empty: the picture with its hotspots and buttons, room for the panel, the bar.
 * @param {import("./tour-data.js").Tour} tour
 */
export function frameOf(tour) {
  const id = `tour-${crypto.randomUUID().slice(0, 8)}`;
  const canvas = make("div", { class: "tour-canvas" });
  const picture = make("div", {
    class: "tour-picture", tabindex: "0", role: "application", "aria-label": tour.title, "aria-describedby": id,
  }, canvas);
  const place = make("p", { class: "tour-place" });
  const list = make("ul", { class: "hotspots", "aria-label": text("hotspots") });
  const moves = make("div", { class: "tour-moves", role: "group", "aria-label": text("look-around") });
  const stage = make("div", { class: "tour-stage" }, picture, place, list, moves,
    make("p", { class: "viewer-live", id }, text("panorama-keys"), tour.stops?.length ? ` ${text("route-keys")}` : ""));
  const bar = make("div", { class: "tour-bar", role: "group", "aria-label": text("tour") });
  return { root: make("div", { class: "tour" }, stage, bar), stage, canvas, picture, place, list, moves, bar };
}
