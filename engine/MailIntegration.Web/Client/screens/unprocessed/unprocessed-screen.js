// Unprocessed: mail that could not be read or stored, each with its reason; trying again for one, many or all.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonHelp, reasonText, t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { bytes, dateTime, fullTime, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { Selection } from '../mail/selection.js';

class UnprocessedScreen extends View {
  #rows = null;
  #next = null;
  #selection = new Selection();

  connected() {
    this.className = 'mc-list mc-unprocessed';
    this.head = h('header', { class: 'mc-list-head' });
    this.list = h('ul', { class: 'mc-rows', 'aria-label': t('box.unprocessed') });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this, this.head, h('div', { class: 'mc-list-scroll', tabindex: '-1' }, h('p', { class: 'mc-unprocessed-lead' }, t('unprocessed.lead')), this.list, this.foot));
    const reload = debounce(() => this.#load(), 500);
    this.listen(live, 'counts resync', reload);
    this.#renderHead();
    this.#load();
  }

  get heading() {
    return t('box.unprocessed');
  }

  show() {}

  async #load() {
    try {
      const page = await api.unprocessed(null, this.signal);
      this.#rows = page.rows;
      this.#next = page.next;
      this.#render();
    } catch (error) {
      if (!isAbort(error) && !this.#rows) {
        fill(this.foot, failedState(error, () => this.#load()));
      }
    }
  }

  async #loadMore() {
    const page = await api.unprocessed(this.#next, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #render() {
    const focused = this.list.contains(document.activeElement) ? [document.activeElement.closest('li').dataset.id, document.activeElement.className] : null;
    this.#selection.keep(new Map(this.#rows.map((row) => [row.key, row])));
    fill(this.list, this.#rows.map((row) => this.#row(row)));
    fill(this.foot, this.#rows.length === 0
      ? emptyState('checkCircle', t('unprocessed.none'), t('unprocessed.noneText'))
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#loadMore())));
    this.#renderHead();
    if (focused) {
      const row = this.list.querySelector(`[data-id="${CSS.escape(focused[0])}"]`);
      (row?.getElementsByClassName(focused[1])[0] ?? this.list.querySelector('button'))?.focus({ preventScroll: true });
    }
  }

  #renderHead() {
    const rows = this.#rows ?? [];
    const { size } = this.#selection;
    const all = rows.length > 0 && size === rows.length;
    fill(this.head,
      h('input', { type: 'checkbox', class: 'mc-check-all', 'aria-label': t('list.selectAll'), checked: all, indeterminate: size > 0 && !all, disabled: rows.length === 0, onclick: () => this.#selectAll(!all) }),
      h('h1', { class: 'mc-list-title', 'aria-live': 'polite' }, size > 0 ? tn('list.selected', size) : t('box.unprocessed')),
      rows.length > 0 && button(size > 0 ? t('unprocessed.retrySelected') : t('unprocessed.retryAll'), (event) => this.#retry(event.currentTarget, size > 0 ? { keys: rows.filter((row) => this.#selection.has(row.key)).map((row) => row.key) } : { all: true }), { icon: 'refresh', kind: 'small' }));
  }

  #row(row) {
    const help = reasonHelp(row.reason);
    const label = t('unprocessed.rowLabel', { email: row.email, time: dateTime(row.receivedAt) });
    return h('li', { class: 'mc-row mc-row-plain', data: { id: row.key } },
      h('label', { class: 'mc-row-pick mc-row-pick-plain' }, h('input', {
        type: 'checkbox', class: 'mc-row-check', 'aria-label': t('list.select', { subject: label }), checked: this.#selection.has(row.key),
        onclick: (event) => {
          this.#selection.toggle(row.key, event.shiftKey ? this.#rows.map((item) => item.key) : null);
          this.#render();
        },
      })),
      h('div', { class: 'mc-row-body' },
        h('p', { class: 'mc-unprocessed-reason', dir: 'auto' }, reasonText(row.reason)),
        help && h('p', { class: 'mc-hint' }, help),
        h('p', { class: 'mc-unprocessed-facts' },
          h('bdi', null, row.email), h('span', null, t(`folder.${row.folder}`)), h('time', { datetime: row.receivedAt, title: fullTime(row.receivedAt) }, shortTime(row.receivedAt)),
          row.size > 0 && h('span', null, bytes(row.size)), h('span', null, tn('ledger.attempts', row.attempts)), row.retryAt && h('span', null, t('ledger.retryAt', { time: dateTime(row.retryAt) })))),
      h('div', { class: 'mc-row-tools' },
        row.hasRaw && h('a', { class: 'mc-icon-button', href: api.unprocessedRawUrl(row.key), download: '', 'data-external': true, 'aria-label': t('mail.download'), title: t('mail.download') }, icon('download')),
        button(t('action.tryAgain'), (event) => this.#retry(event.currentTarget, { keys: [row.key] }), { kind: 'small', class: 'mc-retry' })));
  }

  async #retry(node, request) {
    const result = await busy(node, () => api.retryUnprocessed(request));
    if (result) {
      const { retried, succeeded } = result;
      toast(succeeded === retried ? tn('unprocessed.succeeded', succeeded) : t('unprocessed.partly', { succeeded, retried }), { kind: succeeded === retried ? 'info' : 'error' });
      app.reloadCounts();
      await this.#load();
    }
  }

  #selectAll(on) {
    this.#selection.set(on ? this.#rows.map((row) => row.key) : []);
    this.#render();
  }
}

customElements.define('unprocessed-screen', UnprocessedScreen);
