import { BufferGeometry, Float32BufferAttribute, LineBasicMaterial, LineSegments, Vector3 } from "three";
import { make } from "../../parts/dom.js";
import { number, text } from "../../parts/texts.js";

/** @param {number} millimetres @returns {string} in centimetres, as labels in a hall say it */
export const centimetres = (millimetres) => text("centimetres", { value: number(millimetres / 10, millimetres < 1000 ? 1 : 0) });

/** @param {number} millimetres @returns {string} in millimetres below two centimetres, else in centimetres */
export const length = (millimetres) =>
  millimetres < 20 ? text("millimetres", { value: number(millimetres, 1) }) : centimetres(millimetres);

/**
 * Width, height and depth drawn around the object with their measures in words.
 * @param {import("./stage.js").ModelStage} stage
 * @param {HTMLElement} layer
 * @param {[number, number, number]} size millimetres along x, y, z
 */
export function dimensions(stage, layer, size) {
  const half = stage.extent.clone().multiplyScalar(0.5);
  const gap = stage.radius * 0.06;
  const corner = new Vector3(half.x, -half.y, half.z);
  /** @type {[string, Vector3, Vector3][]} */
  const edges = [
    ["width", new Vector3(-half.x, -half.y - gap, half.z + gap), corner.clone().add(new Vector3(0, -gap, gap))],
    ["height", corner.clone().add(new Vector3(gap, 0, gap)), new Vector3(half.x + gap, half.y, half.z + gap)],
    ["depth", corner.clone().add(new Vector3(gap, -gap, 0)), new Vector3(half.x + gap, -half.y - gap, -half.z)],
  ];
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(edges.flatMap(([, a, b]) => [...ends(a, b, gap)]), 3));
  const lines = new LineSegments(geometry, new LineBasicMaterial({ color: 0xd9ac57, toneMapped: false }));
  stage.scene.add(lines);
  const labels = edges.map(([name, a, b], index) => {
    const label = make("span", { class: "dimension" }, `${text(name)} ${centimetres(size[index === 0 ? 0 : index === 1 ? 1 : 2])}`);
    layer.append(label);
    return { label, middle: a.clone().add(b).multiplyScalar(0.5) };
  });
  const place = () => {
    for (const { label, middle } of labels) {
      const { x, y } = stage.project(middle);
      label.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    }
  };
  stage.drawn.push(place);
  place();
  stage.invalidate();
  return () => {
    stage.drawn.splice(stage.drawn.indexOf(place), 1);
    stage.scene.remove(lines);
    geometry.dispose();
    lines.material.dispose();
    for (const { label } of labels) label.remove();
    stage.invalidate();
  };
}

/** The line with a short stroke across each end. @param {Vector3} a @param {Vector3} b @param {number} gap */
function* ends(a, b, gap) {
  const along = b.clone().sub(a).normalize();
  const across = (Math.abs(along.y) > 0.5 ? new Vector3(1, 0, 0) : new Vector3(0, 1, 0)).multiplyScalar(gap * 0.5);
  for (const [from, to] of [[a, b], [a.clone().sub(across), a.clone().add(across)], [b.clone().sub(across), b.clone().add(across)]]) {
    yield* from.toArray();
    yield* to.toArray();
  }
}
