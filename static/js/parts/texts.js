/**
 * Words of the viewers in the page's language. The page carries them as
 * `<script type="application/json" id="viewer-texts">`, written by virtual_museum/site/viewer_texts.py.
 */

/** @type {Record<string, string> | null} */
let words = null;

/** @returns {Record<string, string>} */
function load() {
  const holder = document.getElementById("viewer-texts");
  try {
    return JSON.parse(holder?.textContent || "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] put in place of `%(name)s`
 * @returns {string} the text, or the key itself where the page does not carry it
 */
export function text(key, values = {}) {
  words ??= load();
  return (words[key] ?? key).replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}

/** @returns {string} the language of the page, such as "kk" */
export const language = () => document.documentElement.lang || "en";

/** @param {number} value @param {number} [digits] */
export const number = (value, digits = 0) =>
  value.toLocaleString(language(), { maximumFractionDigits: digits });
