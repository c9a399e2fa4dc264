import { CanvasTexture, Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import { icon } from "../../../parts/dom.js";

/** @typedef {CanvasRenderingContext2D} Context */

export const NIGHT = "#131211";
export const ON_NIGHT = "#f1ece2";
export const GOLD = "#d9ac57";

/** @returns {string} the family the page itself is set in */
export const family = () => getComputedStyle(document.body).fontFamily || "sans-serif";

/**
 * A flat sign with a drawing on it; `userData.dispose()` frees what it holds.
 * @param {number} width pixels of the drawing @param {number} height @param {(context: Context) => void} draw
 * @param {number} tall metres from its foot to its top
 */
export function sign(width, height, draw, tall) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {Context} */ (canvas.getContext("2d"));
  draw(context);
  const texture = new CanvasTexture(canvas);
  texture.anisotropy = 4;
  const material = new MeshBasicMaterial({ map: texture, transparent: true, depthTest: false, depthWrite: false });
  const mesh = new Mesh(new PlaneGeometry((tall * width) / height, tall), material);
  mesh.renderOrder = 20;
  mesh.userData.redraw = () => {
    context.clearRect(0, 0, width, height);
    draw(context);
    texture.needsUpdate = true;
  };
  mesh.userData.dispose = () => {
    mesh.removeFromParent();
    mesh.geometry.dispose();
    material.dispose();
    texture.dispose();
  };
  return mesh;
}

/**
 * Draws one of the page's own line drawings.
 * @param {Context} context @param {Parameters<typeof icon>[0]} name @param {number} x left edge @param {number} y top edge
 * @param {number} size @param {string} color
 */
export function drawIcon(context, name, x, y, size, color) {
  context.save();
  context.translate(x, y);
  context.scale(size / 24, size / 24);
  context.lineWidth = 1.5;
  context.strokeStyle = context.fillStyle = color;
  for (const part of icon(name).children) {
    const path = new Path2D(part.getAttribute("d") ?? "");
    if (part.tagName === "circle") {
      const [across, down, radius] = ["cx", "cy", "r"].map((key) => Number(part.getAttribute(key)));
      path.arc(across, down, radius, 0, 7);
    }
    if (part.getAttribute("fill") === "currentColor") context.fill(path);
    else context.stroke(path);
  }
  context.restore();
}

/**
 * Words in lines that fit; the last line ends with "…" when there is no room for more.
 * @param {Context} context with its font set @param {string} words @param {number} width pixels @param {number} most lines
 * @returns {string[]}
 */
export function lines(context, words, width, most) {
  /** @type {string[]} */
  const found = [""];
  for (const word of words.split(/\s+/)) {
    const longer = `${found[found.length - 1]} ${word}`.trim();
    if (context.measureText(longer).width <= width || !found[found.length - 1]) found[found.length - 1] = longer;
    else found.push(word);
  }
  if (found.length <= most) return found;
  const last = found[most - 1];
  return [...found.slice(0, most - 1), `${last.slice(0, Math.max(1, last.length - 2))}…`];
}
