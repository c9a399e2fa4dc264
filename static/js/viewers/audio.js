/**
 * `<vm-audio label="Listen" note="Audio guide, Kazakh">` around a native `<audio controls>`: the "listen" bar with one
 * large button, the time and a seek line; with `<track kind="captions">` its words can be read while it speaks. Nothing is fetched and nothing sounds before the visitor asks. Whatever else
 * stands inside, such as the transcript in `<details>`, stays as it is.
 */
import { captionLine } from "../parts/captions.js";
import { button, cleaner, icon, make } from "../parts/dom.js";
import { text } from "../parts/texts.js";

/** @type {Set<HTMLAudioElement>} only one of them speaks at a time */
const playing = new Set();

/** @param {number} seconds @returns {string} such as 1:48 */
const clock = (seconds) =>
  Number.isFinite(seconds) ? `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}` : "";

/** @param {HTMLElement} element @returns {() => void} */
export function mount(element) {
  const audio = element.querySelector("audio");
  if (!audio) throw new Error("vm-audio needs an audio element inside");
  const player = new Player(element, audio);
  return () => player.destroy();
}

class Player {
  /** @param {HTMLElement} element @param {HTMLAudioElement} audio */
  constructor(element, audio) {
    this.element = element;
    this.audio = audio;
    this.cleanup = cleaner();
    const known = Number(element.getAttribute("seconds"));
    const label = element.getAttribute("label") || text("listen");
    const note = element.getAttribute("note");
    this.disc = make("span", { class: "disc" }, icon("play"));
    this.word = make("b", {}, label);
    this.time = make("time", {}, known ? clock(known) : "");
    this.toggle = make("button", { type: "button", class: "listen", "aria-pressed": "false" },
      this.disc, make("span", {}, this.word, note ? make("span", { class: "quiet" }, note) : null), this.time);
    this.seek = make("input", { type: "range", min: 0, max: known || 1, step: 1, value: 0, "aria-label": text("seek") });
    this.speed = button("right", "1×", { class: "tool", onclick: () => this.#faster() });
    this.speed.querySelector("svg")?.remove();
    this.speed.setAttribute("aria-label", text("speed", { times: "1" }));
    this.captions = captionLine(audio, { signal: this.cleanup.signal });
    this.read = this.captions && button("captions", text("captions"), {
      quiet: true, class: "tool", attributes: { "aria-pressed": "false" }, onclick: () => this.#read(),
    });
    this.line = make("div", { class: "sound-line", hidden: true }, this.seek, this.read, this.speed);
    this.root = make("div", { class: "sound" }, this.toggle, this.line, this.captions?.line);
    audio.controls = false;
    element.prepend(this.root);
    element.dataset.state = "ready";
    this.#listen();
  }

  #listen() {
    const { signal } = this.cleanup;
    this.toggle.addEventListener("click", () => {
      if (this.audio.paused) void this.audio.play().catch((error) => error.name === "NotSupportedError" && this.#broken());
      else this.audio.pause();
    }, { signal });
    this.seek.addEventListener("input", () => {
      this.audio.currentTime = Number(this.seek.value);
    }, { signal });
    for (const name of ["play", "pause", "ended", "timeupdate", "durationchange"]) {
      this.audio.addEventListener(name, () => this.#show(name), { signal });
    }
    this.audio.addEventListener("error", () => this.#broken(), { signal });
  }

  /** @param {string} event */
  #show(event) {
    const { audio } = this;
    if (event === "play") {
      for (const other of playing) if (other !== audio) other.pause();
      playing.add(audio);
    } else if (audio.paused) playing.delete(audio);
    if (event !== "timeupdate") {
      this.disc.replaceChildren(icon(audio.paused ? "play" : "pause"));
      this.toggle.setAttribute("aria-pressed", String(!audio.paused));
    }
    this.line.hidden = audio.paused && audio.currentTime === 0;
    if (Number.isFinite(audio.duration)) this.seek.max = String(Math.ceil(audio.duration));
    this.seek.value = String(Math.floor(audio.currentTime));
    this.seek.setAttribute("aria-valuetext", clock(audio.currentTime));
    this.time.textContent = audio.currentTime ? `${clock(audio.currentTime)} / ${clock(audio.duration)}` : clock(audio.duration);
  }

  #faster() {
    const speeds = [1, 1.25, 1.5, 0.75];
    const next = speeds[(speeds.indexOf(this.audio.playbackRate) + 1) % speeds.length];
    this.audio.playbackRate = next;
    const shown = next.toLocaleString(document.documentElement.lang || "en");
    this.speed.textContent = `${shown}×`;
    this.speed.setAttribute("aria-label", text("speed", { times: shown }));
  }

  #read() {
    const shown = this.read?.getAttribute("aria-pressed") !== "true";
    this.read?.setAttribute("aria-pressed", String(shown));
    this.captions?.show(shown);
  }

  /** The browser's own player says best what is wrong with a sound. */
  #broken() {
    this.destroy();
    this.element.dataset.state = "failed";
  }

  destroy() {
    this.cleanup.run();
    playing.delete(this.audio);
    this.audio.controls = true;
    this.root.remove();
    delete this.element.dataset.state;
  }
}
