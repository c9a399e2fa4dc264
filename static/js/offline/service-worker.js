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

/**
 * Puts an answer away as the newest of its store.
 * @param {string} name @param {number} most @param {string} url @param {Response} answer
 */
async function keep(name, most, url, answer) {
  const cache = await caches.open(name);
  await cache.delete(url);
  await cache.put(url, answer);
  await trim(name, most);
}

/**
 * @param {Request} request
 * @param {(done: Promise<unknown>) => void} meanwhile what the answer need not wait for
 */
async function page(request, meanwhile) {
  const { url } = request;
  const { pathname } = new URL(url);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && PAGE.test(pathname)) meanwhile(keep(PAGES, KEPT_PAGES, url, answer.clone()));
    else if (answer.status === 404 || answer.status === 410) meanwhile(caches.open(PAGES).then((cache) => cache.delete(url)));
    return answer;
  } catch {
    const language = pathname.split("/")[1] ?? "";
    const known = LANGUAGES.includes(language) ? language : "kk";
    const kept = await (await caches.open(PAGES)).match(url);
    return kept ?? (await caches.match(OFFLINE(known))) ?? Response.error();
  }
}

/**
 * @param {Request} request
 * @param {(done: Promise<unknown>) => void} meanwhile what the answer need not wait for
 */
async function file(request, meanwhile) {
  const kept = await (await caches.open(FILES)).match(request);
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    if (answer.status === 200) meanwhile(keep(FILES, KEPT_FILES, request.url, answer.clone()));
    return answer;
  } catch {
    // The page is told that nothing came, as it would be without us.
    return Response.error();
  }
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
  const { request, respondWith, waitUntil } = /** @type {WorkerEvent} */ (event);
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || request.headers.has("range")) return;
  // A full disk keeps nobody from reading: what cannot be put away is answered all the same.
  const meanwhile = (/** @type {Promise<unknown>} */ done) => waitUntil.call(event, done.catch(() => undefined));
  if (request.mode === "navigate" && !address.pathname.startsWith("/studio")) respondWith.call(event, page(request, meanwhile));
  else if (FILE.test(address.pathname)) respondWith.call(event, file(request, meanwhile));
});
