import { button } from "../../../parts/dom.js";
import { text } from "../../../parts/texts.js";

/** @typedef {import("./session.js").Worn} Worn */

/**
 * The button that puts a headset on. It is there only while the browser says that one can be worn; the code of the
 * headset is fetched when somebody wants it.
 * @param {Worn} worn what the headset shows
 * @param {{ failed: () => void, signal: AbortSignal }} options
 */
export function headsetButton(worn, { failed, signal }) {
  const system = navigator.xr;
  const control = button("headset", text("headset"), {
    quiet: true, class: "tool", onclick: async () => {
      if (!system) return;
      // The session must be asked for while the press counts as the visitor's own; the code may come meanwhile.
      const asked = system.requestSession("immersive-vr");
      try {
        const [{ Headset }, session] = await Promise.all([import("./session.js"), asked]);
        const headset = new Headset(session, worn);
        signal.addEventListener("abort", () => void headset.leave());
        await headset.begin();
      } catch {
        // Without the code nobody would ever end what was begun for it.
        void asked.then((session) => session.end()).catch(() => undefined);
        failed();
      }
    },
  });
  control.hidden = true;
  const look = () => void system?.isSessionSupported("immersive-vr").then(
    (supported) => { control.hidden = !supported; },
    () => undefined,
  );
  look();
  system?.addEventListener?.("devicechange", look, { signal });
  return control;
}
