import { button, icon, make } from "../../parts/dom.js";
import { language, number, text } from "../../parts/texts.js";

/** @typedef {import("./tour-data.js").Stop} Stop */

/** @param {number} seconds @returns {string} such as 1:48 */
export const clock = (seconds) =>
  Number.isFinite(seconds) ? `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}` : "";

/** The guide's desk beside the picture: play, seek, stops. It stays in place while stops change, and so does the focus. */
export class RoutePanel {
  /**
   * @param {Stop[]} stops
   * @param {{ toggle: () => void, visit: (index: number) => void, seek: (time: number) => void, faster: () => void,
   *   read: () => void, back: () => void, share: () => void }} actions
   */
  constructor(stops, actions) {
    this.stops = stops;
    this.at = 0;
    const quiet = { quiet: true, class: "tool" };
    this.previous = button("left", text("previous"), { ...quiet, onclick: () => actions.visit(this.at - 1) });
    this.next = button("right", text("next"), { ...quiet, onclick: () => actions.visit(this.at + 1) });
    this.play = button("play", text("route-play"), { quiet: true, class: "route-play", onclick: actions.toggle });
    this.line = make("input", { type: "range", min: 0, max: 1, step: 1, value: 0, "aria-label": text("seek") });
    this.line.addEventListener("input", () => actions.seek(Number(this.line.value)));
    this.time = make("span", { class: "route-time", "aria-hidden": "true" });
    this.faster = make("button", { type: "button", class: "tool", onclick: actions.faster });
    this.read = button("captions", text("captions"), { ...quiet, onclick: actions.read });
    this.share = button("share", text("route-share"), { ...quiet, onclick: actions.share });
    this.back = button("aim", text("route-back"), { class: "tool route-back", onclick: actions.back });
    this.told = make("div", { class: "route-told" });
    this.choices = stops.map((stop, index) => this.#choice(stop, index, actions.visit));
    this.content = [
      make("div", { class: "route-desk" },
        make("div", { class: "route-line" }, this.line, this.time),
        make("div", { class: "route-keys", role: "group", "aria-label": text("guided-route") },
          this.faster, this.previous, this.play, this.next, this.read, this.share),
        this.back),
      this.told,
      make("h3", { class: "label" }, text("stops")),
      make("ol", { class: "route-stops" }, this.choices.map((choice) => make("li", {}, choice))),
    ];
    this.speed(1);
  }

  /** @param {Stop} stop @param {number} index @param {(index: number) => void} visit */
  #choice(stop, index, visit) {
    return make("button", { type: "button", onclick: () => visit(index) },
      make("i", {}, number(index + 1)), make("span", {}, stop.title));
  }

  /** @param {Stop} stop @param {number} index */
  show(stop, index) {
    this.at = index;
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.stops.length - 1;
    this.choices.forEach((choice, place) => {
      if (place === index) choice.setAttribute("aria-current", "step");
      else choice.removeAttribute("aria-current");
    });
    const { transcript, item } = stop;
    this.told.replaceChildren(
      ...[
        stop.text ? make("p", { class: "panel-note" }, stop.text) : null,
        transcript && !(stop.text && transcript.endsWith(stop.text))
          ? make("details", {}, make("summary", {}, text("route-transcript")), make("p", { class: "panel-note" }, transcript))
          : null,
        item ? make("p", {}, make("a", { href: item.url }, item.title)) : null,
        stop.page ? make("p", {}, make("a", { href: stop.page.url }, text("open-page"))) : null,
      ].filter((node) => node !== null),
    );
  }

  /** @param {number} time @param {number} length seconds */
  moment(time, length) {
    this.line.max = String(Math.max(1, Math.ceil(length)));
    this.line.value = String(Math.floor(time));
    this.line.setAttribute("aria-valuetext", text("moment-of", { moment: clock(time), length: clock(length) }));
    this.time.textContent = `${clock(time)} / ${clock(length)}`;
  }

  /** @param {{ playing: boolean, wandering: boolean }} now */
  state({ playing, wandering }) {
    const word = text(playing ? "route-pause" : "route-play");
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
    this.play.setAttribute("aria-label", word);
    this.play.title = word;
    this.back.hidden = !wandering;
  }

  /** @param {number} times */
  speed(times) {
    const shown = times.toLocaleString(language());
    this.faster.textContent = `${shown}×`;
    this.faster.setAttribute("aria-label", text("speed", { times: shown }));
  }

  /** @param {boolean} there @param {boolean} shown */
  captions(there, shown) {
    this.read.hidden = !there;
    this.read.setAttribute("aria-pressed", String(shown));
  }
}
