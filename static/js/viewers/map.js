/**
 * `<vm-map>` around a list of places: each `[data-lat][data-lon]` with `data-count` and a link. The places stand on a
 * map of our own borders, those that would cover one another as one; the list stays below. `span` (degrees) is the
 * least that is shown at first.
 */
import { button, cleaner, make } from "../parts/dom.js";
import { number, text } from "../parts/texts.js";
import { clusters, named } from "./map/clusters.js";
import { drawnLands, WORLD } from "./map/lands.js";
import { boxAround, project } from "./map/projection.js";
import { view } from "./map/view.js";

/** @typedef {import("./map/clusters.js").Place} Place */
/** @typedef {import("./map/clusters.js").Cluster} Cluster */

/** @param {HTMLElement} element @returns {() => void} */
export function mount(element) {
  const places = placesOf(element);
  if (!places.length) return () => undefined;
  const cleanup = cleaner();
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("aria-hidden", "true");
  const lands = drawnLands();
  drawing.append(lands);
  const marks = make("ul", { class: "map-marks" });
  const live = make("p", { class: "viewer-live", role: "status" });
  const surface = make("div", { class: "map-surface", tabindex: 0, role: "group", "aria-label": text("map-keys") }, drawing, marks);
  const seen = view(surface, draw, cleanup.signal);
  const map = make("div", { class: "map" }, surface, tools(), live);

  /** @param {{ x: number, y: number, scale: number }} now */
  function draw(now) {
    const width = surface.clientWidth;
    const height = surface.clientHeight;
    const left = (/** @type {number} */ x) => width / 2 + (x - now.x) * now.scale;
    const top = (/** @type {number} */ y) => height / 2 + (y - now.y) * now.scale;
    lands.setAttribute("transform", `translate(${left(0)} ${top(0)}) scale(${now.scale / WORLD})`);
    const shown = clusters(places, now.scale)
      .map((cluster) => ({ cluster, left: left(cluster.x), top: top(cluster.y), radius: radius(cluster), name: cluster.places[0].name }))
      .filter((mark) => mark.left > -40 && mark.left < width + 40 && mark.top > -40 && mark.top < height + 40);
    const spoken = named(shown, width);
    const focused = document.activeElement?.closest?.(".map-mark")?.getAttribute("data-key");
    marks.replaceChildren(...shown.map((mark, index) => markOf(mark, spoken[index])));
    if (focused) {
      const again = [...marks.children].find((mark) => mark.getAttribute("data-key") === focused);
      /** @type {HTMLElement | null | undefined} */ (again?.firstElementChild)?.focus({ preventScroll: true });
    }
  }

  /** @param {{ cluster: Cluster, left: number, top: number, radius: number, name: string }} mark @param {boolean} withName */
  function markOf({ cluster, left, top, radius: size, name }, withName) {
    const several = cluster.places.length > 1;
    const dot = make("span", { class: "map-dot", "aria-hidden": "true" }, number(cluster.count));
    dot.style.inlineSize = dot.style.blockSize = `${size * 2}px`;
    const label = withName ? make("span", { class: "map-name", "aria-hidden": "true" }, several ? `${name} +${number(cluster.places.length - 1)}` : name) : null;
    const words = several
      ? text("map-cluster", { places: cluster.places.slice(0, 4).map((place) => place.name).join(", "), count: number(cluster.count) })
      : text("map-place", { place: name, count: number(cluster.count) });
    const spoken = make("span", { class: "visually-hidden" }, words);
    // A mark whose name is not written tells it to who points at it.
    const told = withName ? {} : { title: words };
    const inside = several
      ? make("button", { type: "button", ...told, onclick: () => open(cluster) }, dot, label, spoken)
      : make("a", { href: cluster.places[0].href, ...told }, dot, label, spoken);
    const item = make("li", { class: several ? "map-mark several" : "map-mark", "data-key": cluster.places[0].href }, inside);
    item.style.transform = `translate(${left}px, ${top}px)`;
    return item;
  }

  /** @param {Cluster} cluster */
  function open(cluster) {
    const { x, y } = cluster.places[0];
    const together = cluster.places.every((place) => place.x === x && place.y === y);
    if (together) {
      // No zoom parts them: the list names each.
      element.querySelector(`a[href="${CSS.escape(cluster.places[0].href)}"]`)?.scrollIntoView({ block: "center" });
      /** @type {HTMLElement | undefined} */ (linkTo(element, cluster.places[0].href))?.focus();
      return;
    }
    seen.fit(boxAround(cluster.places, 1 / 360));
    surface.focus({ preventScroll: true });
    live.textContent = text("map-opened", { count: number(cluster.places.length) });
  }

  function tools() {
    const step = 160;
    const tool = (/** @type {Parameters<typeof button>[0]} */ drawn, /** @type {string} */ key, /** @type {() => void} */ act) =>
      button(drawn, text(key), { quiet: true, class: "tool", onclick: act });
    return make("div", { class: "map-tools", role: "group", "aria-label": text("map-tools") },
      tool("plus", "zoom-in", () => seen.closer()), tool("minus", "zoom-out", () => seen.farther()),
      tool("left", "map-west", () => seen.move(-step, 0)), tool("right", "map-east", () => seen.move(step, 0)),
      tool("up", "map-north", () => seen.move(0, -step)), tool("down", "map-south", () => seen.move(0, step)),
      tool("reset", "map-home", () => seen.home()));
  }

  element.prepend(map);
  element.dataset.state = "ready";
  seen.begin(boxAround(places, Number(element.getAttribute("span") || 14) / 360));
  const resized = new ResizeObserver(() => seen.set(seen.seen));
  resized.observe(surface);
  cleanup.add(() => resized.disconnect());
  return () => {
    cleanup.run();
    map.remove();
    delete element.dataset.state;
  };
}

/** @param {Element} element @param {string} href */
const linkTo = (element, href) => [...element.querySelectorAll("a")].find((link) => link.getAttribute("href") === href && !link.closest(".map"));

/** @param {Cluster} cluster half its breadth in pixels */
const radius = (cluster) => Math.min(30, 11 + Math.sqrt(cluster.count) * 0.9 + String(cluster.count).length * 2);

/** @param {Element} element @returns {Place[]} the fullest first */
function placesOf(element) {
  const found = [...element.querySelectorAll("[data-lat][data-lon]")].map((holder) => {
    const link = holder.querySelector("a");
    const at = project(Number(holder.getAttribute("data-lon")), Number(holder.getAttribute("data-lat")));
    return {
      ...at,
      name: holder.getAttribute("data-name") ?? link?.textContent?.trim() ?? "",
      count: Number(holder.getAttribute("data-count") ?? 1),
      href: link?.getAttribute("href") ?? "",
    };
  });
  return found.sort((one, other) => other.count - one.count);
}
