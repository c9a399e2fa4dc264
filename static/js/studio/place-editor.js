/**
 * `<vm-place-editor kind="model" src="…">` or `kind="image"`: marks the places of details in the picture. The forms of
 * the page, `<form data-place="1">`, keep the numbers; what is marked goes into the form that was used last, at first
 * the one for a new detail. `<form data-upright>` turns the model.
 */
import { hasWebGL } from "../parts/device.js";
import { mountRegions } from "./editor/region-picker.js";

/** @typedef {{ form: HTMLFormElement, number: string }} PlaceForm */

/** @param {HTMLElement} element @returns {Promise<() => void>} */
export async function mount(element) {
  const desk = new PlaceForms();
  if (element.getAttribute("kind") === "image") return mountRegions(element, desk);
  if (!hasWebGL()) {
    element.dataset.state = "fallback";
    return () => undefined;
  }
  const { mountPoints } = await import("./editor/point-picker.js");
  return mountPoints(element, desk);
}

/** The forms of the page and which of them takes what is marked. */
export class PlaceForms {
  constructor() {
    /** @type {PlaceForm[]} */
    this.all = [...document.querySelectorAll("form[data-place]")].map((form) => ({
      form: /** @type {HTMLFormElement} */ (form), number: /** @type {HTMLElement} */ (form).dataset.place ?? "",
    }));
    this.current = this.all.find(({ form }) => "new" in form.dataset) ?? this.all[0];
    /** @type {(() => void)[]} */ this.listeners = [];
    this.controller = new AbortController();
    for (const one of this.all) {
      one.form.addEventListener("focusin", () => this.choose(one), { signal: this.controller.signal });
      one.form.addEventListener("input", () => this.#tell(), { signal: this.controller.signal });
    }
    this.choose(this.current);
  }

  /** @param {PlaceForm} chosen */
  choose(chosen) {
    const changed = chosen !== this.current;
    this.current = chosen;
    for (const { form } of this.all) form.toggleAttribute("data-current", form === chosen.form);
    if (changed) this.#tell();
  }

  /** @param {PlaceForm} one @param {string[]} names @returns {number[] | null} null while one of them is empty */
  read({ form }, names) {
    const values = names.map((name) => Number.parseFloat(field(form, name).value.replace(",", ".")));
    return values.some(Number.isNaN) ? null : values;
  }

  /** @param {Record<string, number | "">} values into the fields of the form in use */
  write(values) {
    for (const [name, value] of Object.entries(values)) {
      field(this.current.form, name).value = typeof value === "number" ? String(Math.round(value * 1e4) / 1e4) : "";
    }
    this.current.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #tell() {
    for (const listener of this.listeners) listener();
  }

  destroy() {
    this.controller.abort();
  }
}

/** @param {HTMLFormElement} form @param {string} name */
const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
