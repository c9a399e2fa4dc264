/**
 * Places that would cover one another are shown as one.
 *
 * @typedef {{ x: number, y: number, name: string, count: number, href: string }} Place x and y in parts of the world
 * @typedef {{ x: number, y: number, count: number, places: Place[] }} Cluster
 */

/**
 * @param {Place[]} places the fullest first
 * @param {number} scale pixels of the world's width
 * @param {number} [apart] pixels between the middles of two clusters
 * @returns {Cluster[]}
 */
export function clusters(places, scale, apart = 46) {
  const size = apart / scale;
  /** @type {Map<string, Cluster[]>} */
  const cells = new Map();
  /** @type {Cluster[]} */
  const found = [];
  for (const place of places) {
    const column = Math.floor(place.x / size);
    const row = Math.floor(place.y / size);
    let near = null;
    for (let i = -1; i <= 1 && !near; i++)
      for (let j = -1; j <= 1 && !near; j++)
        near = cells.get(`${column + i} ${row + j}`)
          ?.find((one) => Math.hypot(one.x - place.x, one.y - place.y) < size) ?? null;
    if (near) {
      near.places.push(place);
      near.count += place.count;
    } else {
      const cluster = { x: place.x, y: place.y, count: place.count, places: [place] };
      found.push(cluster);
      const key = `${column} ${row}`;
      cells.set(key, [...(cells.get(key) ?? []), cluster]);
    }
  }
  return found;
}

/**
 * Which clusters have room for their name beside them.
 * @param {{ left: number, top: number, radius: number, name: string }[]} marks in pixels
 * @param {number} width of the map
 * @returns {boolean[]}
 */
export function named(marks, width) {
  /** @type {{ left: number, right: number, top: number, bottom: number }[]} */
  const taken = marks.map(({ left, top, radius }) =>
    ({ left: left - radius, right: left + radius, top: top - radius, bottom: top + radius }));
  return marks.map(({ left, top, radius, name }, number) => {
    const box = { left: left + radius + 2, right: left + radius + 14 + name.length * 8.5, top: top - 11, bottom: top + 11 };
    const free = box.right < width && !taken.some((other, index) => index !== number
      && other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top);
    if (free) taken.push(box);
    return free;
  });
}
