/** The studio's script: the visitors' viewers, the editors, and what makes ordinary forms quicker. */
import "../main.js";
import { defineLazy } from "../parts/lazy-element.js";
import { viewerStyles } from "../parts/styles.js";

defineLazy("vm-panorama-editor", async () => (await Promise.all([import("./panorama-editor.js"), viewerStyles()]))[0]);
defineLazy("vm-place-editor", async () => (await Promise.all([import("./place-editor.js"), viewerStyles()]))[0]);
defineLazy("vm-item-picker", async () => (await Promise.all([import("./item-picker.js"), viewerStyles()]))[0]);

for (const list of document.querySelectorAll("[data-arrange]")) {
  void Promise.all([import("./composer.js"), viewerStyles()]).then(([{ mount }]) => mount(/** @type {HTMLElement} */ (list)));
}
for (const form of document.querySelectorAll("form[data-focus-point]")) {
  void import("./focus-point.js").then(({ mount }) => mount(/** @type {HTMLFormElement} */ (form)));
}
for (const form of document.querySelectorAll("form[data-guard]")) {
  void import("./guard.js").then(({ mount }) => mount(/** @type {HTMLFormElement} */ (form)));
}
