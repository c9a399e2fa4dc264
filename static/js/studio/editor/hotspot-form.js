import { button, make } from "../../parts/dom.js";
import { suggestField } from "../../parts/suggest.js";
import { text } from "../../parts/texts.js";

/**
 * A hotspot as the tour's body keeps it; texts by language.
 * @typedef {{ id: string, kind: "item" | "scene" | "note", yaw: number, pitch: number, label: Record<string, string>,
 *   item: string | null, scene: string | null, text: Record<string, string> }} Draft
 * @typedef {{ code: string, name: string }} Language
 * @typedef {{ scenes: { id: string, title: string }[], items: Record<string, { title: string }>, languages: Language[],
 *   suggest: string }} Surroundings
 */

let counter = 0;

/**
 * The fields of one hotspot; every change goes into the draft at once.
 * @param {Draft} draft
 * @param {Surroundings} around
 * @param {{ changed: () => void, kindChanged: () => void, move: () => void, remove: () => void }} actions
 */
export function hotspotForm(draft, around, actions) {
  const kind = select("kind", [["item", text("kind-item")], ["scene", text("kind-scene")], ["note", text("kind-note")]], draft.kind, (value) => {
    draft.kind = /** @type {Draft["kind"]} */ (value);
    actions.kindChanged();
  });
  const target = draft.kind === "item" ? itemField(draft, around, actions) : draft.kind === "scene" ? sceneField(draft, around, actions) : null;
  return make("div", { class: "hotspot-fields" },
    kind,
    target,
    languageFields("hotspot-label", draft.label, around.languages, false, actions.changed),
    draft.kind === "note" ? languageFields("note-text", draft.text, around.languages, true, actions.changed) : null,
    make("p", { class: "hotspot-actions" },
      button("aim", text("move-here"), { class: "tool", onclick: actions.move }),
      button("bin", text("remove-hotspot"), { class: "tool", onclick: actions.remove })),
  );
}

/** @param {string} key @param {[string, string][]} options @param {string} value @param {(value: string) => void} changed */
function select(key, options, value, changed) {
  const id = `editor-${++counter}`;
  const field = make("select", { id, onchange: () => changed(field.value) },
    options.map(([code, name]) => make("option", { value: code, selected: code === value }, name)));
  return make("div", { class: "field" }, make("label", { for: id }, text(key)), field);
}

/** @param {Draft} draft @param {Surroundings} around @param {{ changed: () => void }} actions */
function sceneField(draft, around, { changed }) {
  const options = /** @type {[string, string][]} */ ([["", "—"], ...around.scenes.map(({ id, title }) => [id, title])]);
  return select("choose-scene", options, draft.scene ?? "", (value) => {
    draft.scene = value || null;
    changed();
  });
}

/** @param {Draft} draft @param {Surroundings} around @param {{ changed: () => void }} actions */
function itemField(draft, around, { changed }) {
  const shown = make("p", { class: "picked" });
  const show = () => {
    const title = draft.item && (around.items[draft.item]?.title || draft.item);
    shown.textContent = title ? text("chosen-exhibit", { title }) : "";
    shown.hidden = !title;
  };
  show();
  const { element } = suggestField({
    url: around.suggest,
    chosen: ({ code, title }) => {
      draft.item = code;
      around.items[code] = { title };
      show();
      changed();
    },
  });
  return make("div", { class: "field" }, shown, element);
}

/**
 * @param {string} key @param {Record<string, string>} texts @param {Language[]} languages @param {boolean} long
 * @param {() => void} changed
 */
function languageFields(key, texts, languages, long, changed) {
  return make("fieldset", { class: "language-fields" }, make("legend", {}, text(key)),
    languages.map(({ code, name }) => {
      const id = `editor-${++counter}`;
      const field = long ? make("textarea", { id, lang: code, rows: 3 }) : make("input", { id, lang: code, type: "text" });
      field.value = texts[code] ?? "";
      field.addEventListener("input", () => {
        if (field.value) texts[code] = field.value;
        else delete texts[code];
        changed();
      });
      return make("div", { class: "field" }, make("label", { for: id }, name), field);
    }));
}
