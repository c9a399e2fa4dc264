import { button, icon, make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {import("./tour-data.js").Stop} Stop */

/**
 * What a stop sets before the panorama: the exhibit itself, or a page's announcement.
 * @param {Stop} stop
 * @param {() => void} close
 * @returns {HTMLElement | null}
 */
export function frontOf(stop, close) {
  const content = stop.kind === "item" ? exhibit(stop) : stop.kind === "page" ? page(stop) : null;
  if (!content) return null;
  return make("div", { class: "tour-front", role: "group", "data-kind": stop.kind, "aria-label": stop.title }, content,
    button("close", text("close"), { quiet: true, class: "tool", onclick: close }));
}

/** @param {Stop} stop */
function exhibit({ item }) {
  if (!item) return null;
  const picture = item.image && make("img", { src: item.image.url, alt: item.image.alt ?? "", decoding: "async" });
  const source = item.model ?? item.zoom;
  if (!source) return picture ?? null;
  const viewer = document.createElement(item.model ? "vm-model" : "vm-deepzoom");
  viewer.setAttribute("src", source);
  viewer.setAttribute("loading", "eager");
  if (picture) viewer.append(picture);
  return viewer;
}

/** @param {Stop} stop */
function page({ page: shown, title, item }) {
  if (!shown) return null;
  return make("div", { class: "tour-announcement" },
    item?.image ? make("img", { src: item.image.url, alt: "" }) : null,
    make("h2", {}, title), make("a", { class: "button first", href: shown.url }, text("open-page"), icon("go")));
}
