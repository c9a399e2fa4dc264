/**
 * Lists one arranges: `<ol data-arrange[="group"] [data-submit="arrange"]>` with members `<li data-name="…">`.
 *
 * The members' own hidden inputs are what the form posts, in their order on the page; so a move is a move of elements.
 * Buttons `up:…` and `down:…`, which the server understands by itself, do it on the spot; a handle lets one drag.
 */
import { cleaner, icon, make } from "../parts/dom.js";
import { speaker } from "../parts/live.js";
import { text } from "../parts/texts.js";

/** @param {HTMLElement} list @returns {() => void} */
export function mount(list) {
  const arranger = new Arranger(list);
  return () => arranger.destroy();
}

class Arranger {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
    this.cleanup = cleaner();
    this.speaker = speaker(list.parentElement ?? document.body);
    for (const member of this.#members()) this.#handle(member);
    const { signal } = this.cleanup;
    list.addEventListener("click", (event) => this.#press(event), { signal });
    list.addEventListener("pointerdown", (event) => this.#grasp(event), { signal });
  }

  /** @returns {HTMLElement[]} */
  #members() {
    return /** @type {HTMLElement[]} */ ([...this.list.children].filter((child) => child instanceof HTMLElement && child.matches("li")));
  }

  /** @param {HTMLElement} member */
  #handle(member) {
    const handle = make("span", { class: "drag-handle", title: text("drag-block"), "aria-hidden": "true" }, icon("list"));
    member.prepend(handle);
    this.cleanup.add(() => handle.remove());
  }

  /** @param {Event} event */
  #press(event) {
    const control = /** @type {HTMLElement} */ (event.target).closest("button[name=action]");
    const member = control?.closest("li");
    const way = control?.getAttribute("value")?.split(":")[0];
    if (!member || member.parentElement !== this.list || (way !== "up" && way !== "down")) return;
    const other = way === "up" ? member.previousElementSibling : member.nextElementSibling;
    // At the edge the server knows better: it moves the member into the neighbouring list.
    if (!other) return;
    event.preventDefault();
    if (way === "up") other.before(member);
    else other.after(member);
    /** @type {HTMLElement} */ (control).focus();
    this.#moved(member);
  }

  /** @param {PointerEvent} event */
  #grasp(event) {
    const handle = /** @type {HTMLElement} */ (event.target).closest(".drag-handle");
    const member = handle?.closest("li");
    if (!handle || !member || member.parentElement !== this.list || event.button !== 0) return;
    event.preventDefault();
    const controller = new AbortController();
    const start = member.nextElementSibling;
    member.classList.add("dragged");
    // A captured pointer would be lost as soon as the member changes its place: the window listens.
    const options = { signal: controller.signal };
    window.addEventListener("pointermove", (move) => this.#carry(member, move), options);
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => {
        controller.abort();
        member.classList.remove("dragged");
        if (member.nextElementSibling !== start || member.parentElement !== this.list) this.#moved(member);
      }, options);
    }
  }

  /** @param {HTMLElement} member @param {PointerEvent} event */
  #carry(member, event) {
    const group = this.list.dataset.arrange ?? "";
    const below = document.elementFromPoint(event.clientX, event.clientY);
    const list = below?.closest("[data-arrange]");
    if (!(list instanceof HTMLElement) || (list !== this.list && (!group || list.dataset.arrange !== group)) || member.contains(list)) return;
    const others = [...list.children].filter((child) => child !== member && child.matches("li"));
    const next = others.find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    if (next) next.before(member);
    else list.append(member);
  }

  /** @param {HTMLElement} member */
  #moved(member) {
    const list = /** @type {HTMLElement} */ (member.parentElement);
    const members = [...list.children].filter((child) => child.matches("li"));
    members.forEach((one, index) => {
      const place = /** @type {HTMLInputElement | null} */ (one.querySelector("input[data-place]"));
      if (place) place.value = String(index + 1);
    });
    this.speaker.say(text("block-moved", {
      name: member.dataset.name ?? "", place: members.indexOf(member) + 1, count: members.length,
    }), 0);
    list.dispatchEvent(new Event("change", { bubbles: true }));
    const send = this.list.dataset.submit;
    const form = list.closest("form");
    const control = send && form?.querySelector(`button[name=action][value="${CSS.escape(send)}"]`);
    if (control instanceof HTMLButtonElement) form?.requestSubmit(control);
  }

  destroy() {
    this.speaker.stop();
    this.cleanup.run();
  }
}
