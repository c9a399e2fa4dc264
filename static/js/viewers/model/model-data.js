import { savesData } from "../../parts/device.js";

/**
 * What `/media-data/models/{asset}.json` says. Places are in the model's own unit, upright.
 * @typedef {{ name: string, url: string, triangles: number, bytes: number }} Level
 * @typedef {{ point: number[], normal: number[], camera: { position: number[], target: number[] } | null }} Place
 * @typedef {{ id: number, number: number, label: string, label_lang: string, text: string, text_lang: string, place: Place }} Detail
 * @typedef {{ url: string, frames: number, columns: number, width: number, height: number }} Spin
 * @typedef {{ glb: string, usdz: string, true_size: boolean }} Augmented
 * @typedef {{ poster: string | null, levels: Level[], alt?: string, details?: Detail[], spin?: Spin | null,
 *   ar?: Augmented | null, turn?: import("./stage.js").Turn | null,
 *   facts?: { triangles?: number, size?: number[], size_mm?: [number, number, number] | null, watertight?: boolean } }} ModelData
 */

/** A phone's browser ends a page that takes more: the sharpest level is for machines with memory to spare. */
const ROOMY_GB = 8;
const HEAVY_BYTES = 8_000_000;

/** @param {string} url @param {AbortSignal} signal @returns {Promise<ModelData>} levels from coarse to fine */
export async function loadModelData(url, signal) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`model data answered ${response.status}`);
  const data = /** @type {ModelData} */ (await response.json());
  if (!data.levels?.length) throw new Error("the model has no level to show");
  data.levels = [...data.levels].sort((a, b) => a.triangles - b.triangles);
  return data;
}

/**
 * @param {Level[]} levels from coarse to fine
 * @param {number} pixels the shorter side of the view in device pixels
 * @returns {number} index of the level whose detail this screen can show and this machine can hold
 */
export function levelFor(levels, pixels) {
  if (savesData() || pixels < 500) return 0;
  const memory = /** @type {any} */ (navigator).deviceMemory ?? (matchMedia("(pointer: coarse)").matches ? 4 : ROOMY_GB);
  const finest = levels.length - 1;
  if (pixels > 1500 && memory >= ROOMY_GB && levels[finest].bytes <= HEAVY_BYTES) return finest;
  return Math.min(1, finest);
}
