import { make } from "./dom.js";

/**
 * The words of a recording while it speaks. A sound has no picture to lay them over, so the line is an element of its own;
 * it is empty while nothing is said and while the captions are switched off.
 * @param {HTMLMediaElement} media with `<track kind="captions">` inside; the first one is read
 * @param {{ signal: AbortSignal, shown?: boolean }} options
 * @returns {{ line: HTMLElement, show: (shown: boolean) => void } | null} null where there are no captions
 */
export function captionLine(media, { signal, shown = false }) {
  const track = media.querySelector("track")?.track;
  if (!track) return null;
  const line = make("p", { class: "caption-line", hidden: !shown });
  const speak = () => {
    const cues = /** @type {VTTCue[]} */ ([...(track.activeCues ?? [])]);
    // As markup, so that "&amp;" is read as the sign it stands for.
    const words = cues.map((cue) => cue.getCueAsHTML().textContent ?? "");
    line.textContent = words.join(" ").replace(/\s+/g, " ");
  };
  /** @param {boolean} wanted */
  const show = (wanted) => {
    // "hidden" loads the track and tells its cues without the browser drawing them itself.
    if (wanted) track.mode = "hidden";
    line.hidden = !wanted;
    speak();
  };
  track.addEventListener("cuechange", speak, { signal });
  if (shown) show(true);
  return { line, show };
}
