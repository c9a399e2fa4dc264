import { cleaner, make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";
import { Frame, titleOf } from "./frame.js";

/** Pixels a finger moves for one picture. */
const PIXELS = 14;

/**
 * The object in still pictures all around, for screens without WebGL: turned by dragging, keys and buttons, with its
 * details in words.
 * @param {HTMLElement} element
 * @param {import("./model-data.js").ModelData} data with `spin`
 * @returns {Promise<() => void>}
 */
export async function mountSpin(element, data) {
  const { url, frames, columns, width, height } = /** @type {import("./model-data.js").Spin} */ (data.spin);
  const cleanup = cleaner();
  const sheet = new Image();
  sheet.src = url;
  await sheet.decode();
  let shown = 1;
  const picture = make("canvas", { class: "model-still", width, height });
  const frame = new Frame(element, {
    title: titleOf(element, data), signal: cleanup.signal, turnsOnly: true, keys: {},
    step: ({ theta = 0 }) => turn(Math.sign(theta)),
    reset: () => turn(1 - shown),
  });
  frame.picture.append(picture);
  frame.progress.hidden = true;

  /** @param {number} by pictures; an object that turns left shows more of its right side */
  const turn = (by) => {
    shown = (((shown + by) % frames) + frames) % frames;
    const [x, y] = [(shown % columns) * width, Math.floor(shown / columns) * height];
    picture.getContext("2d")?.drawImage(sheet, x, y, width, height, 0, 0, width, height);
    frame.speaker.say(text("live-spin", { around: number((shown * 360) / frames) }));
  };
  let from = 0;
  picture.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    const by = picture.hasPointerCapture(event.pointerId) ? Math.trunc((from - event.clientX) / PIXELS) : 0;
    if (!by) return;
    from = event.clientX;
    turn(by);
  });
  frame.tool("reset", "reset-view", () => turn(1 - shown));
  cleanup.add(frame.fullscreen());
  if (data.details?.length) frame.beside(list(data.details, (detail) => {
    const [x, , z] = detail.place.normal;
    turn(Math.round((Math.atan2(x, z) / (2 * Math.PI)) * frames) - shown);
  }));
  turn(0);
  element.dataset.state = "ready";
  return () => {
    cleanup.run();
    frame.destroy();
    delete element.dataset.state;
  };
}

/** @param {import("./model-data.js").Detail[]} details @param {(detail: import("./model-data.js").Detail) => void} chosen */
function list(details, chosen) {
  return make("section", { class: "model-details", "aria-label": text("details") },
    make("p", { class: "label" }, text("details")),
    make("ol", { class: "model-list" }, details.map((detail) => make("li", {},
      make("button", { type: "button", class: "model-detail", onfocus: () => chosen(detail) },
        make("i", { "aria-hidden": "true" }, detail.number), make("span", { lang: detail.label_lang }, detail.label)),
      detail.text ? make("p", { lang: detail.text_lang }, detail.text) : null))));
}
