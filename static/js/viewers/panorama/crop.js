/** @typedef {import("./tour-data.js").Panorama} Panorama */
/** @typedef {{ from: number, to: number }} Range degrees */

/**
 * A panorama that does not go all the way round, or not up to the poles, is shown where it belongs on the sphere; the eye
 * stays within what was photographed as far as the view's own width allows.
 */
export class Crop {
  /** @param {Panorama["crop"]} crop fractions of the sphere; none for a whole one */
  constructor(crop) {
    const whole = !crop;
    /** @type {Range | null} yaw, −180…180 from the sphere's centre column */
    this.across = whole || crop.width > 0.999 ? null : { from: crop.x * 360 - 180, to: (crop.x + crop.width) * 360 - 180 };
    /** @type {Range | null} pitch */
    this.upright = whole || crop.height > 0.999 ? null : { from: 90 - (crop.y + crop.height) * 180, to: 90 - crop.y * 180 };
  }

  /**
   * @param {{ yaw: number, pitch: number }} looking degrees
   * @param {number} hFov degrees in sight from left to right @param {number} vFov from bottom to top
   * @returns {{ yaw: number, pitch: number }} the nearest direction that shows only what there is
   */
  within({ yaw, pitch }, hFov, vFov) {
    const { across, upright } = this;
    return {
      yaw: across ? nearest(around(yaw, (across.from + across.to) / 2), across, hFov / 2) : yaw,
      pitch: upright ? nearest(pitch, upright, vFov / 2) : pitch,
    };
  }
}

/** @param {number} yaw @param {number} middle @returns {number} the same direction, at most half a turn from the middle */
const around = (yaw, middle) => middle + ((((yaw - middle + 180) % 360) + 360) % 360) - 180;

/** @param {number} value @param {Range} range @param {number} margin */
function nearest(value, { from, to }, margin) {
  if (to - from <= 2 * margin) return (from + to) / 2;
  return Math.max(from + margin, Math.min(to - margin, value));
}
