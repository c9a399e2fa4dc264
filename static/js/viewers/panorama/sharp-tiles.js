import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { usefulPixelRatio } from "../../parts/device.js";

/** @typedef {import("./tour-data.js").Panorama} Panorama */
/** @typedef {{ width: number, height: number, hFov: number, vFov: number }} Eye device pixels and degrees of one eye of a headset */

const AGAIN_MS = 4000;

/**
 * Photo Sphere Viewer's tile adapter compares a level's width with CSS pixels, so a phone gets a third of the sharpness
 * it can show. This one compares with device pixels. It also asks again for tiles that did not come: once after a while,
 * and whenever the connection is back.
 */
export class SharpTiles extends EquirectangularTilesAdapter {
  /** @param {ConstructorParameters<typeof EquirectangularTilesAdapter>} arguments_ */
  constructor(...arguments_) {
    super(...arguments_);
    /** @type {Eye | null} while a headset is worn */ this.eye = null;
    /** @type {Map<string, () => void>} addresses of tiles that did not come, and how to wish for each anew */ this.missing = new Map();
    /** @type {Set<string>} those that were asked for twice */ this.tried = new Set();
    this.timer = 0;
    this.online = () => {
      this.tried.clear();
      this.#again();
    };
    addEventListener("online", this.online);
    this.#chooseLevels();
    this.#watchTiles();
  }

  /** The method is private to the library; it is the one place where the level is chosen. */
  #chooseLevels() {
    const adapter = /** @type {any} */ (this);
    const refresh = adapter.__refresh.bind(this);
    adapter.__refresh = () => {
      const { state, config } = adapter.viewer;
      // On the way to another hall, that one's tiles do not belong on the sphere that is still drawn.
      if (state.textureData?.panorama !== config.panorama) return;
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

  /** Private, too: where a tile is fetched. What has come through here, the library finds in its cache. */
  #watchTiles() {
    const adapter = /** @type {any} */ (this);
    const load = adapter.__loadTile.bind(this);
    adapter.__loadTile = (/** @type {any} */ tile, /** @type {any} */ task) => {
      const { textureLoader, state } = adapter.viewer;
      const { tiles } = adapter.state;
      const forget = () => delete tiles[`${tile.col}x${tile.row}/${tile.config.level}`];
      // The library's queue starts a task anew that is still under way when the view moves.
      task.loading ??= textureLoader.loadImage(tile.url, null, state.textureData.cacheKey).then(
        () => load(tile, task),
        (/** @type {Error} */ error) => {
          if (error.name === "AbortError") forget();
          else if (!task.isCancelled()) this.#missed(tile.url, forget);
        },
      );
      return task.loading;
    };
  }

  /** @param {string} url @param {() => void} forget */
  #missed(url, forget) {
    this.missing.set(url, forget);
    if (!this.tried.has(url)) this.timer ||= window.setTimeout(() => this.#again(), AGAIN_MS);
  }

  #again() {
    clearTimeout(this.timer);
    this.timer = 0;
    for (const [url, forget] of this.missing) {
      if (this.tried.has(url)) continue;
      this.tried.add(url);
      this.missing.delete(url);
      forget();
    }
    this.renew();
  }

  /** Asks for those tiles of the present view that are neither there nor on their way. */
  renew() {
    /** @type {any} */ (this).__refresh();
  }

  destroy() {
    removeEventListener("online", this.online);
    clearTimeout(this.timer);
    super.destroy();
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
