/**
 * For the hall with a bad signal: pages that were opened once, and the files they need, can be opened again without a
 * connection; for others there is a page that says so. What the network answers always goes first, so nothing is stale
 * while there is a signal. The studio, searches and programs' data are left alone.
 *
 * @typedef {Event & { respondWith: (answer: Promise<Response>) => void, request: Request, waitUntil: (done: Promise<unknown>) => void }} WorkerEvent
 */

const PAGES = "pages-1";
const FILES = "files-1";
const APOLOGIES = "offline-1";
const KEPT_PAGES = 60;
const KEPT_FILES = 240;
const LANGUAGES = ["kk", "ru", "en"];
const OFFLINE = (/** @type {string} */ language) => `/${language}/offline`;

/** Pages of exhibits, exhibitions, halls and tours, and the doors to them. */
const PAGE = /^\/(kk|ru|en)\/(items\/|exhibitions|halls|tours|enter$|visit$|$)/;
/** Files whose address changes with their content. Whole models and films are too large to keep. */
const FILE = /^\/(static\/(dist|img)\/|media\/[^/]+\/[^/]+\/(sizes|still|poster)@)/;

/** @param {string} name @param {number} most */
async function trim(name, most) {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

/** @param {Request} request */
async function page(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && PAGE.test(new URL(request.url).pathname)) {
      await cache.delete(request.url);
      await cache.put(request.url, answer.clone());
      await trim(PAGES, KEPT_PAGES);
    } else if (answer.status === 404 || answer.status === 410) {
      await cache.delete(request.url);
    }
    return answer;
  } catch (error) {
    const language = new URL(request.url).pathname.split("/")[1] ?? "";
    const known = LANGUAGES.includes(language) ? language : "kk";
    const kept = (await cache.match(request.url)) ?? (await caches.match(OFFLINE(known)));
    if (kept) return kept;
    throw error;
  }
}

/** @param {Request} request */
async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) {
    await cache.put(request, answer.clone());
    await trim(FILES, KEPT_FILES);
  }
  return answer;
}

self.addEventListener("install", (event) => {
  // Without cookies: fetching a page in another language must not switch the visitor's own.
  const asked = LANGUAGES.map((language) => new Request(OFFLINE(language), { credentials: "omit" }));
  const keep = async () => (await caches.open(APOLOGIES)).addAll(asked);
  /** @type {WorkerEvent} */ (event).waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const sweep = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => ![PAGES, FILES, APOLOGIES].includes(name)).map((name) => caches.delete(name)));
  };
  /** @type {WorkerEvent} */ (event).waitUntil(sweep());
});

self.addEventListener("fetch", (event) => {
  const { request, respondWith } = /** @type {WorkerEvent} */ (event);
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate" && !address.pathname.startsWith("/studio")) respondWith.call(event, page(request));
  else if (FILE.test(address.pathname)) respondWith.call(event, file(request));
});
