import { captionLine } from "../../parts/captions.js";
import { make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";
import { SilentClock, guideView, narrationOf, viewAt } from "./narration.js";
import { RoutePanel } from "./route-panel.js";

/** @typedef {import("./tour-data.js").Stop} Stop */
/** @typedef {import("./tour-data.js").View} View */
/**
 * @typedef {object} Actions what the walk does for its guide
 * @property {(stop: Stop, label: string) => void} announce names the stop in the panel
 * @property {(stop: Stop, view: View, milliseconds: number) => Promise<boolean>} look false when one went elsewhere meanwhile
 * @property {(stop: Stop | null) => void} front what stands before the panorama: an exhibit, a page, nothing
 * @property {(words: string) => void} say
 * @property {() => void} moved the moment has changed: the address may follow
 * @property {() => void} share
 */

const SPEEDS = [1, 1.25, 1.5, 0.75];
const TURN_MS = 2200;
const JUMP_MS = 900;

/**
 * The narrated route: stops one after another, each with views that follow the narration, words, sound and captions.
 * Nothing sounds before it is asked to; one may pause, look around and go on anywhere.
 */
export class Route {
  /** @param {Stop[]} stops @param {Actions} actions */
  constructor(stops, actions) {
    this.stops = stops;
    this.actions = actions;
    this.at = -1;
    /** Counts the visits: what answers an older one no longer matters. */ this.turn = 0;
    this.seen = 0;
    this.speed = 1;
    this.playing = false;
    this.wandering = false;
    this.reading = true;
    this.listening = new AbortController();
    /** @type {HTMLAudioElement | SilentClock} */ this.narration = new SilentClock(0);
    /** @type {ReturnType<typeof captionLine>} */ this.captions = null;
    this.words = make("div", { class: "route-words", hidden: true });
    this.panel = new RoutePanel(stops, {
      toggle: () => void this.toggle(),
      visit: (index) => void this.visit(index, { play: this.playing }),
      seek: (time) => this.seek(time),
      faster: () => this.#faster(),
      read: () => this.#read(!this.reading),
      back: () => this.back(),
      share: actions.share,
    });
  }

  get stop() {
    return this.stops[this.at];
  }

  /** @returns {{ stop: number, time: number } | null} where a link would lead: the stop from 1, whole seconds */
  get moment() {
    return this.at < 0 ? null : { stop: this.at + 1, time: Math.floor(this.narration.currentTime) };
  }

  /** @param {number} index @param {{ play: boolean, time?: number }} wanted */
  async visit(index, { play, time = 0 }) {
    this.#leave();
    const turn = ++this.turn;
    this.at = Math.max(0, Math.min(this.stops.length - 1, index));
    this.wandering = false;
    this.playing = play;
    const { stop } = this;
    this.seen = viewAt(stop, time);
    this.#begin(narrationOf(stop), time);
    this.panel.show(stop, this.at);
    this.#state();
    const place = { number: number(this.at + 1), count: number(this.stops.length) };
    this.actions.announce(stop, text("stop-of", place));
    this.actions.say(text("live-stop", { ...place, title: stop.title }));
    this.actions.front(null);
    const there = await this.actions.look(stop, guideView(stop, this.seen), TURN_MS);
    if (turn !== this.turn) return;
    // Where one did not get there, one still listens.
    if (there) this.actions.front(stop);
    this.actions.moved();
    if (this.playing) await this.play();
  }

  /** @param {HTMLAudioElement | SilentClock} narration @param {number} time where to begin */
  #begin(narration, time) {
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.narration = narration;
    narration.playbackRate = this.speed;
    if (time) narration.currentTime = time;
    for (const name of ["timeupdate", "durationchange", "play", "pause"]) {
      narration.addEventListener(name, () => this.#told(), { signal });
    }
    narration.addEventListener("ended", () => this.#onwards(), { signal });
    narration.addEventListener("error", () => this.#silent(), { signal });
    this.captions = narration instanceof SilentClock ? null : captionLine(narration, { signal, shown: this.reading });
    this.words.replaceChildren(...(this.captions ? [this.captions.line] : []));
    this.words.hidden = !this.captions || !this.reading;
    this.panel.captions(this.captions !== null, this.reading);
    this.#told();
  }

  /** The recording cannot be had: the stop goes on without it, for as long as its curator thought right. */
  #silent() {
    const { currentTime } = this.narration;
    this.listening.abort();
    this.#begin(new SilentClock(this.stop.seconds), currentTime);
    if (this.playing) void this.play();
  }

  #told() {
    const { narration, stop } = this;
    this.panel.moment(narration.currentTime, narration.duration || stop.seconds);
    const seen = viewAt(stop, narration.currentTime);
    if (seen === this.seen) return;
    this.seen = seen;
    if (!this.wandering) void this.actions.look(stop, guideView(stop, seen), narration.paused ? JUMP_MS : TURN_MS);
  }

  async toggle() {
    if (this.playing) this.pause();
    else await this.play();
  }

  async play() {
    this.playing = true;
    this.#state();
    this.#remoteControl();
    try {
      await this.narration.play();
    } catch (error) {
      if (/** @type {Error} */ (error).name === "NotAllowedError") this.pause();
      else if (/** @type {Error} */ (error).name !== "AbortError") this.#silent();
    }
  }

  pause() {
    if (this.at < 0) return;
    this.playing = false;
    this.narration.pause();
    this.#state();
    this.actions.moved();
  }

  /** @param {number} time seconds */
  seek(time) {
    this.narration.currentTime = time;
    this.#told();
    this.actions.moved();
  }

  /** @param {number} steps stops onwards, negative: back */
  step(steps) {
    const next = this.at + steps;
    if (next >= 0 && next < this.stops.length) void this.visit(next, { play: this.playing });
  }

  /** The visitor looks around: the voice goes on, the eye is theirs until they come back or the next stop begins. */
  wander() {
    if (this.at < 0 || this.wandering) return;
    this.wandering = true;
    this.#state();
  }

  /** Back to what the guide is talking about. */
  back() {
    this.wandering = false;
    this.#state();
    const { stop } = this;
    void this.actions.look(stop, guideView(stop, this.seen), JUMP_MS).then((there) => there && this.actions.front(stop));
  }

  #state() {
    this.panel.state({ playing: this.playing, wandering: this.wandering });
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = this.playing ? "playing" : "paused";
  }

  /** Headphones and the locked screen of a phone command the route, too. */
  #remoteControl() {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.metadata = new MediaMetadata({ title: this.stop.title });
    /** @type {[MediaSessionAction, () => void][]} */
    const orders = [
      ["play", () => void this.play()], ["pause", () => this.pause()],
      ["nexttrack", () => this.step(1)], ["previoustrack", () => this.step(-1)],
    ];
    for (const [order, action] of orders) navigator.mediaSession.setActionHandler(order, action);
  }

  #faster() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    this.narration.playbackRate = this.speed;
    this.panel.speed(this.speed);
  }

  /** @param {boolean} shown */
  #read(shown) {
    this.reading = shown;
    this.captions?.show(shown);
    this.words.hidden = !shown || !this.captions;
    this.panel.captions(this.captions !== null, shown);
  }

  #onwards() {
    if (this.at + 1 < this.stops.length) {
      if (this.playing) void this.visit(this.at + 1, { play: true });
      return;
    }
    this.pause();
    this.actions.say(text("route-ended"));
  }

  #leave() {
    this.listening.abort();
    this.narration.pause();
  }

  /** The guide steps aside; where one was is remembered until the page is left. */
  rest() {
    this.pause();
    this.words.hidden = true;
    this.actions.front(null);
  }

  /** Ends sound and waiting for good. */
  destroy() {
    this.#leave();
    this.turn++;
    this.at = -1;
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = "none";
  }
}
