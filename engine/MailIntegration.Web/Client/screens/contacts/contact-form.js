// The form of a contact, in a dialog.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, notice } from '../../lib/controls.js';
import { confirmDialog, openDialog } from '../../lib/dialog.js';
import { h, uniqueId } from '../../lib/dom.js';
import { date } from '../../lib/format.js';
import { clearErrors, selectField, showErrors, textField } from '../../lib/form.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { languageOptions, METHODS, ownerOptions } from './contact-parts.js';
import { contactsApi } from './contacts-api.js';

export const EMPTY_CONTACT = { id: '', name: '', addresses: [], organisation: '', phone: '', ownerId: null, preferred: 'email', language: null, version: 0 };

/** Opens a contact; resolves to the saved one, to null when it was deleted, to undefined when nothing changed. */
export function openContact(contact) {
  return openDialog({
    title: contact.id ? contact.name : t('contact.new'),
    build: ({ close }) => (app.can.manageContacts ? contactForm(contact, { close }) : facts(contact)),
  });
}

/** The form itself; `close(contact)` runs after a save. */
export function contactForm(contact, { close, extra }) {
  const addressesId = uniqueId('addresses');
  const form = h('form', {
    class: 'mc-form mc-contact-form',
    onsubmit: (event) => {
      event.preventDefault();
      clearErrors(form);
      busy(form.querySelector('[type=submit]'), () => save(form, contact, close));
    },
  },
  extra,
  suppressedNotices(contact, close),
  textField({ name: 'name', label: t('contact.name'), value: contact.name, maxlength: '100', required: true, autofocus: true }),
  h('div', { class: 'mc-field', data: { field: 'addresses' } },
    h('label', { class: 'mc-label', htmlFor: addressesId }, t('contact.addresses')),
    h('textarea', {
      id: addressesId, name: 'addresses', class: 'mc-input mc-contact-addresses', rows: String(Math.max(2, Math.min(6, contact.addresses.length + 1))), dir: 'ltr', spellcheck: 'false',
      'aria-describedby': `${addressesId}-hint`, value: contact.addresses.join('\n'),
    }),
    h('p', { id: `${addressesId}-hint`, class: 'mc-hint' }, t('contact.addressesHint')),
    h('p', { class: 'mc-field-error', hidden: true })),
  h('div', { class: 'mc-field-row' },
    textField({ name: 'organisation', label: t('contact.organisation'), value: contact.organisation, maxlength: '100', optional: true }),
    textField({ name: 'phone', type: 'tel', label: t('contact.phone'), value: contact.phone, maxlength: '50', optional: true })),
  h('div', { class: 'mc-field-row' },
    selectField({ name: 'preferred', label: t('contact.preferred'), value: contact.preferred, options: METHODS.map((value) => ({ value, label: t(`contact.method.${value}`) })) }),
    selectField({ name: 'language', label: t('contact.language'), value: contact.language ?? '', options: languageOptions(contact.language) })),
  selectField({ name: 'ownerId', label: t('contact.owner'), hint: t('contact.ownerHint'), value: contact.ownerId ?? '', options: ownerOptions(contact.ownerId) }),
  contact.invitedAt && h('p', { class: 'mc-hint' }, t('contact.invited', { date: date(contact.invitedAt) })),
  h('div', { class: 'mc-form-actions' },
    contact.id && app.session.contactUrl && h('a', { class: 'mc-button mc-button-quiet', href: app.session.contactUrl.replace('{id}', encodeURIComponent(contact.id)), 'data-external': true }, icon('external'), h('span', null, t('contact.allFields'))),
    contact.id && button(t('contact.delete'), (event) => remove(event.currentTarget, contact, close), { icon: 'trash', kind: 'quiet' }),
    h('button', { type: 'button', class: 'mc-button', onclick: () => close() }, t('action.cancel')),
    h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
  return form;
}

/** Addresses that bounced for good: nothing is sent to them until somebody says so. */
function suppressedNotices(contact, close) {
  return (contact.suppressed ?? []).map(({ address, at, words }) => notice('warning', [
    h('strong', { dir: 'auto' }, t('contact.suppressed', { address, when: date(at), words })),
    h('span', null, t('contact.suppressedHint')),
  ], button(t('contact.release'), (event) => busy(event.currentTarget, async () => {
    await contactsApi.releaseContact(contact.id);
    toast(t('contact.released'));
    close(contact);
  }), { kind: 'small', icon: 'check' })));
}

async function save(form, contact, close) {
  const { name, addresses, organisation, phone, preferred, language, ownerId } = form.elements;
  try {
    close(await contactsApi.saveContact({
      ...contact, name: name.value, organisation: organisation.value, phone: phone.value, preferred: preferred.value,
      addresses: addresses.value.split(/[\s,;]+/).filter(Boolean), language: language.value || null, ownerId: ownerId.value || null,
    }));
  } catch (error) {
    showErrors(form, error);
  }
}

async function remove(node, contact, close) {
  if (await confirmDialog({ title: t('contact.deleteAsk', { name: contact.name }), text: t('contact.deleteText'), confirm: t('contact.delete'), danger: true })) {
    await busy(node, async () => {
      await contactsApi.deleteContact(contact.id);
      toast(t('contact.deleted', { name: contact.name }));
      close(null);
    });
  }
}

/** What members see who do not change contacts. */
function facts(contact) {
  const row = (label, value) => value && h('div', null, h('dt', null, label), h('dd', null, value));
  return h('dl', { class: 'mc-details-list mc-contact-facts' },
    row(t('contact.name'), h('bdi', null, contact.name)),
    row(t('contact.addresses'), contact.addresses.map((address) => h('div', { dir: 'ltr' }, address))),
    row(t('contact.organisation'), contact.organisation && h('bdi', null, contact.organisation)),
    row(t('contact.phone'), contact.phone && h('bdi', null, contact.phone)),
    row(t('contact.preferred'), t(`contact.method.${contact.preferred}`)),
    row(t('contact.owner'), contact.ownerId && (app.member(contact.ownerId)?.name ?? t('desk.somebody'))));
}
