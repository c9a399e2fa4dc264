import { make } from "./dom.js";
import { text } from "./texts.js";

/** @typedef {{ code: string, title: string, inventory_number?: string, detail?: string, image?: string | { url: string } | null }} Suggestion */

const WAIT_MS = 180;

/** @param {string} url @param {string} query @param {AbortSignal} signal @returns {Promise<Suggestion[]>} */
async function ask(url, query, signal) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", query);
  const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) return [];
  const answer = await response.json();
  return Array.isArray(answer) ? answer : (answer.items ?? []);
}

/**
 * A search field with suggestions below it: the combobox pattern of WAI-ARIA, keys and pointer alike.
 * @param {{ url: string, chosen: (suggestion: Suggestion) => void }} options
 */
export function suggestField({ url, chosen }) {
  const id = `suggest-${crypto.randomUUID().slice(0, 8)}`;
  const input = make("input", {
    type: "search", class: "suggest-field", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": id, "aria-label": text("find-exhibit"), placeholder: text("find-exhibit"),
  });
  const list = make("ul", { id, class: "suggest-list", role: "listbox", "aria-label": text("find-exhibit"), hidden: true });
  const element = make("div", { class: "suggest" }, input, list);
  /** @type {Suggestion[]} */
  let found = [];
  let active = -1;
  let timer = 0;
  let asking = new AbortController();

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  /** @param {Suggestion} suggestion */
  const choose = (suggestion) => {
    close();
    input.value = "";
    chosen(suggestion);
  };
  /** @param {number} index */
  const point = (index) => {
    active = found.length ? (index + found.length) % found.length : -1;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active >= 0) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    const options = found.map((suggestion, index) => option(suggestion, `${id}-${index}`, () => choose(suggestion)));
    list.replaceChildren(...(options.length ? options : [make("li", { class: "suggest-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, text("no-results"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const search = async () => {
    asking.abort();
    asking = new AbortController();
    const query = input.value.trim();
    if (!query) return close();
    try {
      found = await ask(url, query, asking.signal);
      show();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void search(), WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.hidden) point(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      if (!list.hidden && found.length) choose(found[Math.max(0, active)]);
    } else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  return { element, input };
}

/** @param {Suggestion} suggestion @param {string} id @param {() => void} choose */
function option(suggestion, id, choose) {
  const image = typeof suggestion.image === "string" ? suggestion.image : suggestion.image?.url;
  const detail = suggestion.inventory_number ?? suggestion.detail;
  const line = make("li", { id, role: "option", "aria-selected": "false" },
    image ? make("img", { src: image, alt: "", width: 44, height: 44 }) : make("i", {}),
    make("span", {}, suggestion.title, detail ? make("small", {}, detail) : null));
  line.addEventListener("mousedown", (event) => event.preventDefault());
  line.addEventListener("click", choose);
  return line;
}
