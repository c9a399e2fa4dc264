/**
 * `<vm-copy for="id" done="words">` around a button that is hidden until it can work: it copies the text of the named
 * element, says so on itself and to screen readers, and goes back after a moment. Without a script one marks and copies.
 */
import { speaker } from "../parts/live.js";

const SHOWN_MS = 2500;

/** @param {HTMLElement} source */
const textOf = (source) =>
  source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");

/** @param {HTMLElement} source */
function mark(source) {
  if (source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement) source.select();
  else getSelection()?.selectAllChildren(source);
}

/**
 * @param {HTMLElement} element
 * @returns {() => void}
 */
export function mount(element) {
  const source = document.getElementById(element.getAttribute("for") ?? "");
  const button = element.querySelector("button");
  const words = button?.querySelector("span");
  if (!source || !button || !words) return () => undefined;
  const ended = new AbortController();
  const live = speaker(element);
  const asking = words.textContent;
  const done = element.getAttribute("done") ?? "";
  let timer = 0;
  const rest = () => {
    clearTimeout(timer);
    words.textContent = asking;
    button.classList.remove("done");
  };
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(textOf(source).trim());
    } catch {
      // A browser that does not let us copy: the text is marked, one key press away.
      mark(source);
      return;
    }
    words.textContent = done;
    button.classList.add("done");
    live.say(done, 0);
    clearTimeout(timer);
    timer = window.setTimeout(rest, SHOWN_MS);
  }, { signal: ended.signal });
  button.hidden = false;
  return () => {
    ended.abort();
    live.stop();
    rest();
    button.hidden = true;
  };
}
