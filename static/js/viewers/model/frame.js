import { button, icon, make } from "../../parts/dom.js";
import { fullscreen } from "../../parts/device.js";
import { repeatWhileHeld, speaker } from "../../parts/live.js";
import { text } from "../../parts/texts.js";

/** @typedef {{ theta?: number, phi?: number, zoom?: number }} Step radians; zoom 0.2 brings a fifth nearer */

const STEP = 0.26;
/** @type {[Parameters<typeof button>[0], string, string[], Step][]} */
const MOVES = [
  ["left", "object-left", ["ArrowLeft"], { theta: -STEP }],
  ["right", "object-right", ["ArrowRight"], { theta: STEP }],
  ["up", "object-up", ["ArrowUp"], { phi: -STEP }],
  ["down", "object-down", ["ArrowDown"], { phi: STEP }],
  ["plus", "zoom-in", ["+", "="], { zoom: 0.18 }],
  ["minus", "zoom-out", ["-", "_"], { zoom: -0.22 }],
];

/** What surrounds the object: the picture that takes the keys, the buttons for each key, the tools and their panel. */
export class Frame {
  /**
   * @param {HTMLElement} element the custom element
   * @param {{ title: string, signal: AbortSignal, step: (step: Step) => void, reset: () => void,
   *   keys: Record<string, () => void>, turnsOnly?: boolean }} options `keys` are those of the tools
   */
  constructor(element, { title, signal, step, reset, keys, turnsOnly = false }) {
    const id = `model-${crypto.randomUUID().slice(0, 8)}`;
    this.element = element;
    this.signal = signal;
    this.picture = make("div", {
      class: "model-picture", tabindex: "0", role: "application",
      "aria-label": text("model-of", { title }), "aria-describedby": id,
    });
    this.layer = make("div", { class: "model-layer" });
    this.moves = make("div", { class: "model-moves", role: "group", "aria-label": text("turn-object") });
    this.tools = make("div", { class: "model-tools", role: "group", "aria-label": text("model-tools") });
    this.progress = make("progress", { class: "model-progress", max: 1, "aria-label": text("loading") });
    this.frame = make("div", { class: "model-frame" }, this.picture, this.layer, this.moves, this.tools, this.progress);
    this.root = make("div", { class: "model" }, this.frame, make("p", { class: "viewer-live", id }, text("model-keys")));
    /** @type {{ control: HTMLButtonElement, element: HTMLElement, reset?: () => void } | null} */ this.open = null;
    element.append(this.root);
    this.speaker = speaker(this.root);
    const moves = turnsOnly ? MOVES.slice(0, 2) : MOVES;
    for (const [drawing, word, , move] of moves) {
      const control = button(drawing, text(word), { quiet: true, class: "tool" });
      repeatWhileHeld(control, () => step(move), signal);
      this.moves.append(control);
    }
    this.picture.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = moves.find(([, , names]) => names.includes(event.key));
      if (move) step(move[3]);
      else if (event.key === "Home") reset();
      else if (keys[event.key]) keys[event.key]();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }, { signal });
  }

  /**
   * A tool that is on or off.
   * @param {Parameters<typeof button>[0]} drawing @param {string} key @param {() => (() => void)} start returns its end
   */
  toggle(drawing, key, start) {
    /** @type {(() => void) | null} */ let end = null;
    const control = this.tool(drawing, key, () => {
      if (end) end();
      end = end ? null : start();
      control.setAttribute("aria-pressed", String(end !== null));
    });
    control.setAttribute("aria-pressed", "false");
    this.signal.addEventListener("abort", () => end?.());
    return control;
  }

  /**
   * A tool with a panel of its own; one panel is open at a time.
   * @param {Parameters<typeof button>[0]} drawing @param {string} key
   * @param {() => { element: HTMLElement, reset?: () => void }} make_ @param {boolean} [lasts] what it set stays when it closes
   */
  panel(drawing, key, make_, lasts = false) {
    /** @type {{ element: HTMLElement, reset?: () => void } | null} */ let made = null;
    const control = this.tool(drawing, key, () => {
      const again = this.open?.control === control;
      this.closePanel();
      if (again) return;
      made = made && lasts ? made : make_();
      this.frame.append(made.element);
      this.open = { control, element: made.element, reset: lasts ? undefined : made.reset };
      control.setAttribute("aria-expanded", "true");
      /** @type {HTMLElement | null} */ (made.element.querySelector("input:checked, input[type=range]"))?.focus({ preventScroll: true });
    });
    control.setAttribute("aria-expanded", "false");
    return { control, reset: () => made?.reset?.() };
  }

  closePanel() {
    if (!this.open) return;
    const { control, element, reset } = this.open;
    this.open = null;
    const focused = element.contains(document.activeElement);
    element.remove();
    reset?.();
    control.setAttribute("aria-expanded", "false");
    if (focused) control.focus({ preventScroll: true });
  }

  /** @param {Parameters<typeof button>[0]} drawing @param {string} key @param {() => void} [onclick] */
  tool(drawing, key, onclick) {
    const control = button(drawing, text(key), { quiet: true, class: "tool", onclick });
    this.tools.append(control);
    this.tools.style.setProperty("--tools", String(this.tools.childElementCount));
    return control;
  }

  /** The last tool. @param {(open: boolean) => void} [changed] @returns {() => void} */
  fullscreen(changed) {
    const whole = this.tool("full", "fullscreen");
    return fullscreen(this.element, whole, (open) => {
      whole.replaceChildren(icon(open ? "window" : "full"));
      const word = text(open ? "fullscreen-leave" : "fullscreen");
      whole.setAttribute("aria-label", word);
      whole.title = word;
      changed?.(open);
    });
  }

  /** Puts the list of details beside the picture, or below it where there is no room. @param {HTMLElement} list */
  beside(list) {
    this.element.dataset.details = "";
    this.root.append(list);
  }

  destroy() {
    this.speaker.stop();
    this.root.remove();
  }
}

/** @param {HTMLElement} element @param {import("./model-data.js").ModelData} data what the object is called */
export const titleOf = (element, data) => data.alt || element.querySelector("img")?.alt || document.title;
