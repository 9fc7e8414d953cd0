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
