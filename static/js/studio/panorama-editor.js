/**
 * `<vm-panorama-editor suggest="…">`: hotspots placed by a click into the panorama, moved by dragging, or put into the
 * middle of the picture by keyboard. It fills the form's hidden field `hotspots` with JSON; the form is an ordinary one,
 * and without this code its ordinary fields are used (static/js/README.md says what stands inside).
 */
import { button, cleaner, icon, make } from "../parts/dom.js";
import { hasWebGL } from "../parts/device.js";
import { speaker } from "../parts/live.js";
import { number, text } from "../parts/texts.js";
import { Hotspots } from "../viewers/panorama/hotspots.js";
import { MOVES, turnByButton, turnByKeys } from "../viewers/panorama/keys.js";
import { clean } from "../viewers/panorama/tour-data.js";
import { PanoramaView } from "../viewers/panorama/view.js";
import { hotspotForm } from "./editor/hotspot-form.js";

/** @typedef {import("./editor/hotspot-form.js").Draft} Draft */
/** @typedef {import("../viewers/panorama/tour-data.js").Hotspot} Hotspot */

/** Pixels a pointer may tremble before a press becomes a drag. */
const TREMBLE = 5;

/** @param {HTMLElement} element @returns {Promise<() => void>} */
export async function mount(element) {
  const data = JSON.parse(element.querySelector("script[type='application/json']")?.textContent || "{}");
  if (!hasWebGL() || !data.panorama) {
    element.dataset.state = "fallback";
    return () => undefined;
  }
  const editor = new Editor(element, data);
  await editor.start();
  return () => editor.destroy();
}

class Editor {
  canvas = make("div", { class: "tour-canvas" });
  picture = make("div", { class: "tour-picture", tabindex: "0", role: "application", "aria-label": text("editor-of") });
  layer = make("ul", { class: "hotspots", "aria-label": text("hotspot-list") });
  moves = make("div", { class: "tour-moves", role: "group", "aria-label": text("look-around") });
  list = make("ol", { class: "editor-list" });
  root = make("div", { class: "tour editor" });
  speaker = speaker(this.root);
  hotspots = new Hotspots(this.layer, {
    open: (spot) => this.#select(spot.id, true),
    focus: (spot) => void this.view.look({ yaw: spot.yaw, pitch: spot.pitch }),
  });

  /** @param {HTMLElement} element @param {any} data */
  constructor(element, data) {
    this.element = element;
    this.data = data;
    this.cleanup = cleaner();
    /** @type {Draft[]} */ this.drafts = (data.hotspots ?? []).map((/** @type {any} */ spot) => ({ ...spot, label: { ...spot.label }, text: { ...spot.text } }));
    /** @type {import("./editor/hotspot-form.js").Surroundings} */
    this.around = {
      scenes: data.scenes ?? [], items: data.items ?? {}, languages: data.languages ?? [],
      suggest: element.getAttribute("suggest") ?? "",
    };
    this.field = /** @type {HTMLInputElement} */ (element.querySelector("input[name=hotspots]"));
    /** @type {string | null} */ this.open = null;
    // The viewer measures its place, so it must stand on the page before it is made.
    this.picture.append(this.canvas);
    this.root.append(this.picture);
    element.append(this.root);
    this.view = new PanoramaView(this.canvas, { embedded: true, twoFingers: text("two-fingers"), ctrlZoom: text("ctrl-zoom") });
    this.#build();
  }

