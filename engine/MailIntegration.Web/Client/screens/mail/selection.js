// Which rows are selected; Shift extends from the row that was toggled last.

export class Selection {
  #ids = new Set();
  #anchor = null;

  get size() {
    return this.#ids.size;
  }

  has(id) {
    return this.#ids.has(id);
  }

  clear() {
    this.#ids.clear();
  }

  set(ids) {
    this.#ids = new Set(ids);
  }

  /** Forgets what is no longer listed; `nodes` has the listed ids. */
  keep(nodes) {
    this.#ids = new Set([...this.#ids].filter((id) => nodes.has(id)));
  }

  /** Toggles a row; with the order of all rows, everything between it and the last toggled one. */
  toggle(id, order) {
    const on = !this.has(id);
    const from = order ? order.indexOf(this.#anchor) : -1;
    const to = order ? order.indexOf(id) : -1;
    const range = from >= 0 && to >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    range.forEach((item) => this.#ids[on ? 'add' : 'delete'](item));
    this.#anchor = id;
  }
}
