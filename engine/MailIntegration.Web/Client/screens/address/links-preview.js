// What other links do to the mail that is stored already, asked before they are saved (AD2, AD3, AD4).
import { http } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { avatar, button } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';

/** Resolves true when nobody's sight changes, or when the member agrees. */
export async function confirmLinks(address, links) {
  if (JSON.stringify(links) === JSON.stringify(address.links.map(({ kind, targetId }) => ({ kind, targetId })))) {
    return true;
  }
  const { members } = await http.post(`addresses/${encodeURIComponent(address.id)}/links-preview`, { links });
  return members.length === 0 || await openDialog({
    title: t('sight.title'),
    build: () => [
      h('p', { class: 'mc-dialog-text' }, t('sight.lead', { email: address.email })),
      h('ul', { class: 'mc-sight' }, members.map((member) => h('li', null,
        avatar(member.name, { small: true, key: member.memberId }),
        h('bdi', { class: 'mc-sight-name' }, member.name),
        h('span', { class: 'mc-sight-figures' },
          member.gains > 0 && h('span', { class: 'mc-chip mc-chip-good' }, tn('sight.gains', member.gains)),
          member.loses > 0 && h('span', { class: 'mc-chip mc-chip-bad' }, tn('sight.loses', member.loses)))))),
      h('p', { class: 'mc-hint' }, t('sight.later')),
    ],
    footer: ({ close }) => [
      button(t('action.cancel'), () => close(false)),
      button(t('sight.save'), () => close(true), { kind: 'primary', autofocus: true }),
    ],
  }) === true;
}
