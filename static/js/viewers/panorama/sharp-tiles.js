import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { usefulPixelRatio } from "../../parts/device.js";

/** @typedef {import("./tour-data.js").Panorama} Panorama */
/** @typedef {{ width: number, height: number, hFov: number, vFov: number }} Eye device pixels and degrees of one eye of a headset */

/**
 * Photo Sphere Viewer's tile adapter compares a level's width with CSS pixels, so a phone gets a third of the sharpness
 * it can show. This one compares with device pixels.
 */
export class SharpTiles extends EquirectangularTilesAdapter {
  /** @param {ConstructorParameters<typeof EquirectangularTilesAdapter>} arguments_ */
  constructor(...arguments_) {
    super(...arguments_);
    /** @type {Eye | null} while a headset is worn */ this.eye = null;
    // The method is private to the library; it is the one place where the level is chosen.
    const adapter = /** @type {any} */ (this);
    const refresh = adapter.__refresh.bind(this);
    adapter.__refresh = () => {
      const { state } = adapter.viewer;
      const { size, hFov, vFov } = state;
      const ratio = usefulPixelRatio();
      Object.assign(state, this.eye
        ? { size: { width: this.eye.width, height: this.eye.height }, hFov: this.eye.hFov, vFov: this.eye.vFov }
        : { size: { width: size.width * ratio, height: size.height * ratio } });
      try {
        refresh();
      } finally {
        Object.assign(state, { size, hFov, vFov });
      }
    };
  }
}

/** @param {Panorama} panorama */
export function tileSource(panorama) {
  const levels = [...panorama.levels].sort((a, b) => a.width - b.width);
  return {
    baseUrl: panorama.base ?? undefined,
    levels: levels.map(({ width, columns, rows }) => ({ width, cols: columns, rows })),
    /** @param {number} column @param {number} row @param {number} [index] */
    tileUrl: (column, row, index = 0) =>
      panorama.tiles
        .replace("{level}", String(levels[index].level))
        .replace("{column}", String(column))
        .replace("{row}", String(row)),
  };
}
