/** Small, typed ways to build elements; text always goes in as text, never as markup. */

/** @typedef {string | number | Node | null | undefined | false} Child */

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 *   `on…` functions become listeners, `true` an empty attribute; false, null and undefined leave it out.
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

/**
 * @param {Element} parent
 * @param {(Child | Child[])[]} children
 */
function append(parent, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/**
 * Gathers what must be undone: `destroy` of every viewer runs it.
 * @returns {{ add: (undo: () => void) => void, run: () => void, signal: AbortSignal }}
 */
export function cleaner() {
  /** @type {(() => void)[]} */
  const undos = [];
  const controller = new AbortController();
  return {
    add: (undo) => void undos.push(undo),
    run() {
      controller.abort();
      for (const undo of undos.splice(0).reverse()) undo();
    },
    signal: controller.signal,
  };
}

/** @type {Record<string, string>} */
const DRAWINGS = {
  play: '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" stroke="none"/>',
  pause: '<path d="M8 5.5h3v13H8zM13.5 5.5h3v13h-3z" fill="currentColor" stroke="none"/>',
  turn: '<path d="M12 3l7.5 4.3v8.6L12 20.3l-7.5-4.4V7.3z M12 11.6v8.6M12 11.6L4.6 7.4M12 11.6l7.4-4.2"/>',
  go: '<path d="M4 12h15M13 6l6 6-6 6"/>',
  list: '<path d="M4 7h16M4 12h16M4 17h10"/>',
  eye: '<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  note: '<path d="M12 10.5v7"/><circle cx="12" cy="6.8" r=".9" fill="currentColor" stroke="none"/>',
  plan: '<path d="M3.5 5.5l5.7-2 5.6 2 5.7-2v15l-5.7 2-5.6-2-5.7 2zM9.2 3.5v15M14.8 5.5v15"/>',
  route: '<circle cx="5.5" cy="18.5" r="2"/><circle cx="18.5" cy="5.5" r="2"/><path d="M7.5 18.5h7.8a3.3 3.3 0 0 0 0-6.5H8.7a3.3 3.3 0 0 1 0-6.5h7.8"/>',
  share: '<path d="M12 14.5V3.5M8 7l4-4 4 4M6 11H4.5v9.5h15V11H18"/>',
  full: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
  window: '<path d="M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5"/>',
  captions: '<path d="M3.5 5.5h17v13h-17zM10.5 10.4a2.2 2.2 0 1 0 0 3.2M17 10.4a2.2 2.2 0 1 0 0 3.2"/>',
  phone: '<rect x="8" y="4" width="8" height="16" rx="1.5"/><path d="M4.5 8.5a9 9 0 0 0 0 7M19.5 8.5a9 9 0 0 1 0 7"/>',
  headset: '<path d="M3.5 7.5h17v9.5h-5.2L12.8 14h-1.6l-2.5 3H3.5z"/><path d="M7 11.5h2M15 11.5h2"/>',
  left: '<path d="M14.5 5.5L8 12l6.5 6.5"/>',
  right: '<path d="M9.5 5.5L16 12l-6.5 6.5"/>',
  up: '<path d="M5.5 14.5L12 8l6.5 6.5"/>',
  down: '<path d="M5.5 9.5L12 16l6.5-6.5"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  minus: '<path d="M5 12h14"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  reset: '<path d="M5 5v5h5M5.3 10A7.5 7.5 0 1 1 4.6 13.5"/>',
  light: '<circle cx="12" cy="12" r="3.6"/><path d="M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8"/>',
  measure: '<path d="M3.5 15.5l12-12 5 5-12 12zM7.5 11.5l2 2M10.5 8.5l3 3M13.5 5.5l2 2"/>',
  spin: '<path d="M20.5 12c0 2-3.8 3.6-8.5 3.6S3.5 14 3.5 12 7.3 8.4 12 8.4c2.4 0 4.6.4 6.1 1.1M18.6 6v3.8h-3.8"/>',
  slice: '<path d="M4 8.5l8-4.5 8 4.5v7L12 20l-8-4.5zM2.5 12h19" />',
  box: '<path d="M4 20V4M4 20h16M4 4l-1.8 2.5M4 4l1.8 2.5M20 20l-2.5-1.8M20 20l-2.5 1.8M4 20l7.5-7.5M11.5 12.5v3M11.5 12.5h-3"/>',
  room: '<path d="M4 8.5V4.5h4M16 4.5h4v4M20 15.5v4h-4M8 19.5H4v-4M12 7.5l4 2.3v4.4l-4 2.3-4-2.3V9.8zM12 12v4.4M12 12L8 9.8M12 12l4-2.2"/>',
  compare: '<path d="M12 3v18M8.5 8.5L5 12l3.5 3.5M15.5 8.5L19 12l-3.5 3.5"/>',
  aim: '<circle cx="12" cy="12" r="6"/><path d="M12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5"/>',
  bin: '<path d="M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6"/>',
};

/**
 * A drawing of 1.5 px lines on a 24 grid, hidden from assistive technology: the word beside it speaks.
 * @param {keyof typeof DRAWINGS} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const settings = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.5", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(settings)) svg.setAttribute(key, value);
  svg.classList.add("icon");
  svg.innerHTML = DRAWINGS[name];
  return svg;
}

/**
 * A button with a drawing; the word is shown or, with `quiet`, only spoken and shown as its tip.
 * @param {keyof typeof DRAWINGS} drawing
 * @param {string} word
 * @param {{ quiet?: boolean, class?: string, onclick?: (event: MouseEvent) => void, attributes?: Record<string, string> }} [options]
 */
export function button(drawing, word, options = {}) {
  return make(
    "button",
    {
      type: "button",
      class: options.class,
      title: options.quiet ? word : null,
      "aria-label": options.quiet ? word : null,
      onclick: options.onclick ?? null,
      ...options.attributes,
    },
    icon(drawing),
    options.quiet ? null : make("span", {}, word),
  );
}
