// Whom a conversation is held with, below its subject.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { addContact } from './add-contact.js';
import { openContact } from './contact-form.js';
import { methodChip, ownerChip } from './contact-parts.js';

/** The contact, or a way to make one of whoever writes; `changed()` runs after a change. */
export function contactRow({ contact, stranger }, changed) {
  const open = async (work) => {
    if (await work() !== undefined) {
      changed();
    }
  };
  if (contact) {
    return h('div', { class: 'mc-contact-row' },
      h('button', { type: 'button', class: 'mc-chip mc-contact-chip', 'aria-haspopup': 'dialog', title: contact.addresses.join(', '), onclick: () => open(() => openContact(contact)) },
        icon('person'), h('bdi', null, contact.organisation ? t('contact.nameOf', { name: contact.name, organisation: contact.organisation }) : contact.name)),
      ownerChip(contact), methodChip(contact));
  }
  return stranger && h('div', { class: 'mc-contact-row' },
    h('span', { class: 'mc-hint' }, t('contact.stranger', { name: stranger.name || stranger.address })),
    app.can.manageContacts && h('button', { type: 'button', class: 'mc-chip mc-contact-chip mc-contact-add', 'aria-haspopup': 'dialog', onclick: () => open(() => addContact(stranger)) }, icon('plus'), t('contact.add')));
}
