// Mail of the last days: what went out, or what came in; filters, live, as a table for spreadsheets.
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime, fullTime, personName } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { filterSelect } from '../desk/filter-select.js';
import { dayOf } from '../tickets/ticket-parts.js';
import { incomingDetails, outgoingDetails } from './journal-details.js';
import { addressName } from './template-words.js';
import { messaging } from './messaging-api.js';

const STATES = ['held', 'queued', 'sending', 'sent', 'unclear', 'failed', 'blocked', 'bounced', 'delayed', 'cancelled'];
const OUTCOMES = ['stored', 'linked', 'duplicate', 'ignored', 'quarantined', 'held', 'refused', 'confirmation'];
const OPENED = 'opened';
const BAD = ['failed', 'blocked', 'bounced', 'unclear', 'quarantined', 'held', 'refused'];

class JournalList extends View {
  section = 'outgoing';
  #rows = [];
  #next = null;
  #query = {};

  connected() {
    this.className = 'mc-journal';
    this.bar = h('div', { class: 'mc-desk-bar', role: 'search', 'aria-label': t('filter.title') });
    this.list = h('ul', { class: 'mc-journal-rows', 'aria-label': t(`messaging.${this.section}`) });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this, h('div', { class: 'mc-messaging-head' }, h('p', { class: 'mc-page-lead' }, t(`messaging.${this.section}Lead`)), this.export = h('span')), this.bar, this.list, this.foot);
    const reload = debounce(() => this.#reload(), 600);
    this.listen(live, this.isOutgoing ? 'resync' : 'conversations mail counts resync', reload);
    this.listen(live, 'desk', ({ detail }) => this.isOutgoing && detail.kinds.includes('journal') && reload());
  }

  get isOutgoing() {
    return this.section === 'outgoing';
  }

  show(route) {
    this.#query = route.query;
    if (!this.bar.contains(document.activeElement)) {
      this.#renderBar();
    }
    fill(this.export, h('a', {
      class: 'mc-button', href: messaging.journalCsvUrl(this.section, this.#filter()), download: `${this.section}.csv`, 'data-external': true,
    }, icon('download'), h('span', null, t('journal.export'))));
    this.#reload();
  }

  #filter() {
    const { address, q, status, from, until } = this.#query;
    return {
      address, q, [this.isOutgoing ? 'state' : 'outcome']: status === OPENED ? null : status, opened: status === OPENED || null,
      from: from ? new Date(`${from}T00:00:00`).toISOString() : null, until: until ? new Date(new Date(`${until}T00:00:00`).getTime() + 86_400_000).toISOString() : null,
    };
  }

  #narrow(values) {
    router.go(`messaging/${this.section}`, { ...this.#query, ...values }, { replace: true });
  }

  #renderBar() {
    const query = this.#query;
    const search = debounce((q) => this.#narrow({ q }), 350);
    const states = this.isOutgoing ? [...STATES.map((state) => [state, t(`outbox.state.${state}`)]), [OPENED, t('opened.yes')]] : OUTCOMES.map((outcome) => [outcome, t(`outcome.${outcome}`)]);
    const day = (name) => h('input', {
      class: 'mc-input', type: 'date', value: query[name] ?? '', 'aria-label': t(`filter.${name}`), title: t(`filter.${name}`), max: dayOf(new Date().toISOString()),
      onchange: (event) => this.#narrow({ [name]: event.target.value }),
    });
    fill(this.bar,
      h('input', {
        class: 'mc-input mc-desk-search', type: 'search', value: query.q ?? '', placeholder: t('journal.search'), 'aria-label': t('journal.search'), dir: 'auto', maxlength: '200',
        oninput: (event) => search(event.target.value.trim()),
      }),
      filterSelect(t('journal.address'), [['', t('journal.anyAddress')], this.isOutgoing && ['site', t('journal.site')], ...app.addresses.map((address) => [address.id, address.email])].filter(Boolean), query.address, (address) => this.#narrow({ address })),
      filterSelect(t('journal.status'), [['', t('journal.anyStatus')], ...states], query.status, (status) => this.#narrow({ status })),
      day('from'), day('until'));
  }

  async #reload() {
    const query = this.#query;
    try {
      const page = await messaging.journal(this.section, this.#filter(), this.signal);
      if (query === this.#query) {
        this.#rows = page.rows;
        this.#next = page.next;
        this.#render();
      }
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.list);
        fill(this.foot, failedState(error, () => this.#reload()));
      }
    }
  }

  async #more() {
    const page = await messaging.journal(this.section, { ...this.#filter(), after: this.#next }, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #render() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    fill(this.list, this.#rows.map((row) => this.#row(row)));
    const filtered = Object.values(this.#query).some(Boolean);
    fill(this.foot, this.#rows.length === 0 && !this.#next
      ? emptyState(this.section, t(filtered ? 'desk.nothingFound' : 'journal.none'), t(filtered ? 'desk.nothingFoundText' : `journal.${this.section}None`))
      : this.#next && button(t(this.#rows.length === 0 ? 'journal.searchOn' : 'list.loadMore'), (event) => busy(event.currentTarget, () => this.#more())));
    if (focused) {
      this.list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  #row(row) {
    const status = this.isOutgoing ? row.state : row.outcome;
    const people = this.isOutgoing ? row.to : [row.from].filter(Boolean);
    const names = people.slice(0, 2).map(personName).join(', ') + (people.length > 2 ? ` +${(row.recipientCount ?? people.length) - 2}` : '');
    return h('li', null, h('button', { type: 'button', class: 'mc-journal-row', data: { id: row.id }, onclick: (event) => busy(event.currentTarget, () => this.#open(row)) },
      h('time', { class: 'mc-journal-time', datetime: row.at, title: fullTime(row.at) }, dateTime(row.at)),
      h('span', { class: `mc-chip ${BAD.includes(status) ? 'mc-chip-bad' : ''}` }, this.isOutgoing ? outgoingStatus(row) : t(`outcome.${status}`)),
      h('span', { class: 'mc-journal-who', dir: 'auto' }, names || t('journal.unknownSender')),
      h('span', { class: 'mc-journal-subject', dir: 'auto' }, row.subject || t('mail.noSubject')),
      h('span', { class: 'mc-journal-address', dir: 'ltr' }, addressName(this.isOutgoing ? row.senderId : row.addressId)),
      row.reason && h('span', { class: 'mc-journal-reason mc-hint', dir: 'auto' }, reasonText(row.reason))));
  }

  async #open(row) {
    const found = await messaging.journalRow(this.section, row.id, this.signal);
    await openDialog({
      title: row.subject || t('mail.noSubject'), size: 'large',
      build: ({ close }) => (this.isOutgoing ? outgoingDetails(found, close) : incomingDetails(found, close)),
    });
  }
}

/** Opened comes after sent; what went wrong stays what it is. */
const outgoingStatus = ({ state, opened }) => (state === 'sent' && opened ? t(opened.isUnsure ? 'opened.unsure' : 'opened.yes') : t(`outbox.state.${state}`));

customElements.define('journal-list', JournalList);
