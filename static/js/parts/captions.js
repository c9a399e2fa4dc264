import { make } from "./dom.js";
import { language } from "./texts.js";

/**
 * A recording with its words; it neither sounds nor stands on the page yet.
 * @param {{ audio?: string | null, captions?: string | null }} told addresses of the sound and of its WebVTT
 * @param {"none" | "metadata"} preload
 */
export function recordingOf({ audio, captions }, preload) {
  const track = captions && make("track", { kind: "captions", src: captions, srclang: language() });
  return make("audio", { src: audio, preload }, track || null);
}

/**
 * Tells the words of a recording as they are spoken, and "" when nothing is said.
 * @param {TextTrack} track @param {(words: string) => void} told @param {AbortSignal} signal
 */
export function followCaptions(track, told, signal) {
  // "hidden" loads the track and tells its cues without the browser drawing them itself.
  track.mode = "hidden";
  track.addEventListener("cuechange", () => told(spoken(track)), { signal });
}

/** @param {TextTrack} track @returns {string} what is said now */
function spoken(track) {
  const cues = /** @type {VTTCue[]} */ ([...(track.activeCues ?? [])]);
  // As markup, so that "&amp;" is read as the sign it stands for.
  const words = cues.map((cue) => cue.getCueAsHTML().textContent ?? "");
  return words.join(" ").replace(/\s+/g, " ");
}

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
  /** @param {string} words */
  const write = (words) => {
    line.textContent = words;
  };
  let following = false;
  /** @param {boolean} wanted */
  const show = (wanted) => {
    if (wanted && !following) followCaptions(track, write, signal);
    following ||= wanted;
    line.hidden = !wanted;
    write(spoken(track));
  };
  if (shown) show(true);
  return { line, show };
}
