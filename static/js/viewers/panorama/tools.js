import { fullscreen } from "../../parts/device.js";
import { button, icon, make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";
import { headsetButton } from "./headset/button.js";
import { MOVES, turnByButton } from "./keys.js";

/** @typedef {import("./walk.js").Walk} Walk */

const QUIET = { quiet: true, class: "tool" };
const NOTICE_MS = 4000;

/** Fills the bar below the picture and the group of buttons that turn it. @param {Walk} walk */
export function fillTools(walk) {
  const { bar, moves } = walk.frame;
  const { route, list, plan } = walk.beside.openers;
  const sharing = button("share", text("share-view"), { ...QUIET, onclick: () => void walk.share() });
  sharing.hidden = !walk.linked;
  bar.append(make("p", { class: "tour-name" }, walk.tour.title), route, list, plan, gyroscopeButton(walk), headset(walk), sharing, wholeScreen(walk));
  for (const [drawing, word, move] of MOVES) {
    const control = button(drawing, text(word), QUIET);
    turnByButton(control, move, walk.view, { moved: () => walk.speakView(), signal: walk.cleanup.signal });
    moves.append(control);
  }
}

/** A line over the bar for a moment. @param {Walk} walk @param {string} words */
export function notice({ frame: { bar } }, words) {
  bar.dataset.notice = words;
  setTimeout(() => delete bar.dataset.notice, NOTICE_MS);
}

/** @param {Walk} walk */
function wholeScreen({ element, cleanup }) {
  const whole = button("full", text("fullscreen"), QUIET);
  cleanup.add(fullscreen(element, whole, (open) => {
    whole.replaceChildren(icon(open ? "window" : "full"));
    const word = text(open ? "fullscreen-leave" : "fullscreen");
    whole.setAttribute("aria-label", word);
    whole.title = word;
  }));
  return whole;
}

/** Turning by holding the device another way, where it says how it is held. @param {Walk} walk */
function gyroscopeButton({ view: { gyroscope }, speaker }) {
  const control = button("phone", text("gyroscope"), {
    ...QUIET, attributes: { "aria-pressed": "false" },
    onclick: async () => {
      const on = control.getAttribute("aria-pressed") === "true";
      try {
        if (on) gyroscope.stop();
        else await gyroscope.start();
        control.setAttribute("aria-pressed", String(!on));
      } catch {
        speaker.say(text("gyroscope-none"), 0);
      }
    },
  });
  control.hidden = true;
  if (matchMedia("(pointer: coarse)").matches) {
    void gyroscope.isSupported().then((supported) => {
      control.hidden = !supported;
    });
  }
  return control;
}

/** @param {Walk} walk */
function headset(walk) {
  return headsetButton({
    view: walk.view,
    scene: () => walk.scene,
    go: (scene) => walk.go(scene),
    changed: (worn) => {
      walk.element.toggleAttribute("data-worn", worn);
      if (worn) walk.route?.rest();
    },
  }, { failed: () => walk.speaker.say(text("headset-failed"), 0), signal: walk.cleanup.signal });
}
