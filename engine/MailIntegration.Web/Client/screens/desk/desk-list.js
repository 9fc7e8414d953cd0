// Base of the lists beside the mail (tickets, tasks): filters, selection, many at once, further pages, live changes.
import { t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { Selection } from '../mail/selection.js';

/**
 * A subclass has: `kind` (of live events), `screen`, `title`, `keyOf(row)`, `labelOf(row)`, `fetch(query, after, signal)`,
 * `content(row)` (nodes of a row), `bulk(keys)` (buttons for the selected ones), `filters(query)` (nodes),
 * `tools()` (nodes at the end of the head), `empty(query)` ([icon, title, text]).
 */
export class DeskList extends View {
  #rows = null;
  #next = null;
  #query = {};
  #selection = new Selection();

  connected() {
    this.className = 'mc-list mc-desk-list';
    this.head = h('header', { class: 'mc-list-head' });
    this.bar = h('div', { class: 'mc-desk-bar', role: 'search', 'aria-label': t('filter.title') });
    this.list = h('ul', { class: 'mc-rows', 'aria-label': this.heading });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this, this.head, this.bar, h('div', { class: 'mc-list-scroll', tabindex: '-1' }, this.list, this.foot));
    const reload = debounce(() => this.reload(), 400);
    this.listen(live, 'desk', ({ detail }) => detail.kinds.includes(this.kind) && reload());
    this.listen(live, 'conversations resync', reload);
    this.#renderHead();
  }

  get heading() {
    return t(this.title);
  }

  get query() {
    return this.#query;
  }

  show(route) {
    this.#query = route.query;
    this.#selection.clear();
    fill(this.bar, this.filters(this.#query));
    this.reload();
  }

  /** Changes what narrows the list; the address follows, so that back and reload work. */
  narrow(values) {
    router.go(this.screen, { ...this.#query, ...values }, { replace: true });
  }

  async reload() {
    const query = this.#query;
    try {
      const page = await this.fetch(query, null, this.signal);
      if (query === this.#query) {
        this.#rows = page.rows;
        this.#next = page.next;
        this.#render();
      }
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.list);
        fill(this.foot, failedState(error, () => this.reload()));
      }
    }
  }

  /** Does something with the selected rows, then reads the list anew. */
  async change(node, work) {
    await busy(node, async () => {
      await work(this.#keys());
      this.#selection.clear();
      await this.reload();
    });
  }

  /** The rows that are selected and shown. */
  get selected() {
    return this.#rows.filter((row) => this.#selection.has(this.keyOf(row)));
  }

  #keys() {
    return this.#rows.map((row) => this.keyOf(row)).filter((key) => this.#selection.has(key));
  }

  async #loadMore() {
    const page = await this.fetch(this.#query, this.#next, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #render() {
    const focused = this.list.contains(document.activeElement) ? [document.activeElement.closest('li')?.dataset.id, document.activeElement.className] : null;
    this.#selection.keep(new Map(this.#rows.map((row) => [this.keyOf(row), row])));
    fill(this.list, this.#rows.map((row) => this.#row(row)));
    fill(this.foot, this.#rows.length === 0 && !this.#next
      ? emptyState(...this.empty(this.#query))
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#loadMore())));
    this.#renderHead();
    if (focused?.[0]) {
      this.list.querySelector(`[data-id="${CSS.escape(focused[0])}"]`)?.getElementsByClassName(focused[1])[0]?.focus({ preventScroll: true });
    }
  }

  #renderHead() {
    const rows = this.#rows ?? [];
    const { size } = this.#selection;
    const all = rows.length > 0 && size === rows.length;
    fill(this.head,
      h('input', { type: 'checkbox', class: 'mc-check-all', 'aria-label': t('list.selectAll'), checked: all, indeterminate: size > 0 && !all, disabled: rows.length === 0, onclick: () => this.#selectAll(!all) }),
      h('h1', { class: 'mc-list-title', 'aria-live': 'polite' }, size > 0 ? tn('list.selected', size) : this.heading),
      size > 0 ? h('div', { class: 'mc-desk-bulk', role: 'toolbar', 'aria-label': t('list.more') }, this.bulk(this.#keys())) : this.tools());
  }

  #row(row) {
    const key = this.keyOf(row);
    return h('li', { class: this.#selection.has(key) ? 'mc-row mc-desk-row mc-selected' : 'mc-row mc-desk-row', data: { id: String(key) } },
      h('label', { class: 'mc-row-pick mc-row-pick-plain' }, h('input', {
        type: 'checkbox', class: 'mc-row-check', 'aria-label': t('list.select', { subject: this.labelOf(row) }), checked: this.#selection.has(key),
        onclick: (event) => {
          this.#selection.toggle(key, event.shiftKey ? this.#rows.map((item) => this.keyOf(item)) : null);
          this.#render();
        },
      })),
      this.content(row));
  }

  #selectAll(on) {
    this.#selection.set(on ? this.#rows.map((row) => this.keyOf(row)) : []);
    this.#render();
  }
}
