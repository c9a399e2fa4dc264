import { make } from "./dom.js";

/**
 * A polite live region. Messages are held back a moment, so that a turn by ten key presses is one sentence.
 * @param {Element} parent
 */
export function speaker(parent) {
  const region = make("p", { class: "viewer-live", role: "status", "aria-live": "polite" });
  parent.append(region);
  let timer = 0;
  return {
    /** @param {string} message @param {number} [wait] milliseconds */
    say(message, wait = 600) {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        region.textContent = message;
      }, wait);
    },
    stop() {
      clearTimeout(timer);
      region.remove();
    },
  };
}

/**
 * Runs `step` at once and again while the control is held by pointer; by keyboard once a press (and its repeats).
 * @param {HTMLElement} control
 * @param {() => void} step
 * @param {AbortSignal} signal
 */
export function repeatWhileHeld(control, step, signal) {
  let timer = 0;
  let held = false;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
  };
  control.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = true;
    step();
    stop();
    timer = window.setInterval(step, 180);
  }, { signal });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) control.addEventListener(name, stop, { signal });
  control.addEventListener("click", () => {
    if (!held) step();
    held = false;
  }, { signal });
  signal.addEventListener("abort", stop);
}
