// Conservation ledger of an address: each day green or red, and behind it every message with what became of it.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { busy, button, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { ago, calendarDay, dayAndMonth, number } from '../../lib/format.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { ledgerDay } from './ledger-day.js';

class LedgerView extends View {
  addressId = '';
  #days = null;
  #chosen = null;

  connected() {
    this.className = 'mc-section mc-ledger';
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', t('ledger.title'));
    this.body = h('div', { class: 'mc-panel' }, skeleton(3));
    fill(this,
      h('div', { class: 'mc-section-head' },
        h('h2', { class: 'mc-section-title' }, t('ledger.title')),
        app.can.manageChannels && button(t('ledger.check'), (event) => busy(event.currentTarget, () => this.#check()), { icon: 'refresh', kind: 'small' })),
      this.body);
    this.listen(app, 'addresses', () => this.#load());
    this.#load();
  }

  async #load() {
    try {
      this.#days = (await api.ledger(this.addressId, this.signal)).days;
      this.#render();
    } catch (error) {
      if (!isAbort(error) && !this.#days) {
        fill(this.body, failedState(error, () => this.#load()));
      }
    }
  }

  async #check() {
    await api.checkLedger(this.addressId);
    toast(t('ledger.checking'));
  }

  #render() {
    const days = [...this.#days].sort((a, b) => a.day.localeCompare(b.day));
    const red = days.filter((item) => !item.isGreen).length;
    const checked = days.map((item) => item.checkedAt).sort().pop();
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.day : null;
    this.rows ??= h('div', { class: 'mc-ledger-rows' });
    fill(this.body,
      h('p', { class: 'mc-panel-text' }, t('ledger.text')),
      days.length === 0
        ? h('p', { class: 'mc-hint' }, t('ledger.empty'))
        : [
          h('p', { class: `mc-ledger-sum mc-ledger-${red > 0 ? 'red' : 'green'}` }, red > 0 ? tn('ledger.redDays', red) : t('ledger.allGreen'), checked && h('span', { class: 'mc-hint' }, t('ledger.checked', { ago: ago(checked) }))),
          h('ol', { class: 'mc-ledger-days' }, days.map((item, at) => h('li', null, this.#day(item, at === 0)))),
        ],
      this.rows);
    if (focused) {
      this.querySelector(`[data-day="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #day(item, isFirst) {
    const label = t(item.isGreen ? 'ledger.dayGreen' : 'ledger.dayRed', { day: calendarDay(item.day), ours: number(item.ledgerCount), theirs: number(item.providerCount) });
    return h('button', {
      type: 'button', class: `mc-ledger-day mc-ledger-${item.isGreen ? 'green' : 'red'}`, 'aria-label': label, title: label, 'aria-pressed': String(item.day === this.#chosen),
      data: { day: item.day }, onclick: () => this.#open(item),
    }, h('span', { class: 'mc-ledger-number' }, isFirst || item.day.endsWith('-01') ? dayAndMonth(item.day) : String(Number(item.day.slice(8)))), h('span', { class: 'mc-ledger-count' }, number(item.ledgerCount)));
  }

  #open(item) {
    this.#chosen = this.#chosen === item.day ? null : item.day;
    this.#render();
    if (this.#chosen) {
      ledgerDay(this.rows, this.addressId, item, this.signal);
    } else {
      fill(this.rows);
    }
  }
}

customElements.define('ledger-view', LedgerView);
