/**
 * The tour as the server describes it at `/{lang}/tours/{slug}/data.json`. Angles are degrees: yaw 0–360 clockwise from
 * the panorama's centre column, pitch −90–90 upwards, fov the angle along the longer side of the view.
 *
 * @typedef {{ yaw: number, pitch: number, fov: number }} View
 * @typedef {{ url: string, alt?: string }} Image
 * @typedef {{ code: string, url: string, title: string, lead?: string | null, image?: Image | null, has_model?: boolean,
 *   model?: string | null, zoom?: string | null, audio?: string | null, captions?: string | null }} Exhibit
 * @typedef {{ id: string, kind: "item" | "scene" | "note", yaw: number, pitch: number, label: string, item?: Exhibit,
 *   scene?: string, text?: string }} Hotspot
 * @typedef {{ width: number, height: number, base: string | null, placeholder: string | null, tiles: string,
 *   levels: { level: number, width: number, columns: number, rows: number }[], heading?: number | null,
 *   crop?: { x: number, y: number, width: number, height: number } | null, pose?: { pitch: number, roll: number } | null }} Panorama
 * @typedef {{ id: string, title: string, hall?: { slug: string, title: string, url: string } | null,
 *   panorama: Panorama | null, still?: (Image & { width?: number, height?: number }) | null, initial: View,
 *   plan?: { x: number, y: number, heading: number } | null, hotspots: Hotspot[] }} Scene
 * @typedef {{ id: string, kind: "scene" | "item" | "page", scene: string, view: View, moves: { at: number, view: View }[],
 *   title: string, text?: string | null, seconds: number, audio?: string | null, captions?: string | null,
 *   transcript?: string | null, item?: Exhibit | null, page?: { url: string } | null }} Stop
 * @typedef {{ title: string, start: string, plan?: { url: string, width: number, height: number } | null,
 *   scenes: Scene[], stops?: Stop[] }} Tour
 */

export const FOV = { least: 12, most: 110, usual: 75 };

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Tour>}
 * @throws {Error} naming the scene at fault
 */
export async function loadTour(url, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`tour data answered ${response.status}`);
  const tour = /** @type {Tour} */ (await response.json());
  tour.scenes = tour.scenes.filter((scene) => scene.panorama);
  if (!tour.scenes.length) throw new Error("the tour has no scene with a panorama");
  for (const scene of tour.scenes) check(scene, tour);
  const stops = (tour.stops ?? []).filter((stop) => tour.scenes.some((scene) => scene.id === stop.scene));
  tour.stops = stops.map((stop) => ({ ...stop, kind: stop.kind ?? "scene", moves: stop.moves ?? [] }));
  return tour;
}

/** @param {Scene} scene @param {Tour} tour */
function check(scene, tour) {
  if (!scene.panorama?.levels?.length) throw new Error(`scene "${scene.id}" has no tile levels`);
  scene.hotspots = (scene.hotspots ?? []).filter(
    (spot) => spot.kind !== "scene" || tour.scenes.some((other) => other.id === spot.scene),
  );
}

/** @param {Tour} tour @param {string | null | undefined} id @returns {Scene} the scene, else the first one of the tour */
export const sceneOf = (tour, id) =>
  tour.scenes.find((scene) => scene.id === id) ?? tour.scenes.find((scene) => scene.id === tour.start) ?? tour.scenes[0];

/** @param {Tour} tour @returns {number} how many exhibits can be opened in the tour */
export const exhibitCount = (tour) =>
  tour.scenes.reduce((sum, scene) => sum + scene.hotspots.filter((spot) => spot.kind === "item").length, 0);

/** @param {Partial<View> | null | undefined} view @returns {View} within what the viewer shows */
export function clean(view) {
  const yaw = Number.isFinite(view?.yaw) ? Number(view?.yaw) : 0;
  const pitch = Number.isFinite(view?.pitch) ? Number(view?.pitch) : 0;
  const fov = Number.isFinite(view?.fov) ? Number(view?.fov) : FOV.usual;
  return {
    yaw: ((yaw % 360) + 360) % 360,
    pitch: Math.max(-90, Math.min(90, pitch)),
    fov: Math.max(FOV.least, Math.min(FOV.most, fov)),
  };
}
