/**
 * What part of the world is seen: moved by keys, buttons, one finger, the mouse, two fingers and the wheel with Ctrl.
 * Without Ctrl the wheel, and one finger up or down, move the page as everywhere else.
 *
 * @typedef {{ x: number, y: number, scale: number }} Seen middle in parts of the world, and pixels of its width
 */
const STEP = 90;
const CLOSEST = 80_000;
const FACTOR = 1.8;

/**
 * @param {HTMLElement} surface
 * @param {(seen: Seen) => void} changed
 * @param {AbortSignal} signal
 */
export function view(surface, changed, signal) {
  /** @type {Seen} */
  let seen = { x: 0.5, y: 0.5, scale: 1000 };
  let first = seen;
  const size = () => ({ width: surface.clientWidth || 1, height: surface.clientHeight || 1 });

  /** @param {Seen} wanted */
  const set = (wanted) => {
    const { width, height } = size();
    const scale = Math.min(CLOSEST, Math.max(width, height * 1.25, wanted.scale));
    const halfX = width / 2 / scale;
    const halfY = height / 2 / scale;
    seen = {
      scale,
      x: Math.min(1 - halfX, Math.max(halfX, wanted.x)),
      y: Math.min(0.82 - Math.min(halfY, 0.3), Math.max(0.05 + Math.min(halfY, 0.3), wanted.y)),
    };
    changed(seen);
  };
  const move = (/** @type {number} */ dx, /** @type {number} */ dy) =>
    set({ ...seen, x: seen.x + dx / seen.scale, y: seen.y + dy / seen.scale });
  /** @param {number} factor @param {{ left: number, top: number }} [at] the pixel that stays where it is */
  const zoom = (factor, at) => {
    const { width, height } = size();
    const dx = at ? at.left - width / 2 : 0;
    const dy = at ? at.top - height / 2 : 0;
    const scale = Math.min(CLOSEST, seen.scale * factor);
    set({ scale, x: seen.x + dx / seen.scale - dx / scale, y: seen.y + dy / seen.scale - dy / scale });
  };
  /** @param {{ middle: { x: number, y: number }, width: number, height: number }} box */
  const fit = (box) => {
    const { width, height } = size();
    const scale = Math.min((width - 120) / box.width, (height - 110) / box.height);
    set({ ...box.middle, scale: Math.max(1, scale) });
  };
  follow(surface, { move, zoom, home: () => set(first) }, signal);
  return {
    move, zoom, fit, set,
    /** @param {Parameters<typeof fit>[0]} box */
    begin(box) {
      fit(box);
      first = seen;
    },
    home: () => set(first),
    get seen() {
      return seen;
    },
    closer: () => zoom(FACTOR),
    farther: () => zoom(1 / FACTOR),
  };
}

/**
 * @param {HTMLElement} surface
 * @param {{ move: (dx: number, dy: number) => void, zoom: (factor: number, at?: { left: number, top: number }) => void, home: () => void }} hand
 * @param {AbortSignal} signal
 */
function follow(surface, hand, signal) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => hand.move(-STEP, 0), ArrowRight: () => hand.move(STEP, 0),
    ArrowUp: () => hand.move(0, -STEP), ArrowDown: () => hand.move(0, STEP),
    "+": () => hand.zoom(FACTOR), "=": () => hand.zoom(FACTOR), "-": () => hand.zoom(1 / FACTOR), Home: hand.home,
  };
  surface.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { signal });
  const at = (/** @type {MouseEvent} */ event) => {
    const box = surface.getBoundingClientRect();
    return { left: event.clientX - box.left, top: event.clientY - box.top };
  };
  surface.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    hand.zoom(Math.exp(-event.deltaY / 300), at(event));
  }, { signal, passive: false });
  surface.addEventListener("dblclick", (event) => hand.zoom(FACTOR, at(event)), { signal });
  drag(surface, hand, at, signal);
}

/**
 * One finger or the mouse moves, two fingers zoom.
 * @param {HTMLElement} surface
 * @param {Parameters<typeof follow>[1]} hand
 * @param {(event: MouseEvent) => { left: number, top: number }} at
 * @param {AbortSignal} signal
 */
function drag(surface, hand, at, signal) {
  /** @type {Map<number, { left: number, top: number }>} */
  const fingers = new Map();
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, at(event));
  }, { signal });
  surface.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const was = Math.hypot(before.left - other.left, before.top - other.top);
      const is = Math.hypot(now.left - other.left, now.top - other.top);
      if (was > 0) hand.zoom(is / was, { left: (now.left + other.left) / 2, top: (now.top + other.top) / 2 });
    } else {
      // A press on a mark stays a press until the finger has really moved.
      if (!surface.hasPointerCapture(event.pointerId)) {
        if (Math.hypot(now.left - before.left, now.top - before.top) < 5) return;
        surface.setPointerCapture(event.pointerId);
      }
      hand.move(before.left - now.left, before.top - now.top);
    }
    fingers.set(event.pointerId, now);
  }, { signal });
  for (const end of ["pointerup", "pointercancel", "pointerleave"])
    surface.addEventListener(end, (event) => fingers.delete(/** @type {PointerEvent} */ (event).pointerId), { signal });
}
