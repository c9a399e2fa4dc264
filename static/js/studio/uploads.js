/**
 * Uploading in the studio: several files at once, each resumable over a broken line (tus), each with its progress
 * through uploading, waiting, converting to ready; and pages of files under conversion that renew themselves.
 */
import * as tus from "tus-js-client";
import { make } from "../parts/dom.js";

const PIECE_BYTES = 8 * 1024 * 1024;
const AT_ONCE = 3;
const ASK_EVERY_MS = 1200;
const RETRY_DELAYS = [0, 500, 1500, 3000, 6000, 12000, 20000];

/** @typedef {{ code: string, kind: string, state: string, percent: number, words: string, reason: string | null,
 *   picture: string | null, url: string }} AssetState */

/** @type {Record<string, string>} */
let words = {};

/** @param {string} key @param {Record<string, string | number>} [values] */
function say(key, values = {}) {
  return (words[key] ?? key).replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Turns the plain form into resumable uploads.
 * @param {HTMLFormElement} form with data-uploads (where uploads begin) and data-states (where states are asked)
 * @returns {{ destroy: () => void }}
 */
export function mount(form) {
  words = JSON.parse(form.querySelector("#upload-texts")?.textContent || "{}");
  const input = /** @type {HTMLInputElement} */ (form.querySelector('input[type="file"]'));
  const list = /** @type {HTMLElement} */ (form.querySelector("[data-list]"));
  const status = form.querySelector("[data-status]");
  const zone = form.querySelector("[data-drop]");
  const controller = new AbortController();
  const { signal } = controller;
  /** @type {Row[]} */
  const rows = [];
  const watch = new Watch(form.dataset.states || "");

  const startNext = () => {
    const busy = rows.filter((row) => row.sending).length;
    rows.filter((row) => row.state === "queued").slice(0, Math.max(0, AT_ONCE - busy)).forEach((row) => row.start());
  };
  /** @param {Iterable<File>} files */
  const add = (files) => {
    const kind = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("kind"))?.value || "";
    for (const file of files) {
      const row = new Row(file, kind, form, watch, () => startNext(), (text) => status?.replaceChildren(text));
      rows.push(row);
      list.append(row.element);
    }
    startNext();
  };

  form.addEventListener("submit", (event) => {
    // Files go off as soon as they are chosen; the button pressed after that has nothing more to send.
    if (!input.files?.length && !rows.length) return;
    event.preventDefault();
    add(input.files ?? []);
    input.value = "";
  }, { signal });
  input.addEventListener("change", () => {
    if (input.files?.length) add(input.files);
    input.value = "";
  }, { signal });
  zone?.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  }, { signal });
  zone?.addEventListener("dragleave", () => zone.classList.remove("over"), { signal });
  zone?.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    add(/** @type {DragEvent} */ (event).dataTransfer?.files ?? []);
  }, { signal });
  window.addEventListener("beforeunload", (event) => {
    if (rows.some((row) => row.sending)) event.preventDefault();
  }, { signal });

  return {
    destroy() {
      controller.abort();
      watch.stop();
      rows.forEach((row) => row.stop());
      list.replaceChildren();
    },
  };
}

