/**
 * What is told at a stop, as something that plays: its recording, or where there is none a clock that runs as long as the
 * stop lasts. Both have `currentTime`, `duration`, `playbackRate`, `paused`, `play`, `pause` and the events of a sound.
 */
import { recordingOf } from "../../parts/captions.js";

/** @typedef {import("./tour-data.js").Stop} Stop */

const TICK_MS = 100;

/** A recording without sound. */
export class SilentClock extends EventTarget {
  /** @param {number} seconds */
  constructor(seconds) {
    super();
    this.duration = seconds;
    this.paused = true;
    this.ended = false;
    this.rate = 1;
    this.passed = 0;
    this.since = 0;
    this.timer = 0;
  }

  get currentTime() {
    const running = this.paused ? 0 : ((performance.now() - this.since) / 1000) * this.rate;
    return Math.min(this.duration, this.passed + running);
  }

  set currentTime(seconds) {
    this.passed = Math.max(0, Math.min(this.duration, seconds));
    this.since = performance.now();
    this.ended = false;
    this.dispatchEvent(new Event("timeupdate"));
  }

  get playbackRate() {
    return this.rate;
  }

  set playbackRate(rate) {
    this.passed = this.currentTime;
    this.since = performance.now();
    this.rate = rate;
  }

  async play() {
    if (!this.paused) return;
    if (this.ended) this.currentTime = 0;
    this.paused = false;
    this.since = performance.now();
    this.timer = window.setInterval(() => this.#tick(), TICK_MS);
    this.dispatchEvent(new Event("play"));
  }

  pause() {
    if (this.paused) return;
    this.passed = this.currentTime;
    this.paused = true;
    clearInterval(this.timer);
    this.dispatchEvent(new Event("pause"));
  }

  #tick() {
    this.dispatchEvent(new Event("timeupdate"));
    if (this.currentTime < this.duration) return;
    this.pause();
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }
}

/** @param {Stop} stop @returns {HTMLAudioElement | SilentClock} */
export function narrationOf(stop) {
  return stop.audio ? recordingOf(stop, "metadata") : new SilentClock(stop.seconds);
}

/** @param {Stop} stop @param {number} time seconds @returns {number} which view the guide shows then: 0 is the stop's own */
export const viewAt = (stop, time) => stop.moves.filter((move) => move.at <= time).length;

/** @param {Stop} stop @param {number} index as `viewAt` tells @returns {import("./tour-data.js").View} */
export const guideView = (stop, index) => (index > 0 ? stop.moves[index - 1].view : stop.view);
