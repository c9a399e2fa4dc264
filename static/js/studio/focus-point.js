/** `<form data-focus-point>`: a click into its picture writes the place into the two fields; samples are cut anew at once. */
import { cleaner } from "../parts/dom.js";

/** @param {HTMLFormElement} form @returns {() => void} */
export function mount(form) {
  const cleanup = cleaner();
  const picture = /** @type {HTMLElement} */ (form.querySelector("[data-focus-picture]"));
  const mark = /** @type {HTMLElement} */ (picture.querySelector("i"));
  const fields = ["focus.x", "focus.y"].map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));

  const show = () => {
    const [left, top] = fields.map((field) => percent(field.value));
    mark.style.left = `${left}%`;
    mark.style.top = `${top}%`;
    for (const sample of form.querySelectorAll(".frame img")) {
      /** @type {HTMLElement} */ (sample).style.setProperty("--focus", `${left}% ${top}%`);
    }
  };
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    fields[0].value = share(event.clientX - box.left, box.width);
    fields[1].value = share(event.clientY - box.top, box.height);
    show();
  }, { signal: cleanup.signal });
  form.addEventListener("input", show, { signal: cleanup.signal });
  form.dataset.state = "ready";
  return () => cleanup.run();
}

/** @param {string} text what stands in a field @returns {number} the middle while it is no number of the picture */
function percent(text) {
  const value = Number.parseFloat(text.replace(",", "."));
  return value >= 0 && value <= 100 ? value : 50;
}

/** @param {number} part @param {number} whole @returns {string} in percent, to a tenth */
function share(part, whole) {
  return String(Math.round(Math.min(1, Math.max(0, part / whole)) * 1000) / 10);
}
