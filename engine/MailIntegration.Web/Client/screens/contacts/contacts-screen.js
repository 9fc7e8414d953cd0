// Contacts: search, filters, one click to the form, deleting one and many.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, button } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { toastError } from '../../lib/toast.js';
import { debounce } from '../../lib/view.js';
import { router } from '../../router.js';
import { addShortcuts } from '../../shortcuts.js';
import { DeskList } from '../desk/desk-list.js';
import { filterSelect } from '../desk/filter-select.js';
import { EMPTY_CONTACT, openContact } from './contact-form.js';
import { methodChip, METHODS, ownerChip, ownerOptions } from './contact-parts.js';
import { contactsApi } from './contacts-api.js';

class ContactsScreen extends DeskList {
  kind = 'contact';
  screen = 'contacts';
  title = 'nav.contacts';
  keyOf = (contact) => contact.id;
  labelOf = (contact) => contact.name;
  #shown = null;

  connected() {
    super.connected();
    const step = (by) => () => this.#step(by);
    addShortcuts({ j: step(1), k: step(-1), ArrowDown: step(1), ArrowUp: step(-1), n: () => app.can.manageContacts && this.#add() }, this.signal);
  }

  show(route) {
    const query = JSON.stringify(route.query);
    if (this.#shown !== query) {
      this.#shown = query;
      super.show(route);
    }
    if (route.id) {
      this.#open(route.id);
    }
  }

  fetch({ q, ownerId, preferred }, after, signal) {
    return contactsApi.contacts({ q, ownerId, preferred, after }, signal);
  }

  filters(query) {
    const search = debounce((text) => this.narrow({ q: text }), 300);
    const focused = this.bar.contains(document.activeElement) && document.activeElement.type === 'search';
    const field = h('input', {
      class: 'mc-input mc-desk-search', type: 'search', value: query.q ?? '', placeholder: t('contact.search'), 'aria-label': t('contact.search'), dir: 'auto', maxlength: '100',
      oninput: (event) => search(event.target.value.trim()),
    });
    if (focused) {
      requestAnimationFrame(() => {
        field.focus();
        field.setSelectionRange(field.value.length, field.value.length);
      });
    }
    return [
      field,
      filterSelect(t('contact.owner'), [['', t('contact.anyOwner')], ...ownerOptions(query.ownerId).filter((option) => option.value).map((option) => [option.value, option.label])], query.ownerId, (ownerId) => this.narrow({ ownerId })),
      filterSelect(t('contact.preferred'), [['', t('contact.anyMethod')], ...METHODS.map((method) => [method, t(`contact.method.${method}`)])], query.preferred, (preferred) => this.narrow({ preferred })),
    ];
  }

  tools() {
    return app.can.manageContacts && button(t('contact.new'), () => this.#add(), { icon: 'plus', kind: 'small', class: 'mc-contact-new' });
  }

  bulk() {
    return app.can.manageContacts && button(t('contact.delete'), (event) => this.#delete(event.currentTarget), { icon: 'trash', kind: 'small' });
  }

  content(contact) {
    return [
      avatar(contact.name, { key: contact.id }),
      h('div', { class: 'mc-desk-text' },
        h('a', { class: 'mc-row-link mc-desk-title', href: router.href(`contacts/${encodeURIComponent(contact.id)}`, this.query), dir: 'auto' }, contact.name),
        h('div', { class: 'mc-desk-meta' },
          contact.addresses.length > 0 && h('span', { class: 'mc-contact-address', dir: 'ltr' }, contact.addresses[0]),
          contact.addresses.length > 1 && h('span', { class: 'mc-chip', title: contact.addresses.slice(1).join(', ') }, tn('contact.moreAddresses', contact.addresses.length - 1)),
          contact.organisation && h('bdi', null, contact.organisation),
          methodChip(contact))),
      ownerChip(contact),
    ];
  }

  empty(query) {
    return Object.values(query).some(Boolean) ? ['person', t('contact.nothingFound'), t('desk.nothingFoundText')] : ['person', t('contact.none'), t('contact.noneText')];
  }

  async #open(id) {
    try {
      const changed = await openContact(await contactsApi.contact(id));
      if (changed !== undefined) {
        await this.reload();
      }
    } catch (error) {
      toastError(error);
    }
    if (router.current.screen === 'contacts' && router.current.id === id) {
      router.go('contacts', this.query, { replace: true });
      this.list.querySelector(`[data-id="${CSS.escape(id)}"] .mc-row-link`)?.focus({ preventScroll: true });
    }
  }

  async #add() {
    if (await openContact(EMPTY_CONTACT)) {
      await this.reload();
    }
  }

  async #delete(node) {
    const count = this.list.querySelectorAll('.mc-selected').length;
    if (await confirmDialog({ title: tn('contact.deleteMany', count), text: t('contact.deleteText'), confirm: t('contact.delete'), danger: true })) {
      await this.change(node, async (ids) => {
        for (const id of ids) {
          await contactsApi.deleteContact(id);
        }
      });
    }
  }

  #step(by) {
    const links = [...this.list.querySelectorAll('.mc-row-link')];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 && by < 0 ? 0 : at + by))]?.focus();
  }
}

customElements.define('contacts-screen', ContactsScreen);
