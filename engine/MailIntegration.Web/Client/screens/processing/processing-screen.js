// E-mail processing: what was decided about each recent mail when it came, and why (PR1).
import { http } from '../../api.js';
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { avatar, busy, button, emptyState, failedState, skeleton, stateBadge } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { fullTime, shortTime } from '../../lib/format.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { filterSelect, filterToggle } from '../desk/filter-select.js';
import { addressChip } from '../mail/row.js';

const OUTCOMES = { stored: 'good', linked: 'good', duplicate: 'idle', ignored: 'idle', quarantined: 'wait', refused: 'bad', vanished: 'idle', erased: 'idle' };

class ProcessingScreen extends View {
  #rows = null;
  #next = null;
  #query = {};

  connected() {
    this.className = 'mc-list mc-processing';
    this.bar = h('div', { class: 'mc-desk-bar', role: 'search', 'aria-label': t('filter.title') });
    this.list = h('ul', { class: 'mc-rows', 'aria-label': t('nav.processing') });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this,
      h('header', { class: 'mc-list-head' }, h('h1', { class: 'mc-list-title' }, t('nav.processing')), h('a', { class: 'mc-button mc-button-small', href: router.href('unprocessed') }, t('box.unprocessed'))),
      this.bar,
      h('div', { class: 'mc-list-scroll', tabindex: '-1' }, h('p', { class: 'mc-unprocessed-lead' }, t('processing.lead')), this.list, this.foot));
    const reload = debounce(() => this.#load(), 1000);
    this.listen(live, 'conversations counts resync', reload);
  }

  get heading() {
    return t('nav.processing');
  }

  show({ query }) {
    this.#query = query;
    const narrow = (values) => router.go('processing', { ...this.#query, ...values }, { replace: true });
    fill(this.bar,
      app.addresses.length > 1 && filterSelect(t('processing.address'), [['', t('processing.anyAddress')], ...app.addresses.map((address) => [address.id, address.email])], query.address, (address) => narrow({ address })),
      filterToggle(t('processing.onlyUnprocessed'), query.only === 'unprocessed', (on) => narrow({ only: on ? 'unprocessed' : null })));
    this.#load();
  }

  async #load() {
    const query = this.#query;
    try {
      const page = await this.#fetch(null);
      if (query === this.#query) {
        this.#rows = page.rows;
        this.#next = page.next;
        this.#render();
      }
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.list);
        fill(this.foot, failedState(error, () => this.#load()));
      }
    }
  }

  async #loadMore() {
    const page = await this.#fetch(this.#next);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #fetch(after) {
    return http.get('processing', { only: this.#query.only, addressId: this.#query.address, after }, this.signal);
  }

  #render() {
    const open = new Set([...this.list.querySelectorAll('details[open]')].map((node) => node.closest('li').dataset.id));
    fill(this.list, this.#rows.map((row) => this.#row(row, open.has(row.key))));
    fill(this.foot, this.#rows.length === 0
      ? emptyState('checkCircle', t('processing.none'), t('processing.noneText'))
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#loadMore())));
  }

  #row(row, isOpen) {
    const subject = row.subject || t('mail.noSubject');
    return h('li', { class: 'mc-row mc-row-plain mc-processing-row', data: { id: row.key } },
      h('div', { class: 'mc-desk-text' },
        h('div', { class: 'mc-processing-head' },
          h('time', { class: 'mc-processing-time', datetime: row.receivedAt, title: fullTime(row.receivedAt) }, shortTime(row.receivedAt)),
          row.conversationId
            ? h('a', { class: 'mc-desk-title', dir: 'auto', href: router.href(`conversations/${encodeURIComponent(row.conversationId)}`, { box: 'all', email: row.emailId }) }, subject)
            : h('span', { class: 'mc-desk-title', dir: 'auto' }, row.subject || t('processing.unread')),
          stateBadge(OUTCOMES[row.outcome], t(`outcome.${row.outcome}`))),
        h('dl', { class: 'mc-processing-facts' },
          fact(t('mail.from'), row.from && h('bdi', null, row.from.name || row.from.address)),
          fact(t('processing.address'), addressChip(row.addressId)),
          fact(t('processing.contact'), row.contact && h('a', { href: router.href(`dossiers/${encodeURIComponent(`contact:${row.contact.id}`)}`), dir: 'auto' }, row.contact.name)),
          row.kind === 'received' && fact(t('processing.assignedTo'), assignee(row.assignedTo)),
          fact(t('processing.ticket'), row.ticket && h('a', { href: router.href(`tickets/${row.ticket}`) }, `#${row.ticket}`)),
          fact(t('processing.mode'), row.mode && t(`mode.${row.mode}`))),
        row.reason && h('p', { class: 'mc-hint', dir: 'auto' }, reasonText(row.reason)),
        row.explanation.length > 0 && h('details', { class: 'mc-processing-why', open: isOpen },
          h('summary', null, t('mail.why')),
          h('ol', { class: 'mc-explanation-steps' }, row.explanation.map((reason) => h('li', { dir: 'auto' }, reasonText(reason)))))));
  }
}

function fact(label, value) {
  return value && h('div', null, h('dt', null, label), h('dd', null, value));
}

function assignee(id) {
  const name = app.member(id)?.name ?? id;
  return id ? h('span', { class: 'mc-processing-member' }, avatar(name, { small: true, key: id }), h('bdi', null, name)) : h('span', { class: 'mc-hint' }, t('assign.nobody'));
}

customElements.define('processing-screen', ProcessingScreen);
