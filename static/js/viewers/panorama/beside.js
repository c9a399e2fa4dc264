import { button, make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";
import { frontOf } from "./front.js";
import { wordsOf } from "./hotspots.js";
import { Panel, exhibitPage, listPage } from "./panel.js";
import { floorPlan } from "./plan.js";
import { exhibitCount } from "./tour-data.js";

/** @typedef {import("./tour-data.js").Hotspot} Hotspot */
/** @typedef {import("./tour-data.js").Stop} Stop */
/** @typedef {"list" | "plan" | "route"} Page pages of the panel that are not an exhibit's */

const PAGES = ["list", "plan", "route"];

/** What is open beside the picture or stands before it: an exhibit, the list, the floor plan, the guide. */
export class Beside {
  /** @param {import("./walk.js").Walk} walk */
  constructor(walk) {
    this.walk = walk;
    this.panel = new Panel({ closed: () => this.#changed() });
    this.plan = walk.tour.plan ? floorPlan(walk.tour, (scene) => void walk.go(scene)) : null;
    /** @type {HTMLElement | null} what the guide holds before the picture */ this.front = null;
    this.openers = {
      route: this.#opener("route", text("guided-route"), false),
      list: this.#opener("list", text("exhibits-count", { count: number(exhibitCount(walk.tour)) }), false),
      plan: this.#opener("plan", text("floor-plan"), true),
    };
    this.openers.route.classList.add("brief");
    this.openers.route.hidden = !walk.tour.stops?.length;
    this.openers.plan.hidden = !this.plan;
  }

  get shown() {
    return this.panel.shown;
  }

  /** Whether an exhibit or a note is open, or nothing: no page that stays while one walks on. */
  get passing() {
    return !PAGES.includes(this.shown);
  }

  /** @param {Page} name @param {string} word @param {boolean} quiet */
  #opener(name, word, quiet) {
    return button(name, word, {
      quiet, class: "tool", attributes: { "aria-expanded": "false" }, onclick: () => this.toggle(name),
    });
  }

  /** @param {Page} name */
  toggle(name) {
    const { route } = this.walk;
    if (this.shown === name) this.panel.close();
    else if (name === "route") void route?.visit(Math.max(0, route.at), { play: true, time: route.moment?.time });
    else if (name === "list") this.openList(true);
    else this.#openPlan();
  }

  /** @param {Hotspot} spot an exhibit or a note of the present hall */
  open(spot) {
    const { scene, view, hotspots } = this.walk;
    const label = scene.title;
    if (spot.kind === "note") {
      this.panel.open({ name: spot.id, label, title: wordsOf(spot), content: [make("p", { class: "panel-note" }, spot.text ?? "")] });
    } else {
      const exhibits = scene.hotspots.filter((other) => other.kind === "item");
      const at = exhibits.indexOf(spot);
      this.panel.open({
        name: spot.id, label, title: spot.item?.title ?? spot.label,
        content: exhibitPage(spot, {
          previous: exhibits[at - 1] ?? null, next: exhibits[at + 1] ?? null, go: (other) => this.open(other),
        }),
      });
    }
    this.#changed();
    hotspots.mark(spot.id);
    void view.look({ yaw: spot.yaw, pitch: spot.pitch });
  }

  /** @param {boolean} focus */
  openList(focus) {
    const { walk } = this;
    const held = this.panel.body.contains(document.activeElement);
    this.panel.open({
      name: "list", title: text("exhibits"), focus,
      content: listPage(walk.tour, walk.scene, {
        go: (scene) => void walk.go(scene),
        open: async (scene, spot) => {
          const view = { ...scene.initial, yaw: spot.yaw, pitch: spot.pitch };
          if (scene === walk.scene || (await walk.go(scene.id, { view }))) this.open(spot);
        },
      }),
    });
    // The list is written anew when one has walked on: whoever chose the hall in it is still there.
    if (held) /** @type {HTMLElement | null} */ (this.panel.body.querySelector("[aria-current]"))?.focus();
    this.#changed();
  }

  #openPlan() {
    if (!this.plan) return;
    this.panel.open({ name: "plan", title: text("floor-plan"), content: [this.plan.element] });
    this.turnPlan();
    this.#changed();
  }

  /** The fan on the plan shows where one looks. */
  turnPlan() {
    const { scene, view } = this.walk;
    if (this.shown === "plan") this.plan?.update(scene.id, view.current, view.viewer.state.hFov);
  }

  /** The guide has come to a stop. @param {Stop} stop @param {string} label @param {(Node | null)[]} content */
  announce(stop, label, content) {
    const title = stop.title || this.walk.tour.title;
    if (this.shown === "route") {
      this.panel.rename(title, label);
      return;
    }
    this.panel.open({ name: "route", label, title, content });
    this.#changed();
  }

  /** What the guide holds before the picture; null takes it away. @param {Stop | null} stop */
  hold(stop) {
    const { root, stage } = this.walk.frame;
    this.front?.remove();
    this.front = stop && this.shown === "route" ? frontOf(stop, () => this.hold(null)) : null;
    root.toggleAttribute("data-front", this.front !== null);
    if (this.front) stage.append(this.front);
  }

  /** The panel has come, changed or gone: the picture takes the room that is left. */
  #changed() {
    const { shown } = this;
    const { frame, view, route, hotspots } = this.walk;
    frame.root.dataset.panel = !shown || !this.passing ? shown : "exhibit";
    view.fit();
    if (shown !== "route") route?.rest();
    for (const [name, opener] of Object.entries(this.openers)) opener.setAttribute("aria-expanded", String(shown === name));
    hotspots.mark(null);
  }
}
