// Outbox: mail on its way and mail that did not get through, with the reasons and what can be done.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import '../settings/budget-list.js';
import { outboxCard } from './outbox-card.js';

const FILTERS = ['', 'held', 'queued', 'unclear', 'failed', 'sent'];

class OutboxScreen extends View {
  #state = '';
  #rows = null;
  #next = null;

  connected() {
    this.className = 'mc-page mc-outbox-page';
    this.head = h('header', { class: 'mc-page-head' },
      h('div', null, h('h1', { class: 'mc-page-title' }, t('box.outbox')), h('p', { class: 'mc-page-lead' }, t('outbox.lead'))),
      h('select', { class: 'mc-input mc-select mc-outbox-filter', 'aria-label': t('outbox.filter'), onchange: (event) => this.#filter(event.target.value) },
        FILTERS.map((state) => h('option', { value: state }, state ? t(`outbox.filter.${state}`) : t('outbox.filter.open')))));
    this.list = h('div', { class: 'mc-outbox-list' });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(5, 'mc-skeleton-rows'));
    fill(this, this.head, app.can.seeAll && document.createElement('budget-list'), this.list, this.foot);
    this.listen(live, 'outbox resync', debounce(() => this.#load(), 300));
    this.every(1000, () => this.#rows?.some(({ state }) => state === 'held') && this.#render());
    this.#load();
  }

  get heading() {
    return t('box.outbox');
  }

  show() {}

  #filter(state) {
    this.#state = state;
    this.#load();
  }

  async #load() {
    const state = this.#state;
    try {
      const page = await api.outbox({ state }, this.signal);
      if (state === this.#state) {
        this.#rows = page.rows;
        this.#next = page.next;
        this.#render();
      }
    } catch (error) {
      if (!isAbort(error) && !this.#rows) {
        fill(this.foot, failedState(error, () => this.#load()));
      }
    }
  }

  async #more() {
    const page = await api.outbox({ state: this.#state, after: this.#next }, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  // Built anew: an open history and the focus stay.
  #render() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const open = new Set([...this.list.querySelectorAll('details[open]')].map((node) => node.closest('[data-id]').dataset.id));
    fill(this.list, this.#rows.map((entry) => outboxCard(entry, { withLink: true, changed: () => this.#load() })));
    this.list.querySelectorAll('details').forEach((node) => {
      node.open = open.has(node.closest('[data-id]').dataset.id);
    });
    fill(this.foot, this.#rows.length === 0
      ? emptyState('outbox', t('outbox.none'), t('outbox.noneText'))
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#more())));
    if (focused) {
      this.list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }
}

customElements.define('outbox-screen', OutboxScreen);
