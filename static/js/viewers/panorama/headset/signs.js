import { Group, Raycaster } from "three";
import { drawingOf, wordsOf } from "../hotspots.js";
import { Card } from "./card.js";
import { GOLD, NIGHT, ON_NIGHT, drawIcon, family, lines, sign } from "./drawing.js";

/** @typedef {import("../tour-data.js").Hotspot} Hotspot */
/** @typedef {import("three").Mesh} Mesh */
/** @typedef {import("three").Ray} Ray */
/** @typedef {{ spot: Hotspot | null, leave: boolean, listen?: boolean }} Chosen `listen`: the card's sound, on or off */
/** @typedef {Chosen & { group: Group, ring: Mesh, label: Mesh, folded: boolean, yaw: number, pitch: number }} Placed */

const RADIANS = Math.PI / 180;
const AWAY = 6;
const CARD_AWAY = 3.2;
const TALL = 0.5;
const FONT = 52;
const LABEL_MOST = 900;
const LEAVE_PITCH = -42;

/** The hotspots of a hall as signs around the head, and a card that tells of one of them. */
export class Signs {
  /** @param {import("three").Scene} scene */
  constructor(scene) {
    this.root = new Group();
    this.raycaster = new Raycaster();
    /** @type {Placed[]} */ this.placed = [];
    /** @type {Card | null} */ this.shown = null;
    scene.add(this.root);
  }

  /** @param {Hotspot[]} spots @param {{ leave: string, yaw: number }} leaving the words of the way out, and where it hangs */
  fill(spots, { leave, yaw }) {
    this.#clear();
    for (const spot of spots) {
      this.#place({ spot, leave: false }, drawingOf(spot), wordsOf(spot), spot);
    }
    this.#place({ spot: null, leave: true }, "close", leave, { yaw, pitch: LEAVE_PITCH });
    this.#fold();
    this.root.updateMatrixWorld(true);
  }

