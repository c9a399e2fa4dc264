/**
 * `<vm-suggest suggest="…">` around a search form: while one types, objects, exhibitions, halls and makers appear below
 * the field, as links. Arrow keys point at them, Enter opens the one pointed at or searches, Escape closes. Without
 * this script the form searches as it stands.
 */
import { cleaner, make } from "../parts/dom.js";
import { text } from "../parts/texts.js";

/**
 * @typedef {{ title: string, url: string, image?: string | null, inventory_number?: string, note?: string }} Line
 * @typedef {{ label: string, items: Line[] }} Group
 * @typedef {{ items: Line[], other: Group[] }} Answer
 */

const WAIT_MS = 120;
const FEWEST = 2;

/** @param {HTMLElement} element */
export function mount(element) {
  const input = element.querySelector("input[type=search]");
  const address = element.getAttribute("suggest");
  const cleanup = cleaner();
  if (!(input instanceof HTMLInputElement) || !address) return cleanup.run;
  const id = `suggestions-${input.id}`;
  const list = make("div", { id, class: "suggestions", role: "listbox", "aria-label": text("suggestions"), hidden: true });
  element.append(list);
  const given = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
  for (const [name, value] of Object.entries(given)) input.setAttribute(name, value);
  cleanup.add(() => {
    list.remove();
    for (const name of [...Object.keys(given), "aria-activedescendant"]) input.removeAttribute(name);
  });

  let active = -1;
  let timer = 0;
  let asking = new AbortController();
  const options = () => /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a")]);
  const close = () => {
    clearTimeout(timer);
    asking.abort();
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  /** @param {number} step */
  const point = (step) => {
    const all = options();
    // One place more than there are lines: beyond the last one is the field itself.
    active = ((active + step + 1 + all.length + 1) % (all.length + 1)) - 1;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", all[active].id);
    all[active]?.scrollIntoView({ block: "nearest" });
  };
  /** @param {Answer} answer */
  const show = (answer) => {
    const groups = [...answer.other, { label: text("objects"), items: answer.items }].filter((group) => group.items.length);
    list.replaceChildren(...groups.map((group, place) => section(group, `${id}-${place}`, input.value.trim())));
    active = -1;
    list.hidden = !groups.length;
    input.setAttribute("aria-expanded", String(groups.length > 0));
    input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (typed.length < FEWEST) return close();
    const url = new URL(address, location.href);
    url.searchParams.set("q", typed);
    try {
      const response = await fetch(url, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (response.ok) show(await response.json());
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") close();
    }
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") point(1);
    else if (event.key === "ArrowUp") point(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) options()[active].click();
    else return;
    event.preventDefault();
  };
  const { signal } = cleanup;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT_MS);
  }, { signal });
  input.addEventListener("keydown", key, { signal });
  element.addEventListener("focusout", (event) => {
    if (!element.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  }, { signal });
  cleanup.add(close);
  return cleanup.run;
}

/** @param {Group} group @param {string} id @param {string} typed */
function section(group, id, typed) {
  return make("div", { role: "group", "aria-labelledby": `${id}-label` },
    make("p", { id: `${id}-label`, class: "label" }, group.label),
    group.items.map((line, place) => option(line, `${id}-${place}`, typed)));
}

/** @param {Line} line @param {string} id @param {string} typed */
function option(line, id, typed) {
  const detail = line.inventory_number || line.note;
  return make("a", { id, href: line.url, role: "option", "aria-selected": "false", tabindex: "-1" },
    line.image ? make("img", { src: line.image, alt: "", width: 44, height: 44 }) : make("i", {}),
    make("span", {}, marked(line.title, typed), detail ? make("small", {}, detail) : null));
}

/** The beginnings of words that were typed stand out. @param {string} title @param {string} typed */
function marked(title, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return title.split(/(\s+)/).map((part) => {
    const word = words.find((one) => part.toLowerCase().startsWith(one));
    return word ? make("span", {}, make("b", {}, part.slice(0, word.length)), part.slice(word.length)) : part;
  });
}
