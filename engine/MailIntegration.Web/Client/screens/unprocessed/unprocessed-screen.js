// Unprocessed: mail of unknown senders, and mail that could not be read or stored, each with its reason; adding contacts,
// trying again and leaving out, for one, many or all. What was left out stands behind the second tab.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { addContact } from '../contacts/add-contact.js';
import { filterToggle } from '../desk/filter-select.js';
import { Selection } from '../mail/selection.js';
import { senderOf, unprocessedRow } from './unprocessed-row.js';
import { contactsApi } from '../contacts/contacts-api.js';

class UnprocessedScreen extends View {
  #rows = null;
  #next = null;
  #ignored = false;
  #selection = new Selection();
  #contacts = new Map(); // Senders who became contacts while this screen was open: address -> contact.

  connected() {
    this.className = 'mc-list mc-unprocessed';
    this.head = h('header', { class: 'mc-list-head' });
    this.bar = h('div', { class: 'mc-desk-bar', role: 'group', 'aria-label': t('unprocessed.tabs') });
    this.list = h('ul', { class: 'mc-rows', 'aria-label': t('box.unprocessed') });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this, this.head, this.bar, h('div', { class: 'mc-list-scroll', tabindex: '-1' }, h('p', { class: 'mc-unprocessed-lead' }, t('unprocessed.lead')), this.list, this.foot));
    const reload = debounce(() => this.#load(), 500);
    this.listen(live, 'counts resync', reload);
    this.#renderHead();
  }

  get heading() {
    return t('box.unprocessed');
  }

  show(route) {
    this.#ignored = route.query.ignored === '1';
    this.#rows = null;
    this.#selection.clear();
    const tab = (label, ignored) => filterToggle(label, this.#ignored === ignored, () => router.go('unprocessed', { ignored: ignored ? '1' : null }, { replace: true }));
    fill(this.bar, tab(t('unprocessed.waiting'), false), tab(t('unprocessed.leftOut'), true));
    this.#load();
  }

  async #load() {
    const ignored = this.#ignored;
    try {
      const page = await api.unprocessed({ ignored }, this.signal);
      if (ignored === this.#ignored) {
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

  async #loadMore() {
    const page = await api.unprocessed({ after: this.#next, ignored: this.#ignored }, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #render() {
    const focused = this.list.contains(document.activeElement) ? [document.activeElement.closest('li').dataset.id, document.activeElement.className] : null;
    this.#selection.keep(new Map(this.#rows.map((row) => [row.key, row])));
    fill(this.list, this.#rows.map((row) => this.#row(row)));
    const nothing = this.#ignored
      ? emptyState('checkCircle', t('unprocessed.noneLeftOut'), t('unprocessed.noneLeftOutText'))
      : emptyState('checkCircle', t('unprocessed.none'), t('unprocessed.noneText'));
    fill(this.foot, this.#rows.length === 0 && !this.#next
      ? nothing
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#loadMore())));
    this.#renderHead();
    if (focused) {
      const row = this.list.querySelector(`[data-id="${CSS.escape(focused[0])}"]`);
      (row?.getElementsByClassName(focused[1])[0] ?? row?.querySelector('.mc-retry') ?? this.list.querySelector('button'))?.focus({ preventScroll: true });
    }
  }

  #renderHead() {
    const rows = this.#rows ?? [];
    const chosen = this.#chosen();
    const size = chosen.length;
    const all = size > 0 && size === rows.length;
    const strangers = chosen.filter((row) => senderOf(row) && !this.#contactOf(row));
    fill(this.head,
      h('input', { type: 'checkbox', class: 'mc-check-all', 'aria-label': t('list.selectAll'), checked: all, indeterminate: size > 0 && !all, disabled: rows.length === 0, onclick: () => this.#selectAll(!all) }),
      h('h1', { class: 'mc-list-title', 'aria-live': 'polite' }, size > 0 ? tn('list.selected', size) : t('box.unprocessed')),
      rows.length > 0 && h('div', { class: 'mc-desk-bulk', role: 'toolbar', 'aria-label': t('list.more') },
        strangers.length > 0 && app.can.manageContacts && button(t('unprocessed.addContacts'), (event) => this.#addContacts(event.currentTarget, strangers), { icon: 'plus', kind: 'small' }),
        size > 0 && !this.#ignored && button(t('unprocessed.ignore'), (event) => this.#ignore(event.currentTarget, chosen), { kind: 'small' }),
        size > 0 && button(t('unprocessed.retrySelected'), (event) => this.#retry(event.currentTarget, { keys: chosen.map((row) => row.key) }), { icon: 'refresh', kind: 'small' }),
        size === 0 && !this.#ignored && button(t('unprocessed.retryAll'), (event) => this.#retry(event.currentTarget, { all: true }), { icon: 'refresh', kind: 'small' })));
  }

  #row(row) {
    return unprocessedRow(row, {
      checked: this.#selection.has(row.key), contact: this.#contactOf(row), ignored: this.#ignored,
      on: {
        toggle: (event) => {
          this.#selection.toggle(row.key, event.shiftKey ? this.#rows.map((item) => item.key) : null);
          this.#render();
        },
        addContact: (sender) => this.#addContact(sender, row),
        ignore: (node) => this.#ignore(node, [row]),
        retry: (node) => this.#retry(node, { keys: [row.key] }),
      },
    });
  }

  async #addContact(sender, row) {
    const contact = await addContact(sender);
    if (contact) {
      this.#know([contact]);
      this.list.querySelector(`[data-id="${CSS.escape(row.key)}"] .mc-retry`)?.focus();
    }
  }

  async #addContacts(node, rows) {
    const result = await busy(node, () => contactsApi.addUnprocessedContacts(rows.map((row) => row.key)));
    if (result) {
      const failed = Object.keys(result.problems).length;
      this.#know(result.contacts);
      toast(failed > 0 ? t('unprocessed.contactsPartly', { added: result.contacts.length, failed }) : tn('unprocessed.contactsAdded', result.contacts.length), { kind: failed > 0 ? 'error' : 'info' });
    }
  }

  #know(contacts) {
    contacts.forEach((contact) => contact.addresses.forEach((address) => this.#contacts.set(address, contact)));
    this.#render();
  }

  async #ignore(node, rows) {
    const result = await busy(node, () => contactsApi.ignoreUnprocessed(rows.map((row) => row.key)));
    if (result) {
      toast(tn('unprocessed.ignored', result.ignored), { undo: () => this.#retry(this, { keys: rows.map((row) => row.key) }) });
      await this.#changed();
    }
  }

  async #retry(node, request) {
    const result = await busy(node, () => api.retryUnprocessed(request));
    if (result) {
      const { retried, succeeded } = result;
      toast(succeeded === retried ? tn('unprocessed.succeeded', succeeded) : t('unprocessed.partly', { succeeded, retried }), { kind: succeeded === retried ? 'info' : 'error' });
      await this.#changed();
    }
  }

  async #changed() {
    app.reloadCounts();
    await this.#load();
  }

  #chosen() {
    return (this.#rows ?? []).filter((row) => this.#selection.has(row.key));
  }

  #contactOf(row) {
    return this.#contacts.get(senderOf(row)?.address) ?? null;
  }

  #selectAll(on) {
    this.#selection.set(on ? this.#rows.map((row) => row.key) : []);
    this.#render();
  }
}

customElements.define('unprocessed-screen', UnprocessedScreen);
