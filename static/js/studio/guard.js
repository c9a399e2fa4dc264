/** `<form data-guard="words">`: whoever leaves with unsaved changes is asked first; a line beside the form says they are there. */
import { cleaner, make } from "../parts/dom.js";

/** @param {HTMLFormElement} form @returns {() => void} */
export function mount(form) {
  const cleanup = cleaner();
  const notice = make("p", { class: "unsaved", role: "status" });
  form.append(notice);
  let changed = false;
  const mark = () => {
    changed = true;
    notice.textContent = form.dataset.guard || "";
  };
  for (const name of ["input", "change"]) form.addEventListener(name, mark, { signal: cleanup.signal });
  form.addEventListener("submit", () => {
    changed = false;
  }, { signal: cleanup.signal });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  }, { signal: cleanup.signal });
  cleanup.add(() => notice.remove());
  return () => cleanup.run();
}
