import { Vector3 } from "three";
import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {import("./model-data.js").Detail} Detail */
/** @typedef {import("./stage.js").ModelStage} ModelStage */

/** After the object has come to rest, this long until the marks behind it are looked for. */
const REST_MS = 120;
/** How near one comes to a detail without a view of its own, in radii of the object. */
const NEAR = 2.2;

/**
 * Details as numbers in the scene and as buttons in a list; the list is where the keyboard goes. Focus turns the
 * object so that the detail faces the eye; numbers behind the object are hidden.
 */
export class Details {
  /**
   * @param {ModelStage} stage
   * @param {HTMLElement} layer where the numbers stand
   * @param {Detail[]} details
   * @param {{ chosen: (detail: Detail) => void, pressed: (at: Vector3) => void }} actions `pressed` by Enter or click
   */
  constructor(stage, layer, details, actions) {
    this.stage = stage;
    this.actions = actions;
    this.timer = 0;
    this.marks = make("div", { class: "model-marks", "aria-hidden": "true" });
    this.list = make("ol", { class: "model-list" });
    this.element = make("section", { class: "model-details", "aria-label": text("details") },
      make("p", { class: "label" }, text("details")), this.list);
    /** @type {{ detail: Detail, at: Vector3, normal: Vector3, mark: HTMLElement, row: HTMLElement }[]} */
    this.entries = details.map((detail) => this.#entry(detail));
    layer.append(this.marks);
    this.place = this.place.bind(this);
    stage.drawn.push(this.place);
  }

  /** @param {Detail} detail */
  #entry(detail) {
    const at = this.stage.place(detail.place.point);
    const words = make("p", { lang: detail.text_lang, hidden: true }, detail.text);
    const row = make("button", { type: "button", class: "model-detail", "aria-expanded": "false" },
      make("i", { "aria-hidden": "true" }, detail.number), make("span", { lang: detail.label_lang }, detail.label));
    row.addEventListener("focus", () => this.choose(detail));
    row.addEventListener("click", () => {
      this.choose(detail);
      this.actions.pressed(at);
    });
    const mark = make("button", { type: "button", class: "model-mark", tabindex: "-1" }, make("i", {}, detail.number));
    mark.addEventListener("click", () => row.focus());
    this.marks.append(mark);
    this.list.append(make("li", {}, row, detail.text ? words : null));
    const { normal } = detail.place;
    return { detail, at, normal: new Vector3(...normal), mark, row };
  }

  /** @param {Detail | null} chosen null closes the one that is open */
  choose(chosen) {
    for (const { detail, mark, row } of this.entries) {
      const open = detail === chosen;
      if (open && row.getAttribute("aria-expanded") !== "true") this.actions.chosen(detail);
      row.setAttribute("aria-expanded", String(open));
      if (row.nextElementSibling) /** @type {HTMLElement} */ (row.nextElementSibling).hidden = !open;
      mark.toggleAttribute("data-chosen", open);
    }
  }

  /** @param {Detail} detail @returns {import("./stage.js").Pose} its own view, else one along its surface's normal */
  poseOf(detail) {
    const { point, normal, camera } = detail.place;
    if (camera) return poseFrom(this.stage.place(camera.position), this.stage.place(camera.target));
    const target = this.stage.place(point).multiplyScalar(0.65);
    const away = new Vector3(...normal).setY(normal[1] * 0.6).normalize();
    return poseFrom(target.clone().addScaledVector(away, this.stage.radius * NEAR), target);
  }

  /** Puts the numbers where their places are drawn now. */
  place() {
    const { camera } = this.stage;
    for (const { at, normal, mark } of this.entries) {
      const { x, y } = this.stage.project(at);
      mark.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      const turnedAway = normal.dot(camera.position.clone().sub(at)) < 0;
      const hidden = turnedAway || this.#isCutAway(at);
      if (hidden !== mark.hasAttribute("data-behind")) mark.toggleAttribute("data-behind", hidden);
    }
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#uncover(0), REST_MS);
  }

  /** One ray at a time, so that a large model never holds the page up. @param {number} index */
  #uncover(index) {
    const entry = this.entries[index];
    if (!entry) return;
    const { at, normal, mark } = entry;
    const above = at.clone().addScaledVector(normal, this.stage.radius * 0.01);
    mark.toggleAttribute("data-behind", this.#isCutAway(at) || this.stage.isBehind(above));
    this.timer = window.setTimeout(() => this.#uncover(index + 1));
  }

  /** @param {Vector3} at */
  #isCutAway(at) {
    return this.stage.renderer.clippingPlanes.some((plane) => plane.distanceToPoint(at) < 0);
  }

  destroy() {
    clearTimeout(this.timer);
    this.stage.drawn.splice(this.stage.drawn.indexOf(this.place), 1);
    this.marks.remove();
    this.element.remove();
  }
}

/** @param {Vector3} position @param {Vector3} target @returns {import("./stage.js").Pose} */
function poseFrom(position, target) {
  const { x, y, z } = position.clone().sub(target);
  const radius = Math.hypot(x, y, z);
  return { theta: Math.atan2(x, z), phi: Math.acos(Math.max(-1, Math.min(1, y / radius))), radius, target };
}
