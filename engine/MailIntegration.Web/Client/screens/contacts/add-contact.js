// Makes a contact of a sender: a new one, or one more address of somebody who is there.
import { reasonText, t } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort } from '../../lib/view.js';
import { contactForm, EMPTY_CONTACT } from './contact-form.js';
import { contactsApi } from './contacts-api.js';

/** Asks who `{ name, address }` is; resolves to the contact, or undefined. */
export async function addContact(sender) {
  const contact = await openDialog({ title: t('contact.add'), build: ({ close }) => choice(sender, close) });
  if (contact) {
    toast(t('contact.added', { name: contact.name }));
  }
  return contact;
}

function choice(sender, close) {
  const place = h('div', { class: 'mc-add-contact' });
  const name = sender.name && sender.name !== sender.address ? sender.name : '';
  const asNew = () => fill(place, contactForm({ ...EMPTY_CONTACT, name, addresses: [sender.address] }, {
    close, extra: h('p', { class: 'mc-contact-other' }, h('span', null, t('contact.knownAlready')), ' ', button(t('contact.toExisting'), asExisting, { kind: 'link' })),
  }));
  const asExisting = () => {
    fill(place, search(sender, close, asNew));
    place.querySelector('input').focus();
  };
  asNew();
  return place;
}

function search(sender, close, back) {
  const id = uniqueId('contact-search');
  const results = h('ul', { class: 'mc-contact-results', 'aria-live': 'polite' });
  const error = h('p', { class: 'mc-field-error', role: 'alert', hidden: true });
  let running = null;
  const find = debounce(async (words) => {
    running?.abort();
    running = new AbortController();
    try {
      const { rows } = await contactsApi.contacts({ q: words }, running.signal);
      fill(results, rows.length > 0
        ? rows.map((contact) => h('li', null, h('button', { type: 'button', class: 'mc-contact-result', onclick: (event) => take(event.currentTarget, contact) },
          h('bdi', { class: 'mc-contact-name' }, contact.name),
          h('span', { class: 'mc-hint', dir: 'auto' }, [contact.organisation, ...contact.addresses].filter(Boolean).join(' · ')))))
        : h('li', { class: 'mc-hint' }, t('contact.nothingFound')));
    } catch (failure) {
      if (!isAbort(failure)) {
        show(failure);
      }
    }
  }, 250);
  const take = (node, contact) => busy(node, async () => {
    try {
      close(await contactsApi.saveContact({ ...contact, addresses: [...contact.addresses, sender.address] }));
    } catch (failure) {
      show(failure);
    }
  });
  const show = (failure) => {
    const first = Object.values(failure.errors ?? {})[0]?.[0] ?? failure.reason ?? { code: 'client-error' };
    error.textContent = reasonText(first);
    error.hidden = false;
  };
  find('');
  return h('div', { class: 'mc-form' },
    h('p', null, t('contact.toExistingText', { email: sender.address })),
    h('div', { class: 'mc-field' },
      h('label', { class: 'mc-label', htmlFor: id }, t('contact.search')),
      h('input', { id, class: 'mc-input', type: 'search', dir: 'auto', maxlength: '100', autocomplete: 'off', oninput: (event) => find(event.target.value.trim()) })),
    results, error,
    h('div', { class: 'mc-form-actions' }, button(t('contact.asNew'), back)));
}