/** One file of the list. */
class Row {
  /**
   * @param {File} file @param {string} kind @param {HTMLFormElement} form @param {Watch} watch
   * @param {() => void} ended called when the place in the line is free
   * @param {(text: string) => void} announce
   */
  constructor(file, kind, form, watch, ended, announce) {
    this.file = file;
    this.form = form;
    this.watch = watch;
    this.ended = ended;
    this.announce = announce;
    this.state = "queued";
    this.bar = make("progress", { max: "100", value: "0", "aria-label": file.name });
    this.said = make("span", { class: "said" });
    this.buttons = make("span", { class: "buttons" });
    this.element = make(
      "li", { class: "upload-row", "data-state": "queued" },
      make("span", { class: "name" }, file.name), this.buttons, this.bar, this.said,
    );
    const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf_token")).value;
    this.upload = new tus.Upload(file, {
      endpoint: form.dataset.uploads,
      chunkSize: PIECE_BYTES,
      retryDelays: RETRY_DELAYS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, kind, item: form.dataset.item || "" },
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      onProgress: (sent, total) => this.tell("uploading", (sent / total) * 100),
      onShouldRetry: (error) => {
        const code = /** @type {tus.DetailedError} */ (error).originalResponse?.getStatus() ?? 0;
        this.said.textContent = say("line");
        return code === 0 || code === 409 || code === 423 || code === 460 || code === 429 || code >= 500;
      },
      onSuccess: () => void this.finish(),
      onError: (error) => this.fail(reasonOf(error)),
    });
    this.tell("waiting", 0);
    this.state = "queued";
  }

  get sending() {
    return this.state === "uploading" || this.state === "starting";
  }

  start() {
    this.state = "starting";
    this.element.dataset.state = "uploading";
    this.offer("cancel", () => this.cancel());
    // An upload that was cut short by a closed page goes on where it was.
    void this.upload.findPreviousUploads().then((previous) => {
      if (previous[0]) this.upload.resumeFromPreviousUpload(previous[0]);
      this.upload.start();
    });
  }

  stop() {
    if (this.sending) void this.upload.abort();
  }

  cancel() {
    void this.upload.abort(true).catch(() => undefined);
    this.state = "gone";
    this.element.remove();
    this.ended();
  }

  /** The last byte has arrived: ask what became of it. */
  async finish() {
    const headers = /** @type {Record<string, string>} */ (this.upload.options.headers);
    try {
      const answer = await fetch(`${this.upload.url}/finish`, { method: "POST", headers });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (!told.asset) return this.fail(told.reason || say("lost"));
      this.known = told.known;
      this.tell("waiting", 100);
      this.buttons.replaceChildren();
      this.watch.add(told.asset, (state) => this.follow(state));
    } catch {
      this.fail(say("lost"));
    }
    this.ended();
  }

  /** @param {AssetState} asset */
  follow(asset) {
    if (asset.state === "failed") return this.fail(asset.reason || say("failed"), asset.url);
    this.tell(asset.state === "ready" ? "ready" : asset.state === "working" ? "working" : "waiting", asset.percent);
    if (asset.state === "ready") {
      if (this.known) this.said.textContent = say("known");
      this.buttons.replaceChildren(make("a", { class: "button compact", href: asset.url }, say("open")));
      this.announce(`${this.file.name}: ${say("ready")}`);
    }
  }

  /** @param {string} reason @param {string} [page] */
  fail(reason, page) {
    this.state = "failed";
    this.element.dataset.state = "failed";
    this.said.textContent = reason;
    this.bar.hidden = true;
    this.announce(`${this.file.name}: ${reason}`);
    if (page) this.buttons.replaceChildren(make("a", { class: "button compact", href: page }, say("open")));
    else this.offer("again", () => this.again());
    this.ended();
  }

  again() {
    this.bar.hidden = false;
    this.start();
  }

  /** @param {string} state @param {number} percent */
  tell(state, percent) {
    this.state = state;
    this.element.dataset.state = state;
    this.bar.value = percent;
    this.said.textContent = state === "uploading" ? `${say(state)} ${Math.floor(percent)} %` : say(state);
  }

  /** @param {string} word @param {() => void} action */
  offer(word, action) {
    this.buttons.replaceChildren(make("button", { type: "button", class: "button compact", onclick: action }, say(word)));
  }
}

/** Asks for the states of assets under conversion until each is ready or failed. */
class Watch {
  /** @param {string} address */
  constructor(address) {
    this.address = address;
    /** @type {Map<string, (state: AssetState) => void>} */
    this.waiting = new Map();
    this.timer = 0;
  }

  /** @param {string} code @param {(state: AssetState) => void} told */
  add(code, told) {
    this.waiting.set(code, told);
    if (!this.timer) this.timer = window.setTimeout(() => void this.ask(), 300);
  }

  stop() {
    window.clearTimeout(this.timer);
    this.waiting.clear();
  }

  async ask() {
    this.timer = 0;
    try {
      const answer = await fetch(`${this.address}?codes=${[...this.waiting.keys()].join(",")}`);
      const { assets } = /** @type {{ assets: AssetState[] }} */ (await answer.json());
      for (const asset of assets) {
        this.waiting.get(asset.code)?.(asset);
        if (asset.state === "ready" || asset.state === "failed") this.waiting.delete(asset.code);
      }
    } catch {
      // The next question comes anyway.
    }
    if (this.waiting.size) this.timer = window.setTimeout(() => void this.ask(), ASK_EVERY_MS);
  }
}

/**
 * Why the server refused, in its own words where it gave any.
 * @param {Error | tus.DetailedError} error
 */
function reasonOf(error) {
  const body = "originalResponse" in error ? error.originalResponse?.getBody() : "";
  try {
    return JSON.parse(body || "").title || say("lost");
  } catch {
    return say("lost");
  }
}

/** Pages that show files under conversion load again when one of them has changed. */
function renewWhenDone() {
  const pending = [...document.querySelectorAll("[data-asset]")].filter((element) =>
    ["received", "working"].includes(/** @type {HTMLElement} */ (element).dataset.state || ""));
  if (!pending.length) return;
  const watch = new Watch("/studio/media/states.json");
  for (const element of pending) {
    watch.add(/** @type {HTMLElement} */ (element).dataset.asset || "", (asset) => {
      if (asset.state === "ready" || asset.state === "failed") location.reload();
    });
  }
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-uploads]"));
if (form) mount(form);
renewWhenDone();