  #build() {
    const id = `editor-${crypto.randomUUID().slice(0, 8)}`;
    this.picture.setAttribute("aria-describedby", id);
    const place = button("aim", text("place-here"), { class: "tool", onclick: () => this.#place(this.view.current) });
    this.moves.append(place);
    const stage = make("div", { class: "tour-stage" }, this.picture,
      make("span", { class: "crosshair", "aria-hidden": "true" }, icon("aim")), this.layer, this.moves,
      make("p", { class: "viewer-live", id }, text("editor-keys")));
    this.root.append(stage, make("section", { class: "editor-side", "aria-label": text("hotspot-list") },
      make("p", { class: "quiet" }, text("place-hint")), this.list, this.#firstView()));
    for (const [drawing, word, move] of MOVES) {
      const control = button(drawing, text(word), { quiet: true, class: "tool" });
      turnByButton(control, move, this.view, { moved: () => undefined, signal: this.cleanup.signal });
      place.before(control);
    }
    turnByKeys(stage, this.view, { home: () => void this.view.look(clean(this.data.initial)), moved: () => undefined, signal: this.cleanup.signal });
    this.layer.addEventListener("pointerdown", (event) => this.#grasp(event), { signal: this.cleanup.signal });
    this.view.on("render", () => this.#draw());
    this.view.viewer.addEventListener("click", ({ data }) => {
      if (!data.rightclick) this.#place({ yaw: (data.yaw * 180) / Math.PI, pitch: (data.pitch * 180) / Math.PI });
    });
  }

  async start() {
    await this.view.show({ id: "scene", title: "", panorama: this.data.panorama, initial: clean(this.data.initial), hotspots: [] }, clean(this.data.initial), false);
    this.#plainFields(false);
    this.element.dataset.state = "ready";
    this.#refresh();
  }

  /** @param {boolean} used whether the ordinary fields count */
  #plainFields(used) {
    const plain = /** @type {HTMLElement | null} */ (this.element.querySelector("[data-plain]"));
    if (!plain) return;
    plain.hidden = !used;
    for (const field of plain.querySelectorAll("input, select, textarea, button")) {
      /** @type {HTMLInputElement} */ (field).disabled = !used;
    }
  }

  #firstView() {
    const form = this.element.closest("form");
    const fields = ["yaw", "pitch", "fov"].map((name) => /** @type {HTMLInputElement | null} */ (form?.querySelector(`input[name=initial_${name}]`)));
    if (!fields.every(Boolean)) return null;
    return button("eye", text("first-view"), { class: "tool", onclick: () => {
      const { yaw, pitch, fov } = this.view.current;
      [yaw, pitch, fov].forEach((value, index) => {
        /** @type {HTMLInputElement} */ (fields[index]).value = value.toFixed(index === 2 ? 0 : 1);
        fields[index]?.dispatchEvent(new Event("input", { bubbles: true }));
      });
      this.speaker.say(text("first-view-set"), 0);
    } });
  }

  /** @param {{ yaw: number, pitch: number }} at degrees */
  #place(at) {
    /** @type {Draft} */
    const draft = { id: `h${crypto.randomUUID().slice(0, 8)}`, kind: "item", ...rounded(at), label: {}, item: null, scene: null, text: {} };
    this.drafts.push(draft);
    this.#refresh();
    this.#changed();
    this.#select(draft.id, true);
    this.speaker.say(text("hotspot-placed"), 0);
  }

  /** @param {Draft} draft @returns {string} */
  #words(draft) {
    const own = Object.values(draft.label).find(Boolean);
    const aim = draft.kind === "item" ? draft.item && (this.around.items[draft.item]?.title ?? draft.item)
      : draft.kind === "scene" ? this.around.scenes.find(({ id }) => id === draft.scene)?.title
      : Object.values(draft.text).find(Boolean)?.slice(0, 60);
    return own || aim || text("new-hotspot");
  }

  /** Draws hotspots and list anew from the drafts. */
  #refresh() {
    this.hotspots.fill(this.drafts.map((draft) => /** @type {Hotspot} */ ({ id: draft.id, kind: draft.kind, yaw: draft.yaw, pitch: draft.pitch, label: this.#words(draft) })));
    this.list.replaceChildren(...(this.drafts.length ? this.drafts.map((draft) => this.#entry(draft)) : [make("li", { class: "quiet" }, text("no-hotspots"))]));
    this.hotspots.mark(this.open);
    this.#draw();
  }

  /** @param {Draft} draft */
  #entry(draft) {
    const details = make("details", { open: this.open === draft.id, "data-hotspot-entry": draft.id });
    const summary = make("summary", {}, make("span", {}, this.#words(draft)), make("small", {}, `${number(draft.yaw, 1)}°, ${number(draft.pitch, 1)}°`));
    details.append(summary, hotspotForm(draft, this.around, {
      changed: () => this.#renamed(draft, summary),
      kindChanged: () => {
        this.#changed();
        this.#refresh();
        /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-hotspot-entry="${CSS.escape(draft.id)}"] select`))?.focus();
      },
      move: () => {
        Object.assign(draft, rounded(this.view.current));
        this.#changed();
        this.#refresh();
        this.speaker.say(text("hotspot-moved"), 0);
      },
      remove: () => this.#remove(draft),
    }));
    summary.addEventListener("click", () => {
      if (details.open) return;
      this.#select(draft.id, false);
      void this.view.look({ yaw: draft.yaw, pitch: draft.pitch });
    });
    return make("li", {}, details);
  }

  /** @param {Draft} draft @param {HTMLElement} summary */
  #renamed(draft, summary) {
    const words = this.#words(draft);
    const [name] = summary.children;
    name.textContent = words;
    const shown = this.hotspots.button(draft.id)?.querySelector("span");
    if (shown) shown.textContent = words;
    this.hotspots.measure();
    this.#draw();
    this.#changed();
  }

  /** @param {Draft} draft */
  #remove(draft) {
    this.drafts.splice(this.drafts.indexOf(draft), 1);
    this.#changed();
    this.#refresh();
    this.picture.focus();
    this.speaker.say(text("hotspot-removed"), 0);
  }

  /** @param {string} id @param {boolean} focus whether the entry takes the focus */
  #select(id, focus) {
    this.open = id;
    this.hotspots.mark(id);
    for (const details of this.list.querySelectorAll("details")) {
      if (details.dataset.hotspotEntry !== id) details.open = false;
      else if (focus) {
        details.open = true;
        details.querySelector("summary")?.focus({ preventScroll: true });
        details.scrollIntoView({ block: "nearest" });
      }
    }
  }

  /** @param {PointerEvent} event a press on a hotspot: it may become a drag */
  #grasp(event) {
    const grasped = /** @type {HTMLElement} */ (event.target).closest("button");
    const draft = this.drafts.find(({ id }) => id === grasped?.dataset.hotspot);
    if (!grasped || !draft || event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY };
    const frame = this.canvas.getBoundingClientRect();
    // The place under the ring moves along, wherever on its words the hotspot was grasped.
    const ring = this.view.project(draft);
    const grip = { x: from.x - frame.left - ring.x, y: from.y - frame.top - ring.y };
    let dragging = false;
    const controller = new AbortController();
    grasped.setPointerCapture(event.pointerId);
    grasped.addEventListener("pointermove", (move) => {
      dragging ||= Math.hypot(move.clientX - from.x, move.clientY - from.y) > TREMBLE;
      const at = dragging && this.view.unproject(move.clientX - frame.left - grip.x, move.clientY - frame.top - grip.y);
      if (!at) return;
      Object.assign(draft, rounded(at));
      const placed = this.hotspots.placed.find(({ spot }) => spot.id === draft.id);
      if (placed) Object.assign(placed.spot, rounded(at));
      this.#draw();
    }, { signal: controller.signal });
    for (const name of ["pointerup", "pointercancel"]) {
      grasped.addEventListener(name, () => {
        controller.abort();
        if (!dragging) return;
        grasped.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
        this.#changed();
        setTimeout(() => this.#refresh());
        this.speaker.say(text("hotspot-moved"), 0);
      }, { signal: controller.signal });
    }
  }

  #draw() {
    const { width, height } = this.view.viewer.state.size;
    this.hotspots.place((point) => this.view.project(point), { width, height });
  }

  /** Puts the drafts into the form and tells it. */
  #changed() {
    this.field.value = JSON.stringify(this.drafts);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  destroy() {
    this.#plainFields(true);
    this.speaker.stop();
    this.cleanup.run();
    this.view.destroy();
    this.root.remove();
    delete this.element.dataset.state;
  }
}

/** @param {{ yaw: number, pitch: number }} at */
const rounded = ({ yaw, pitch }) => ({ yaw: Math.round((((yaw % 360) + 360) % 360) * 100) / 100, pitch: Math.round(pitch * 100) / 100 });
