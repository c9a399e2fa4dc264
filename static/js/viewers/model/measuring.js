import { BufferGeometry, Line, LineBasicMaterial, Vector3 } from "three";
import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";
import { length } from "./dimensions.js";

/**
 * The distance between two places of the surface: by a click on each, or by Enter for the place under the cross in the
 * middle of the view. A third place begins anew.
 * @param {import("./stage.js").ModelStage} stage
 * @param {HTMLElement} layer
 * @param {number} scale millimetres in one unit of the model
 * @param {(message: string) => void} say
 */
export function measuring(stage, layer, scale, say) {
  const cross = make("span", { class: "model-cross", "aria-hidden": "true" });
  const label = make("output", { class: "dimension", hidden: true });
  const ends = [0, 1].map(() => make("span", { class: "model-end", hidden: true, "aria-hidden": "true" }));
  layer.append(cross, ...ends, label);
  const material = new LineBasicMaterial({ color: 0xd9ac57, toneMapped: false, depthTest: false });
  const line = new Line(new BufferGeometry(), material);
  line.renderOrder = 1;
  line.frustumCulled = false;
  stage.scene.add(line);
  /** @type {Vector3[]} */
  let points = [];

  const draw = () => {
    points.forEach((point, index) => stand(ends[index], stage.project(point)));
    if (points.length === 2) stand(label, stage.project(points[0].clone().add(points[1]).multiplyScalar(0.5)));
  };
  /** @param {Vector3} at a place of the surface */
  const add = (at) => {
    if (points.length === 2) points = [];
    points.push(at);
    line.visible = points.length === 2;
    line.geometry.setFromPoints(points);
    ends.forEach((end, index) => {
      end.hidden = index >= points.length;
    });
    label.hidden = points.length < 2;
    if (points.length === 2) {
      label.textContent = length(points[0].distanceTo(points[1]) * scale);
      say(text("live-distance", { length: label.textContent }));
    } else say(text("live-first-point"));
    draw();
    stage.invalidate();
  };
  stage.drawn.push(draw);
  line.visible = false;
  return {
    add,
    /** The place at these CSS pixels of the stage; without them the one under the cross. @param {number} [x] @param {number} [y] */
    pick(x = stage.container.clientWidth / 2, y = stage.container.clientHeight / 2) {
      const hit = stage.pick(x, y);
      if (hit) add(hit.at);
      else say(text("live-no-surface"));
    },
    destroy() {
      stage.drawn.splice(stage.drawn.indexOf(draw), 1);
      stage.scene.remove(line);
      line.geometry.dispose();
      material.dispose();
      for (const one of [cross, label, ...ends]) one.remove();
      stage.invalidate();
    },
  };
}

/** @param {HTMLElement} element @param {{ x: number, y: number }} at */
function stand(element, { x, y }) {
  element.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
}
