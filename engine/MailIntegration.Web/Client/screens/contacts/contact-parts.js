// Words and small parts of contacts that the list, the form and the conversation share.
import { app } from '../../app.js';
import { LANGUAGES, t } from '../../i18n.js';
import { avatar } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';

export const METHODS = ['email', 'portal', 'phone', 'post'];

/** How somebody wants to be reached; e-mail goes without saying. */
export const methodChip = (contact) => (contact.preferred === 'email'
  ? null
  : h('span', { class: 'mc-chip mc-contact-method' }, icon('info'), h('span', null, t(`contact.prefers.${contact.preferred}`))));

/** Who looks after the contact. */
export function ownerChip(contact) {
  const owner = app.member(contact.ownerId);
  return contact.ownerId && h('span', { class: 'mc-chip', title: t('contact.ownedBy', { name: owner?.name ?? t('desk.somebody') }) },
    owner && avatar(owner.name, { small: true, key: owner.id }), h('bdi', null, owner?.name ?? t('desk.somebody')));
}

/** Members who can look after somebody; one who left stays where he is chosen. */
export function ownerOptions(current) {
  const members = app.members.filter((member) => member.isEnabled || member.id === current).sort((a, b) => a.name.localeCompare(b.name));
  return [
    { value: '', label: t('contact.nobody') },
    ...members.map((member) => ({ value: member.id, label: member.name })),
    ...(current && !app.member(current) ? [{ value: current, label: t('desk.somebody') }] : []),
  ];
}

/** The languages of the mail centre, and whatever is set. */
export function languageOptions(current) {
  const codes = Object.keys(LANGUAGES);
  return [
    { value: '', label: t('contact.languageUnknown') },
    ...(current && !codes.includes(current) ? [current, ...codes] : codes).map((code) => ({ value: code, label: LANGUAGES[code] ?? code })),
  ];
}
