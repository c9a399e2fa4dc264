/** The countries as drawings, in units of a ten-thousandth of the world's width. */
import { arcs, home, lands } from "virtual:borders";
import { project } from "./projection.js";

export const WORLD = 10_000;
const DEGREE = 100;

/** @typedef {[number, number]} Point */

/** @param {number[]} told @returns {Point[]} */
function points(told) {
  /** @type {Point[]} */
  const found = [];
  let longitude = 0;
  let latitude = 0;
  for (let i = 0; i < told.length; i += 2) {
    longitude += told[i];
    latitude += told[i + 1];
    const { x, y } = project(longitude / DEGREE, latitude / DEGREE);
    found.push([x * WORLD, y * WORLD]);
  }
  return found;
}

/** @returns {SVGGElement} all land, Kazakhstan apart, and the borders on it */
export function drawnLands() {
  const lines = arcs.map(points);
  const ring = (/** @type {number[]} */ references) => {
    const outline = references.flatMap((reference) =>
      reference < 0 ? [...lines[~reference]].reverse() : lines[reference]);
    // Land that lies on both sides of the 180th meridian goes on beyond the edge instead of running back across the map.
    let turn = 0;
    return `M${outline.map(([x, y], number) => {
      const step = number ? x - outline[number - 1][0] : 0;
      if (Math.abs(step) > WORLD / 2) turn -= Math.sign(step) * WORLD;
      return `${(x + turn).toFixed(1)} ${y.toFixed(1)}`;
    }).join("L")}Z`;
  };
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  const abroad = lands.filter((_, number) => number !== home);
  group.append(path("map-land", abroad.flatMap((rings) => rings.map(ring)).join("")));
  if (lands[home]) group.append(path("map-land map-home", lands[home].map(ring).join("")));
  return group;
}

/** @param {string} kind @param {string} drawing */
function path(kind, drawing) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "path");
  element.setAttribute("class", kind);
  element.setAttribute("d", drawing);
  return element;
}
