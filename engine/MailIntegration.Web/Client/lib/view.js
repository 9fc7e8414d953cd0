// Base of all elements: listeners and requests end when the element leaves the page.

export class View extends HTMLElement {
  #abort = null;

  connectedCallback() {
    this.#abort = new AbortController();
    this.connected?.();
  }

  disconnectedCallback() {
    this.#abort?.abort();
    this.#abort = null;
    this.disconnected?.();
  }

  /** Aborted when the element leaves the page; hand it to requests. */
  get signal() {
    return this.#abort?.signal;
  }

  /** Listens for as long as the element is on the page. */
  listen(target, types, handler, options) {
    for (const type of types.split(' ')) {
      target.addEventListener(type, handler, { ...options, signal: this.signal });
    }
  }

  /** Repeats work while the element is on the page and the page is looked at: texts such as "3 minutes ago" grow old. */
  every(milliseconds, work) {
    const timer = setInterval(() => document.hidden || work(), milliseconds);
    this.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Fires a bubbling event with a detail. */
  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

/** Calls fn once, `wait` milliseconds after the last call. */
export function debounce(fn, wait) {
  let timer = 0;
  const run = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
  run.cancel = () => clearTimeout(timer);
  return run;
}

/** Whether an error only says that somebody moved on. */
export const isAbort = (error) => error?.name === 'AbortError';

/** Calls fn whenever a node comes near the visible part of its scroller. */
export function whenNear(node, scroller, fn, signal) {
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && fn(), { root: scroller, rootMargin: '400px' });
  observer.observe(node);
  signal.addEventListener('abort', () => observer.disconnect());
}