  /** @param {Chosen} chosen @param {Parameters<typeof drawIcon>[1]} drawing @param {string} words @param {{ yaw: number, pitch: number }} at */
  #place(chosen, drawing, words, { yaw, pitch }) {
    const door = chosen.spot?.kind === "scene";
    const ring = sign(128, 128, (context) => {
      context.beginPath();
      context.arc(64, 64, 58, 0, 7);
      context.fillStyle = door ? GOLD : `${NIGHT}e6`;
      context.fill();
      context.lineWidth = 5;
      context.strokeStyle = GOLD;
      context.stroke();
      drawIcon(context, drawing, 34, 34, 60, door ? NIGHT : ON_NIGHT);
    }, TALL);
    const label = labelOf(words);
    const group = new Group();
    group.position.copy(direction(yaw, pitch)).multiplyScalar(AWAY);
    group.lookAt(0, 0, 0);
    group.add(ring, label);
    label.position.x = TALL / 2 + 0.06 + /** @type {any} */ (label.geometry).parameters.width / 2;
    const placed = { ...chosen, group, ring, label, folded: false, yaw, pitch };
    ring.userData.placed = label.userData.placed = placed;
    this.root.add(group);
    this.placed.push(placed);
  }

  /** Words that would cover other signs wait until one points at them; those of doors and those nearest to eye level stay. */
  #fold() {
    const order = [...this.placed].sort((a, b) => Number(b.spot?.kind === "scene") - Number(a.spot?.kind === "scene") || Math.abs(a.pitch) - Math.abs(b.pitch));
    /** @type {Box[]} */
    const taken = this.placed.map((one) => boxOf(one, false));
    for (const one of order) {
      const own = this.placed.indexOf(one);
      const box = boxOf(one, true);
      one.folded = taken.some((other, index) => index !== own && overlap(box, other));
      one.label.visible = !one.folded;
      if (!one.folded) taken[own] = box;
    }
  }

  /** @param {Ray[]} rays marks what they point at */
  point(rays) {
    const pointed = new Set(rays.map((ray) => this.#hit(ray)?.placed));
    for (const one of this.placed) {
      const marked = pointed.has(one);
      one.label.visible = marked || !one.folded;
      one.group.scale.setScalar(marked ? 1.14 : 1);
      one.ring.renderOrder = one.label.renderOrder = marked ? 24 : 20;
    }
  }

  /** @param {Ray} ray @returns {Chosen | null} what is chosen there; on the card, or beside everything, the card is put away */
  at(ray) {
    const hit = this.#hit(ray);
    if (hit?.placed) return hit.placed;
    if (hit?.listen) return { spot: null, leave: false, listen: true };
    return this.shown ? { spot: null, leave: false } : null;
  }

  /** @param {Ray} ray @returns {number | null} metres to what it points at */
  distance(ray) {
    return this.#hit(ray)?.distance ?? null;
  }

  /** @param {Ray} ray @returns {{ placed: Placed | null, listen: boolean, distance: number } | null} */
  #hit(ray) {
    this.raycaster.ray.copy(ray);
    const seen = this.placed.flatMap((one) => (one.label.visible ? [one.ring, one.label] : [one.ring]));
    const [hit] = this.raycaster.intersectObjects([...(this.shown?.meshes ?? []), ...seen], false);
    if (!hit) return null;
    return { placed: hit.object.userData.placed ?? null, listen: hit.object === this.shown?.control, distance: hit.distance };
  }

  /** @param {Hotspot | null} spot shows the card of an exhibit or a note; none puts it away */
  card(spot) {
    this.shown?.dispose();
    this.shown = spot && new Card(spot);
    if (!this.shown || !spot) return;
    const { sheet } = this.shown;
    sheet.position.copy(direction(spot.yaw, Math.max(-25, Math.min(25, spot.pitch)))).multiplyScalar(CARD_AWAY);
    sheet.lookAt(0, 0, 0);
    this.root.add(sheet);
    this.root.updateMatrixWorld(true);
  }

  #clear() {
    this.card(null);
    for (const { group, ring, label } of this.placed) {
      ring.userData.dispose();
      label.userData.dispose();
      group.removeFromParent();
    }
    this.placed = [];
  }

  destroy() {
    this.#clear();
    this.root.removeFromParent();
  }
}

/** @typedef {{ left: number, right: number, low: number, high: number }} Box degrees */

/** @param {Placed} one @param {boolean} whole with its words @returns {Box} */
function boxOf(one, whole) {
  const half = Math.atan(TALL / 2 / AWAY) / RADIANS;
  const words = whole ? Math.atan((one.label.position.x * 2) / AWAY) / RADIANS : 0;
  return { left: one.yaw - half, right: one.yaw + half + words, low: one.pitch - half, high: one.pitch + half };
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  const shift = Math.round((a.left - b.left) / 360) * 360;
  return a.left < b.right + shift && b.left + shift < a.right && a.low < b.high && b.low < a.high;
}

/** @param {string} words */
function labelOf(words) {
  const measuring = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const font = `${FONT}px ${family()}`;
  measuring.font = font;
  const [told] = lines(measuring, words, LABEL_MOST, 1);
  const width = Math.ceil(measuring.measureText(told).width) + 72;
  return sign(width, 104, (context) => {
    context.beginPath();
    context.roundRect(0, 0, width, 104, 52);
    context.fillStyle = `${NIGHT}e6`;
    context.fill();
    context.font = font;
    context.fillStyle = ON_NIGHT;
    context.textBaseline = "middle";
    context.fillText(told, 36, 54);
  }, TALL * 0.8);
}

/** @param {number} yaw degrees @param {number} pitch degrees @returns {import("three").Vector3} of length 1, as the viewer's sphere lies */
function direction(yaw, pitch) {
  const [around, up] = [yaw * RADIANS, pitch * RADIANS];
  return new Group().position.set(-Math.cos(up) * Math.sin(around), Math.sin(up), Math.cos(up) * Math.cos(around)).clone();
}
