// The messages of one day with their outcomes.
import { api } from '../../api.js';
import { reasonText, t, tn } from '../../i18n.js';
import { button, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { bytes, calendarDay, dateTime, number } from '../../lib/format.js';
import { isAbort } from '../../lib/view.js';
import { router } from '../../router.js';

const KINDS = { stored: 'good', linked: 'good', duplicate: 'idle', ignored: 'idle', quarantined: 'bad', refused: 'bad', vanished: 'idle', erased: 'idle' };

/** Shows a day's rows in `place`, page by page. */
export async function ledgerDay(place, addressId, item, signal) {
  const body = h('tbody', null);
  const more = h('div', { class: 'mc-list-foot' }, skeleton(3));
  fill(place,
    h('h3', { class: 'mc-ledger-title' }, t('ledger.dayTitle', { day: calendarDay(item.day) }),
      h('span', { class: 'mc-hint' }, t('ledger.numbers', { ours: number(item.ledgerCount), theirs: number(item.providerCount) }))),
    !item.isGreen && h('p', { class: 'mc-panel-text' }, tn(item.providerCount > item.ledgerCount ? 'ledger.missing' : 'ledger.extra', Math.abs(item.providerCount - item.ledgerCount))),
    h('div', { class: 'mc-table-scroll' }, h('table', { class: 'mc-table' },
      h('thead', null, h('tr', null, ['received', 'folder', 'outcome', 'reason', 'size'].map((name) => h('th', { scope: 'col' }, t(`ledger.column.${name}`))))),
      body)),
    more);

  async function load(after) {
    fill(more, skeleton(2));
    try {
      const page = await api.ledgerDay(addressId, item.day, after, signal);
      body.append(...page.rows.map((row) => ledgerRow(row)));
      fill(more, page.next && button(t('list.loadMore'), () => load(page.next)), body.children.length === 0 && h('p', { class: 'mc-hint' }, t('ledger.noRows')));
    } catch (error) {
      if (!isAbort(error)) {
        fill(more, failedState(error, () => load(after)));
      }
    }
  }

  await load(null);
}

function ledgerRow(row) {
  const outcome = h('span', { class: `mc-state mc-state-${KINDS[row.outcome] ?? 'idle'}` }, h('span', { class: 'mc-state-dot', 'aria-hidden': 'true' }), t(`outcome.${row.outcome}`));
  const href = row.conversationId && router.href(`conversations/${encodeURIComponent(row.conversationId)}`, { box: 'all', email: row.emailId });
  const notes = [
    reasonText(row.reason), row.attempts > 0 && tn('ledger.attempts', row.attempts), row.retryAt && t('ledger.retryAt', { time: dateTime(row.retryAt) }), row.gone && t('ledger.gone'),
  ].filter(Boolean);
  return h('tr', null,
    h('td', null, dateTime(row.receivedAt)),
    h('td', null, t(`folder.${row.folder}`)),
    h('td', null, outcome),
    h('td', { dir: 'auto' }, notes.join(' '), href && h('a', { class: 'mc-inline-link', href }, t('ledger.openEmail'))),
    h('td', { class: 'mc-number' }, row.size > 0 ? bytes(row.size) : ''));
}
