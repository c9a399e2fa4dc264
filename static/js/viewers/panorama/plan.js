import { make } from "../../parts/dom.js";
import { text } from "../../parts/texts.js";

/** @typedef {import("./tour-data.js").Tour} Tour */

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 46;

/**
 * The floor plan with every hall as a numbered button, their names below, and, at the present one, a fan that shows what is in sight.
 * @param {Tour} tour
 * @param {(scene: string) => void} go
 */
export function floorPlan(tour, go) {
  const fan = document.createElementNS(SVG, "path");
  const cone = document.createElementNS(SVG, "svg");
  cone.setAttribute("viewBox", "-50 -50 100 100");
  cone.setAttribute("class", "plan-fan");
  cone.setAttribute("aria-hidden", "true");
  cone.append(fan);
  const halls = tour.scenes
    .filter((scene) => scene.plan)
    .map((scene, index) => {
      const number = String(index + 1);
      const dot = make("button", { type: "button", class: "plan-hall", "aria-label": `${number} ${scene.title}`, title: scene.title, onclick: () => go(scene.id) }, make("i", {}, number));
      dot.style.left = `${(scene.plan?.x ?? 0) * 100}%`;
      dot.style.top = `${(scene.plan?.y ?? 0) * 100}%`;
      const name = make("button", { type: "button", onclick: () => go(scene.id) }, make("i", {}, number), make("span", {}, scene.title));
      return { scene, dot, name };
    });
  const picture = make(
    "div",
    { class: "plan-picture" },
    make("img", { src: tour.plan?.url ?? "", width: tour.plan?.width, height: tour.plan?.height, alt: text("plan-alt") }),
    cone,
    ...halls.map(({ dot }) => dot),
  );
  const element = make("div", { class: "floor-plan" }, picture,
    make("ol", { class: "plan-names" }, halls.map(({ name }) => make("li", {}, name))));

  return {
    element,
    /** @param {string} id @param {import("./tour-data.js").View} view @param {number} across degrees from left to right */
    update(id, view, across) {
      const here = halls.find(({ scene }) => scene.id === id)?.scene.plan;
      cone.style.display = here ? "" : "none";
      for (const { scene, dot, name } of halls) {
        for (const control of [dot, name]) {
          if (scene.id === id) control.setAttribute("aria-current", "location");
          else control.removeAttribute("aria-current");
        }
      }
      if (!here) return;
      cone.style.left = `${here.x * 100}%`;
      cone.style.top = `${here.y * 100}%`;
      fan.setAttribute("d", sector(here.heading + view.yaw, Math.min(across, 150)));
    },
  };
}

/** @param {number} bearing degrees clockwise from the plan's top @param {number} width degrees */
function sector(bearing, width) {
  /** @param {number} angle */
  const point = (angle) => {
    const radians = (angle * Math.PI) / 180;
    return `${(Math.sin(radians) * RADIUS).toFixed(2)} ${(-Math.cos(radians) * RADIUS).toFixed(2)}`;
  };
  return `M0 0 L${point(bearing - width / 2)} A${RADIUS} ${RADIUS} 0 0 1 ${point(bearing + width / 2)} Z`;
}
