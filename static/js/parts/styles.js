/**
 * The viewers' style sheet, fetched once with the first viewer. Its built name stands in VIEWER_STYLES (tools/build.mjs).
 * @type {Promise<void> | null}
 */
let loading = null;

/** @returns {Promise<void>} settles when the sheet applies, or when it could not be had: the viewer works without it */
export function viewerStyles() {
  loading ??= new Promise((resolve) => {
    const dist = import.meta.url.slice(0, import.meta.url.lastIndexOf("/dist/") + "/dist/".length);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = dist + VIEWER_STYLES;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
  return loading;
}
