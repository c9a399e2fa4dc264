import { Euler, MathUtils, Quaternion, Vector3 } from "three";
import { button, cleaner, make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";
import { Frame } from "../../viewers/model/frame.js";
import { loadModelData } from "../../viewers/model/model-data.js";
import { ModelStage } from "../../viewers/model/stage.js";

const TREMBLE = 6;
const AXES = ["x", "y", "z"];
/** @param {string} name */
const names = (name) => AXES.map((axis) => `${name}.${axis}`);

/**
 * Points on the surface of a model, the view each is seen from, and how the model stands.
 * @param {HTMLElement} element @param {import("../place-editor.js").PlaceForms} desk
 * @returns {Promise<() => void>}
 */
export async function mountPoints(element, desk) {
  const cleanup = cleaner();
  const data = await loadModelData(element.getAttribute("src") ?? "", cleanup.signal);
  /** @type {ModelStage} */ let stage;
  const frame = new Frame(element, {
    title: element.querySelector("img")?.alt ?? "", signal: cleanup.signal,
    step: (step) => stage.nudge(step), reset: () => stage.reset(),
    keys: { Enter: () => pick(), " ": () => pick() },
  });
  stage = new ModelStage(frame.picture);
  stage.turn = data.turn ?? null;
  await stage.load(data.levels[0].url);
  frame.progress.hidden = true;

  const pick = (x = frame.picture.clientWidth / 2, y = frame.picture.clientHeight / 2) => {
    const hit = stage.pick(x, y);
    if (upright.changed || !hit) {
      frame.speaker.say(text(hit ? "keep-stand-first" : "live-no-surface"), 0);
      return;
    }
    desk.write({ ...named("point", stage.unplace(hit.at)), ...named("normal", hit.normal.toArray()) });
    frame.speaker.say(text("place-marked"), 0);
  };
  const takeView = () => {
    const { camera, controls } = stage;
    desk.write({ ...named("camera.position", stage.unplace(camera.position)),
      ...named("camera.target", stage.unplace(controls.target)) });
    frame.speaker.say(text("view-taken"), 0);
  };
  const upright = uprightForm(stage, cleanup.signal);
  const marks = drawMarks(stage, frame.layer, desk);
  let pressed = { x: 0, y: 0 };
  frame.picture.addEventListener("pointerdown", (event) => {
    frame.picture.focus({ preventScroll: true });
    pressed = { x: event.clientX, y: event.clientY };
  });
  frame.picture.addEventListener("click", (event) => {
    if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > TREMBLE) return;
    const { left, top } = frame.picture.getBoundingClientRect();
    pick(event.clientX - left, event.clientY - top);
  });
  frame.layer.append(make("span", { class: "model-cross", "aria-hidden": "true" }));
  frame.tool("reset", "reset-view", () => stage.reset());
  const actions = make("p", { class: "row place-actions" },
    button("aim", text("mark-middle"), { class: "button compact", onclick: () => pick() }),
    button("eye", text("take-view"), { class: "button compact", onclick: takeView }),
    button("close", text("forget-view"), { class: "button compact plain", onclick: () => desk.write(
      { ...named("camera.position", ["", "", ""]), ...named("camera.target", ["", "", ""]) }) }));
  element.after(make("p", { class: "hint" }, text("mark-hint")), actions);
  element.dataset.state = "ready";
  return () => {
    cleanup.run();
    desk.destroy();
    marks();
    actions.previousElementSibling?.remove();
    actions.remove();
    stage.destroy();
    frame.destroy();
    delete element.dataset.state;
  };
}

/** @param {string} name @param {(number | "")[]} values @returns {Record<string, number | "">} */
const named = (name, values) => Object.fromEntries(names(name).map((field, index) => [field, values[index]]));

/** The numbers of all forms over the model. @param {ModelStage} stage @param {HTMLElement} layer @param {import("../place-editor.js").PlaceForms} desk */
function drawMarks(stage, layer, desk) {
  const shown = desk.all.map((one) => ({
    one, mark: make("span", { class: "model-mark", "aria-hidden": "true" }, make("i", {}, one.number)),
  }));
  layer.append(...shown.map(({ mark }) => mark));
  const draw = () => {
    for (const { one, mark } of shown) {
      const point = desk.read(one, names("point"));
      const normal = desk.read(one, names("normal")) ?? [0, 0, 0];
      mark.hidden = !point;
      mark.toggleAttribute("data-chosen", one === desk.current);
      if (!point) continue;
      const at = stage.place(point);
      const { x, y } = stage.project(at);
      mark.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      mark.toggleAttribute("data-behind", new Vector3(...normal).dot(stage.camera.position.clone().sub(at)) < 0);
    }
  };
  stage.drawn.push(draw);
  desk.listeners.push(draw);
  draw();
  return () => void stage.drawn.splice(stage.drawn.indexOf(draw), 1);
}

/**
 * The form that says how the model stands: its numbers turn the model at once, and buttons make quarter turns about
 * the axes as one sees them.
 * @param {ModelStage} stage @param {AbortSignal} signal
 */
function uprightForm(stage, signal) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-upright]"));
  const state = { changed: false };
  if (!form) return state;
  const fields = names("upright").map((name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)));
  const angles = () => fields.map((field) => Number.parseFloat(field.value.replace(",", ".")) || 0);
  const from = stage.turn?.from ?? angles();
  const update = () => {
    state.changed = true;
    stage.stand({ from, to: angles() });
    stage.reset();
  };
  form.addEventListener("input", update, { signal });
  /** @param {Vector3} axis @param {number} degrees */
  const quarter = (axis, degrees) => {
    const [x, y, z] = angles().map(MathUtils.degToRad);
    const now = new Quaternion().setFromEuler(new Euler(x, y, z, "XYZ"));
    const next = new Euler().setFromQuaternion(
      new Quaternion().setFromAxisAngle(axis, MathUtils.degToRad(degrees)).multiply(now), "XYZ");
    [next.x, next.y, next.z].forEach((angle, index) => {
      fields[index].value = String(Math.round(MathUtils.radToDeg(angle) * 100) / 100 + 0);
    });
    update();
  };
  /** @type {[Parameters<typeof button>[0], string, Vector3, number][]} */
  const turns = [
    ["down", "tip-forward", new Vector3(1, 0, 0), 90], ["up", "tip-back", new Vector3(1, 0, 0), -90],
    ["left", "tip-left", new Vector3(0, 0, 1), 90], ["right", "tip-right", new Vector3(0, 0, 1), -90],
    ["spin", "turn-quarter", new Vector3(0, 1, 0), 90],
  ];
  const row = make("p", { class: "row" }, turns.map(([drawing, key, axis, degrees]) =>
    button(drawing, text(key), { class: "button compact", onclick: () => quarter(axis, degrees) })));
  form.querySelector("h2")?.after(row);
  signal.addEventListener("abort", () => row.remove());
  return state;
}
