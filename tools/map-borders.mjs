// The borders of the museum's map, made from Natural Earth's 1:50m countries (npm world-atlas) when the front end is
// built: Kazakhstan and its neighbours in detail, the rest of the world drawn with a broad pen.
//
// Lines are thinned arc by arc, so that neighbours keep sharing one border, and told as differences of whole numbers.
import { readFile } from "node:fs/promises";

/** Degrees of longitude and latitude between which the map is detailed. */
const NEAR = { west: 44, east: 92, south: 33, north: 57 };
/** Degrees by which a line may stray from the true one, near and far. */
const STRAY_NEAR = 0.025;
const STRAY_FAR = 0.4;
/** Far islands smaller than this (square degrees of their box) are left out. */
const SPECK = 0.8;
/** Units of a degree in which coordinates are told: about a kilometre. */
export const UNIT = 100;
const SOUTH_END = -58;

/** @typedef {[number, number]} Point longitude and latitude in degrees */

/** @param {any} topology @returns {Point[][]} */
function decoded(topology) {
  const { scale, translate } = topology.transform;
  return topology.arcs.map((/** @type {Point[]} */ arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

/** @param {Point[]} line */
function box(line) {
  const xs = line.map((point) => point[0]);
  const ys = line.map((point) => point[1]);
  return { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) };
}

/** @param {Point[]} line */
function isNear(line) {
  const { west, east, south, north } = box(line);
  return west < NEAR.east && east > NEAR.west && south < NEAR.north && north > NEAR.south;
}

/** @param {Point} p @param {Point} a @param {Point} b distance of p from the line through a and b, in degrees */
function distance(p, a, b) {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length)) : 0;
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
}

/** Douglas and Peucker: the fewest points that stray no farther. @param {Point[]} line @param {number} stray @returns {Point[]} */
function thinned(line, stray) {
  const kept = new Set([0, line.length - 1]);
  const waiting = [[0, line.length - 1]];
  while (waiting.length) {
    const [first, last] = /** @type {[number, number]} */ (waiting.pop());
    let worst = stray;
    let at = -1;
    for (let i = first + 1; i < last; i++) {
      const apart = distance(line[i], line[first], line[last]);
      if (apart > worst) {
        worst = apart;
        at = i;
      }
    }
    // A closed line begins where it ends: its farthest point is always kept.
    if (at > 0) {
      kept.add(at);
      waiting.push([first, at], [at, last]);
    }
  }
  return line.filter((_, index) => kept.has(index));
}

/** @param {Point[]} line @returns {number[]} first point, then differences, in hundredths of a degree */
function told(line) {
  const numbers = [];
  let x = 0;
  let y = 0;
  for (const [longitude, latitude] of line) {
    const nextX = Math.round(longitude * UNIT);
    const nextY = Math.round(latitude * UNIT);
    if (numbers.length && nextX === x && nextY === y) continue;
    numbers.push(nextX - x, nextY - y);
    [x, y] = [nextX, nextY];
  }
  return numbers;
}

/** @param {string} file path of countries-50m.json @returns {Promise<{ arcs: number[][], lands: number[][][] , home: number }>} */
export async function borders(file) {
  const topology = JSON.parse(await readFile(file, "utf8"));
  const lines = decoded(topology);
  /** @type {Map<number, number>} number of an arc of the atlas → its number among those kept */
  const numbers = new Map();
  /** @type {number[][]} */
  const arcs = [];
  const kept = (/** @type {number} */ reference) => {
    const arc = reference < 0 ? ~reference : reference;
    let number = numbers.get(arc);
    if (number === undefined) {
      number = arcs.length;
      numbers.set(arc, number);
      arcs.push(told(thinned(lines[arc], isNear(lines[arc]) ? STRAY_NEAR : STRAY_FAR)));
    }
    return reference < 0 ? ~number : number;
  };
  /** @type {number[][][]} */
  const lands = [];
  let home = -1;
  for (const country of topology.objects.countries.geometries) {
    if (country.id === "398") home = lands.length;
    const polygons = country.type === "Polygon" ? [country.arcs] : country.arcs;
    const rings = polygons.flat().filter((/** @type {number[]} */ ring) => {
      const around = ring.flatMap((reference) => lines[reference < 0 ? ~reference : reference]);
      const { west, east, south, north } = box(around);
      return north > SOUTH_END && (isNear(around) || (east - west) * (north - south) > SPECK);
    });
    lands.push(rings.map((/** @type {number[]} */ ring) => ring.map(kept)));
  }
  return { arcs, lands, home };
}
