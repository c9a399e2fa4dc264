/** What this screen, this person and this line can take. */

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @returns {boolean} true when the visitor asked for less motion */
export const prefersStillness = () => still.matches;

/** @returns {boolean} true when the visitor asked to save data */
export const savesData = () => /** @type {any} */ (navigator).connection?.saveData === true;

/** @returns {boolean} */
export function hasWebGL() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

/**
 * Device pixels per CSS pixel that are worth loading. Above 2 an eye at arm's length sees no gain, while each step
 * of a tile pyramid costs four times the bytes.
 */
export const usefulPixelRatio = () => Math.min(window.devicePixelRatio || 1, 2);

/** @param {HTMLElement} element @param {HTMLButtonElement} control @param {(open: boolean) => void} changed */
export function fullscreen(element, control, changed) {
  const toggle = () => {
    if (document.fullscreenElement === element) void document.exitFullscreen();
    else element.requestFullscreen().catch(() => undefined);
  };
  const report = () => changed(document.fullscreenElement === element);
  control.hidden = !document.fullscreenEnabled;
  control.addEventListener("click", toggle);
  document.addEventListener("fullscreenchange", report);
  return () => document.removeEventListener("fullscreenchange", report);
}
