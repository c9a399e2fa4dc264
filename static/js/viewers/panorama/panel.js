import { recordingOf } from "../../parts/captions.js";
import { button, icon, make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";
import { drawingOf, wordsOf } from "./hotspots.js";

/** @typedef {import("./tour-data.js").Tour} Tour */
/** @typedef {import("./tour-data.js").Scene} Scene */
/** @typedef {import("./tour-data.js").Hotspot} Hotspot */
/** @typedef {import("./tour-data.js").Exhibit} Exhibit */

/** The part of the viewer beside the picture (on a phone below it) that shows an exhibit, the list or the plan. */
export class Panel {
  /** @param {{ closed: () => void }} actions */
  constructor(actions) {
    this.actions = actions;
    this.heading = make("h2", { tabindex: "-1", id: `panel-${crypto.randomUUID().slice(0, 8)}` });
    this.label = make("p", { class: "label" });
    this.body = make("div", { class: "panel-body" });
    this.element = make(
      "section",
      { class: "tour-panel", "aria-labelledby": this.heading.id, hidden: true },
      make("header", {}, make("div", {}, this.label, this.heading),
        button("close", text("close"), { quiet: true, class: "tool", onclick: () => this.close() })),
      this.body,
    );
    /** @type {string} what is shown: "" when closed */ this.shown = "";
    /** @type {HTMLElement | null} */ this.opener = null;
  }

  /** @param {{ name: string, label?: string, title: string, content: (Node | null)[], focus?: boolean }} page */
  open({ name, label = "", title, content, focus = true }) {
    if (!this.shown) this.opener = /** @type {HTMLElement | null} */ (document.activeElement);
    this.shown = name;
    this.label.textContent = label;
    this.label.hidden = !label;
    this.heading.textContent = title;
    this.body.replaceChildren(...content.filter((node) => node !== null));
    this.element.hidden = false;
    this.element.scrollTop = 0;
    if (focus) this.heading.focus({ preventScroll: true });
  }

  /** Another title over the same page; the focus stays where it is. @param {string} title @param {string} label */
  rename(title, label) {
    this.heading.textContent = title;
    this.label.textContent = label;
  }

  close() {
    if (!this.shown) return;
    this.shown = "";
    this.element.hidden = true;
    this.body.replaceChildren();
    this.actions.closed();
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }
}

/**
 * @param {Hotspot} spot an exhibit's hotspot
 * @param {{ previous: Hotspot | null, next: Hotspot | null, go: (spot: Hotspot) => void }} neighbours
 * @returns {(Node | null)[]}
 */
export function exhibitPage(spot, neighbours) {
  const item = /** @type {Exhibit} */ (spot.item);
  const stage = make("div", { class: "panel-media" },
    item.image ? make("img", { src: item.image.url, alt: item.image.alt ?? "", decoding: "async" }) : null);
  const turn = item.has_model ? button("turn", text("turn-3d"), { class: "button" }) : null;
  turn?.addEventListener("click", () => void mountModel(item, stage, turn));
  return [
    stage.childElementCount ? stage : null,
    item.lead ? make("p", { class: "lead" }, item.lead) : null,
    item.audio ? sound(item) : null,
    make("p", { class: "panel-actions" }, make("a", { class: "button first", href: item.url }, text("open-exhibit")), turn),
    steps(neighbours),
  ];
}

/** @param {Exhibit} item */
function sound(item) {
  const player = document.createElement("vm-audio");
  player.setAttribute("loading", "eager");
  player.setAttribute("label", text("listen"));
  const recording = recordingOf(item, "none");
  recording.controls = true;
  player.append(recording);
  return player;
}

/** @param {{ previous: Hotspot | null, next: Hotspot | null, go: (spot: Hotspot) => void }} neighbours */
function steps({ previous, next, go }) {
  if (!previous && !next) return null;
  /** @param {Hotspot | null} spot @param {"left" | "right"} side @param {string} word */
  const step = (spot, side, word) =>
    spot && make("button", { type: "button", class: `panel-step ${side}`, onclick: () => go(spot) },
      icon(side), make("span", {}, make("small", {}, word), " ", make("b", {}, spot.label || spot.item?.title || "")));
  return make("div", { class: "panel-steps" }, step(previous, "left", text("previous")), step(next, "right", text("next")));
}

/** @param {Exhibit} item @param {HTMLElement} stage @param {HTMLButtonElement} control */
async function mountModel(item, stage, control) {
  control.disabled = true;
  const source = item.model ?? (await modelOnPage(item.url));
  if (!source) {
    location.assign(item.url);
    return;
  }
  const model = document.createElement("vm-model");
  model.setAttribute("src", source);
  model.setAttribute("loading", "eager");
  model.append(...stage.childNodes);
  stage.replaceChildren(model);
  if (!stage.isConnected) control.closest(".panel-body")?.prepend(stage);
  control.remove();
  const panel = stage.closest(".tour-panel");
  if (panel) panel.scrollTop = 0;
  stage.setAttribute("tabindex", "-1");
  stage.focus({ preventScroll: true });
}

/** The exhibit's own page names its model; asking it keeps the tour's data small. @param {string} url */
async function modelOnPage(url) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    return page.querySelector("vm-model[src]")?.getAttribute("src") ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {Tour} tour
 * @param {Scene} here
 * @param {{ open: (scene: Scene, spot: Hotspot) => void, go: (scene: string) => void }} actions
 */
export function listPage(tour, here, actions) {
  return tour.scenes.map((scene) =>
    make("section", { class: "panel-hall", "aria-label": scene.title },
      make("h3", {}, make("button", { type: "button", "aria-current": scene === here ? "location" : null, onclick: () => actions.go(scene.id) }, scene.title)),
      make("ul", {}, scene.hotspots.filter((spot) => spot.kind !== "scene").map((spot) =>
        make("li", {}, make("button", { type: "button", class: "panel-exhibit", onclick: () => actions.open(scene, spot) },
          spot.item?.image
            ? make("img", { src: spot.item.image.url, alt: "", loading: "lazy", width: 56, height: 56 })
            : make("i", {}, icon(drawingOf(spot))),
          make("span", {}, wordsOf(spot)),
        )))),
    ),
  );
}
