// The nodes of the list's rows. Rows that did not change keep their node, so focus, hover and scroll position stay.
import { fill } from '../../lib/dom.js';
import { rowNode } from './row.js';

export class RowNodes {
  #parent;
  #items = new Map();

  constructor(parent) {
    this.#parent = parent;
  }

  has(id) {
    return this.#items.has(id);
  }

  get(id) {
    return this.#items.get(id)?.node ?? null;
  }

  clear() {
    this.#items.clear();
    fill(this.#parent);
  }

  /** Shows these rows; `force` builds all of them anew, for example when a member's name has changed. */
  render(rows, list, force) {
    const focusedId = this.#parent.contains(document.activeElement) ? document.activeElement.closest('.mc-row')?.dataset.id : null;
    const items = new Map();
    for (const row of rows) {
      const text = JSON.stringify(row);
      const known = this.#items.get(row.conversationId);
      items.set(row.conversationId, !force && known?.text === text ? known : { text, node: rowNode(row, list) });
    }
    this.#items = items;
    place(this.#parent, [...items.values()].map((item) => item.node));
    if (focusedId && !this.#parent.contains(document.activeElement)) {
      this.get(focusedId)?.querySelector('.mc-row-link').focus({ preventScroll: true });
    }
  }

  setSelected(selection) {
    for (const [id, { node }] of this.#items) {
      node.classList.toggle('mc-selected', selection.has(id));
      node.querySelector('.mc-row-check').checked = selection.has(id);
    }
  }

  setCurrent(currentId) {
    for (const [id, { node }] of this.#items) {
      node.classList.toggle('mc-current', id === currentId);
      node.querySelector('.mc-row-link').toggleAttribute('aria-current', id === currentId);
    }
  }
}

/** Brings children into this order while moving as few nodes as possible. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  nodes.forEach((node, at) => parent.children[at] !== node && parent.insertBefore(node, parent.children[at] ?? null));
}
