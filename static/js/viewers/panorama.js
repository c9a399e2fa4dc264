/**
 * `<vm-panorama src="…/data.json" [layout="page"] [deep-link] [scene="id"] [loading="eager"]>`: a walk through a tour.
 *
 * Inside stand the still pictures and the list of exhibits; they stay when WebGL or the data is missing. `layout="page"`
 * fills the window and lets the wheel zoom; without it the viewer leaves wheel and one finger to the page. `deep-link`
 * reads and keeps `?scene=&yaw=&pitch=&fov=`, or `?stop=&t=` while the guided route is open.
 */
import { hasWebGL } from "../parts/device.js";
import { loadTour } from "./panorama/tour-data.js";
import { Walk } from "./panorama/walk.js";

/** @param {HTMLElement} element @returns {Promise<() => void>} */
export async function mount(element) {
  if (!hasWebGL()) {
    element.dataset.state = "fallback";
    return () => undefined;
  }
  element.dataset.state = "loading";
  const loading = new AbortController();
  const tour = await loadTour(element.getAttribute("src") ?? "", loading.signal);
  const walk = new Walk(element, tour);
  try {
    await walk.start();
  } catch (error) {
    walk.destroy();
    throw error;
  }
  return () => {
    loading.abort();
    walk.destroy();
  };
}
