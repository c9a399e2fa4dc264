/** Every page's only script: it waits for viewers to come into sight and fetches each one's code then. */
import { defineLazy } from "./parts/lazy-element.js";
import { viewerStyles } from "./parts/styles.js";

/** @param {() => Promise<import("./parts/lazy-element.js").ViewerModule>} load */
const styled = (load) => async () => (await Promise.all([load(), viewerStyles()]))[0];

// Whoever has chosen the version without pictures gets the words that stand inside the viewers, and nothing more.
const pictures = document.documentElement.dataset.pictures !== "off";
if (pictures) {
  defineLazy("vm-panorama", styled(() => import("./viewers/panorama.js")));
  defineLazy("vm-model", styled(() => import("./viewers/model.js")));
  defineLazy("vm-deepzoom", styled(() => import("./viewers/deepzoom.js")));
  defineLazy("vm-map", styled(() => import("./viewers/map.js")));
  defineLazy("vm-compare", styled(() => import("./viewers/compare.js")));
}
defineLazy("vm-audio", styled(() => import("./viewers/audio.js")));
defineLazy("vm-copy", () => import("./viewers/copy.js"));
defineLazy("vm-suggest", () => import("./viewers/search-suggest.js"));

// What was opened in the hall can be opened again without a signal; after everything else, so that it delays nothing.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
}
