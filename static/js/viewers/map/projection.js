/** Mercator: the world as a square of side 1, north up. @typedef {{ x: number, y: number }} Spot */

const STEEPEST = 85;

/** @param {number} longitude @param {number} latitude degrees @returns {Spot} */
export function project(longitude, latitude) {
  const phi = (Math.max(-STEEPEST, Math.min(STEEPEST, latitude)) * Math.PI) / 180;
  return { x: (longitude + 180) / 360, y: 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI) };
}

/**
 * The smallest box around spots, at least `span` wide and high.
 * @param {Spot[]} spots @param {number} span in parts of the world
 */
export function boxAround(spots, span) {
  const xs = spots.map((spot) => spot.x);
  const ys = spots.map((spot) => spot.y);
  const middle = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
  const width = Math.max(span, Math.max(...xs) - Math.min(...xs));
  const height = Math.max(span, Math.max(...ys) - Math.min(...ys));
  return { middle, width, height };
}
