// One message that waits or was left out: why, what to do about it, and its text on demand.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonHelp, reasonText, t, tn } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { bytes, dateTime, fullTime, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { contactsApi } from '../contacts/contacts-api.js';

/** The sender of mail that waits to become a contact; null for other reasons. */
export const senderOf = (row) => (row.reason?.code === 'sender-unknown' ? { name: row.reason.args.name, address: row.reason.args.email } : null);

/** `on` has toggle(event), addContact(sender), retry(node), ignore(node); `contact` is who the sender has become meanwhile. */
export function unprocessedRow(row, { checked, contact, ignored, on }) {
  const sender = senderOf(row);
  const help = !contact && reasonHelp(row.reason);
  const text = h('div', { class: 'mc-unprocessed-text', hidden: true });
  const label = t('unprocessed.rowLabel', { email: row.email, time: dateTime(row.receivedAt) });
  return h('li', { class: 'mc-row mc-row-plain', data: { id: row.key } },
    h('label', { class: 'mc-row-pick mc-row-pick-plain' }, h('input', {
      type: 'checkbox', class: 'mc-row-check', 'aria-label': t('list.select', { subject: label }), checked, onclick: on.toggle,
    })),
    h('div', { class: 'mc-row-body' },
      h('p', { class: 'mc-unprocessed-reason', dir: 'auto' }, reasonText(row.reason)),
      contact && h('p', { class: 'mc-unprocessed-ready' }, icon('checkCircle'), t('unprocessed.ready', { name: contact.name })),
      help && h('p', { class: 'mc-hint' }, help),
      h('p', { class: 'mc-unprocessed-facts' },
        h('bdi', null, row.email), h('span', null, t(`folder.${row.folder}`)), h('time', { datetime: row.receivedAt, title: fullTime(row.receivedAt) }, shortTime(row.receivedAt)),
        row.size > 0 && h('span', null, bytes(row.size)), row.attempts > 0 && h('span', null, tn('ledger.attempts', row.attempts)), row.retryAt && h('span', null, t('ledger.retryAt', { time: dateTime(row.retryAt) })),
        row.hasRaw && (sender || ignored) && button(t('unprocessed.read'), (event) => read(event.currentTarget, row, text), { kind: 'link', class: 'mc-unprocessed-read', 'aria-expanded': 'false' })),
      text),
    h('div', { class: 'mc-row-tools' },
      row.hasRaw && h('a', { class: 'mc-icon-button', href: api.unprocessedRawUrl(row.key), download: '', 'data-external': true, 'aria-label': t('mail.download'), title: t('mail.download') }, icon('download')),
      !ignored && sender && button(t('unprocessed.ignore'), (event) => on.ignore(event.currentTarget), { kind: 'quiet mc-button-small', class: 'mc-ignore' }),
      sender && !contact && app.can.manageContacts && button(t('contact.add'), () => on.addContact(sender), { icon: 'plus', kind: 'small', class: 'mc-add-sender', 'aria-haspopup': 'dialog' }),
      button(t('action.tryAgain'), (event) => on.retry(event.currentTarget), { kind: contact ? 'small mc-button-primary' : 'small', class: 'mc-retry' })));
}

async function read(node, row, place) {
  if (!place.hidden) {
    place.hidden = true;
    node.setAttribute('aria-expanded', 'false');
    node.querySelector('span').textContent = t('unprocessed.read');
    return;
  }
  const mail = place.childElementCount > 0 || await busy(node, () => contactsApi.unprocessedPreview(row.key));
  if (!mail) {
    return;
  }
  if (mail !== true) {
    const mailbox = ({ name, address }) => (name ? `${name} <${address}>` : address);
    fill(place,
      h('p', { class: 'mc-unprocessed-subject', dir: 'auto' }, mail.subject || t('mail.noSubject')),
      mail.from && h('p', { class: 'mc-hint', dir: 'auto' }, `${t('mail.from')}: ${mailbox(mail.from)}`),
      mail.to.length > 0 && h('p', { class: 'mc-hint', dir: 'auto' }, `${t('mail.to')}: ${[...mail.to, ...mail.cc].map(mailbox).join(', ')}`),
      h('p', { class: 'mc-unprocessed-body', dir: 'auto' }, mail.text || t('unprocessed.noText')),
      mail.files.length > 0 && h('p', { class: 'mc-hint', dir: 'auto' }, mail.files.join(', ')));
  }
  place.hidden = false;
  node.setAttribute('aria-expanded', 'true');
  node.querySelector('span').textContent = t('unprocessed.readClose');
}
