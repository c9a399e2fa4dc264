/**
 * A custom element that fetches its viewer only when it is looked at. Its inner HTML is the fallback: it stays, and the
 * viewer module hides it when it has something better to show.
 *
 * @typedef {{ mount: (element: HTMLElement) => (() => void) | Promise<() => void> }} ViewerModule
 */

/** Looked at means within half a screen of the window. */
const NEAR = "50%";

/**
 * @param {string} tag
 * @param {() => Promise<ViewerModule>} load
 */
export function defineLazy(tag, load) {
  if (customElements.get(tag)) return;
  customElements.define(
    tag,
    class extends HTMLElement {
      /** @type {IntersectionObserver | null} */ #observer = null;
      /** @type {(() => void) | null} */ #destroy = null;
      #wanted = false;

      connectedCallback() {
        if (this.getAttribute("loading") === "eager") {
          void this.#start();
          return;
        }
        this.#observer = new IntersectionObserver(
          (entries) => entries.some((entry) => entry.isIntersecting) && void this.#start(),
          { rootMargin: NEAR },
        );
        this.#observer.observe(this);
      }

      disconnectedCallback() {
        this.#wanted = false;
        this.#observer?.disconnect();
        this.#destroy?.();
        this.#destroy = null;
      }

      async #start() {
        this.#observer?.disconnect();
        if (this.#wanted) return;
        this.#wanted = true;
        try {
          const module = await load();
          if (!this.#wanted) return;
          const destroy = await module.mount(this);
          if (this.#wanted) this.#destroy = destroy;
          else destroy();
        } catch (error) {
          this.dataset.state = "failed";
          console.error(`<${tag}> stays with its fallback:`, error);
        }
      }
    },
  );
}
