import { clean } from "./tour-data.js";

/** @typedef {import("./tour-data.js").View} View */

/** @typedef {{ stop: number, time: number }} Moment a stop of the guided route, from 1, and seconds into it */

/**
 * @returns {{ scene: string | null, view: View | null, moment: Moment | null }} what `?scene=&yaw=&pitch=&fov=` or
 *   `?stop=&t=` asks for; nonsense is ignored
 */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  /** @param {string} name */
  const number = (name) => (query.get(name) ? Number(query.get(name)) : NaN);
  const yaw = number("yaw");
  const view = Number.isFinite(yaw) ? clean({ yaw, pitch: number("pitch"), fov: number("fov") }) : null;
  const stop = number("stop");
  const time = number("t");
  const moment = Number.isInteger(stop) && stop > 0 ? { stop, time: time > 0 ? time : 0 } : null;
  return { scene: query.get("scene"), view, moment };
}

/** @param {Moment} moment @returns {string} the page's address with this moment of the route */
export function momentAddress({ stop, time }) {
  const url = new URL(location.href);
  for (const name of ["scene", "yaw", "pitch", "fov", "t"]) url.searchParams.delete(name);
  url.searchParams.set("stop", String(stop));
  if (time) url.searchParams.set("t", String(time));
  return url.href;
}

/** @param {string} scene @param {View} view @returns {string} the page's address with this view */
export function addressOf(scene, view) {
  const url = new URL(location.href);
  url.searchParams.delete("stop");
  url.searchParams.delete("t");
  url.searchParams.set("scene", scene);
  url.searchParams.set("yaw", view.yaw.toFixed(1));
  url.searchParams.set("pitch", view.pitch.toFixed(1));
  url.searchParams.set("fov", view.fov.toFixed(0));
  return url.href;
}

/** Writes the view into the address, at most every 300 ms: browsers refuse a flood of history entries. */
export function addressKeeper() {
  let timer = 0;
  return {
    /** @param {() => string} address */
    keep(address) {
      clearTimeout(timer);
      timer = window.setTimeout(() => history.replaceState(history.state, "", address()), 300);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * @param {string} url @param {string} title
 * @returns {Promise<"shared" | "copied" | "failed">}
 */
export async function share(url, title) {
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ url, title });
      return "shared";
    } catch (error) {
      if (/** @type {Error} */ (error).name === "AbortError") return "shared";
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "failed";
  }
}
