import { make } from "../../parts/dom.js";

/** @typedef {import("./model-data.js").ModelData} ModelData */

/**
 * How this device can put the object into the room around it: Quick Look on iPhones and iPads, Scene Viewer on Android,
 * WebXR on headsets and wherever else a browser offers it. Null where it cannot.
 * @param {ModelData} data @param {string} title
 * @returns {Promise<{ start: (stage: import("./stage.js").ModelStage, layer: HTMLElement, failed: () => void) => void } | null>}
 */
export async function augmented(data, title) {
  const { ar } = data;
  if (!ar) return null;
  if (document.createElement("a").relList.supports("ar")) return { start: () => quickLook(ar) };
  if (/Android/.test(navigator.userAgent)) return { start: () => location.assign(sceneViewer(ar, title)) };
  const xr = /** @type {any} */ (navigator).xr;
  const offered = await xr?.isSessionSupported("immersive-ar").catch(() => false);
  if (!offered) return null;
  return { start: (stage, layer, failed) => void import("./room.js").then(({ enterRoom }) => enterRoom(xr, stage, layer, ar.glb)).catch(failed) };
}

/** Safari opens what a link with `rel="ar"` and a picture inside leads to. @param {{ usdz: string, true_size: boolean }} ar */
function quickLook({ usdz, true_size }) {
  const link = make("a", { rel: "ar", href: true_size ? `${usdz}#allowsContentScaling=0` : usdz }, make("img", { alt: "" }));
  link.click();
}

/**
 * The address that opens Android's Scene Viewer; it comes back to this page where there is none.
 * @param {{ glb: string, true_size: boolean }} ar @param {string} title
 */
export function sceneViewer({ glb, true_size }, title) {
  const wanted = new URLSearchParams({
    file: new URL(glb, location.href).href, mode: "ar_preferred", title, resizable: String(!true_size),
  });
  const back = encodeURIComponent(location.href);
  return `intent://arvr.google.com/scene-viewer/1.0?${wanted}#Intent;scheme=https;package=com.google.android.googlequicksearchbox;`
    + `action=android.intent.action.VIEW;S.browser_fallback_url=${back};end;`;
}
