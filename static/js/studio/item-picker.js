/**
 * `<vm-item-picker suggest="…" title="…">` around one `<input>` that takes an exhibit's code: one searches by title or
 * inventory number instead. Without this code the field takes the code itself.
 */
import { cleaner, make } from "../parts/dom.js";
import { suggestField } from "../parts/suggest.js";
import { text } from "../parts/texts.js";

/** @param {HTMLElement} element @returns {() => void} */
export function mount(element) {
  const field = element.querySelector("input");
  if (!field) throw new Error("vm-item-picker needs an input inside");
  const cleanup = cleaner();
  const shown = make("p", { class: "picked", role: "status" });
  const title = element.getAttribute("title");
  /** @param {string} name */
  const show = (name) => {
    shown.textContent = name && text("chosen-exhibit", { title: name });
    shown.hidden = !name;
  };
  show(title || field.value);
  element.removeAttribute("title");
  const search = suggestField({
    url: element.getAttribute("suggest") ?? "",
    chosen: (suggestion) => {
      field.value = suggestion.code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
      show(suggestion.title);
    },
  });
  field.before(shown, search.element);
  cleanup.add(() => {
    shown.remove();
    search.element.remove();
  });
  return () => cleanup.run();
}
