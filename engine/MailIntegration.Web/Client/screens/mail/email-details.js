// What stands behind an e-mail: who got it, why it is here, its header fields.
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { button, iconButton, notice } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { bytes, fullTime } from '../../lib/format.js';

const SAME_MOMENT = 60_000;

/** From, to, cc, date, address; `tools` are { explain(), headers() }. */
export function addressDetails(email, tools) {
  const via = email.copies.map((copy) => t('mail.viaFolder', { address: copy.email, folder: t(`folder.${copy.folder}`) }));
  return h('div', { class: 'mc-details' },
    h('dl', { class: 'mc-details-list' },
      row(t('mail.from'), email.from && mailbox(email.from)),
      row(t('mail.belongsTo'), email.sender && mailbox(email.sender)),
      row(t('mail.replyTo'), people(email.replyTo)),
      row(t('mail.to'), people(email.to)),
      row(t('mail.cc'), people(email.cc)),
      row(t('mail.arrived'), fullTime(email.at)),
      email.date && Math.abs(new Date(email.date) - new Date(email.at)) > SAME_MOMENT && row(t('mail.date'), fullTime(email.date)),
      row(t('mail.via'), via.map((text) => h('div', { dir: 'auto' }, text))),
      email.kind === 'received' && row(t('trust.label'), t(`trust.${email.trust}`)),
      row(t('mail.size'), bytes(email.size))),
    h('div', { class: 'mc-details-tools' },
      button(t('mail.why'), tools.explain, { kind: 'link' }),
      button(t('mail.headers'), tools.headers, { kind: 'link' })));
}

/** What is doubtful about the sender, in words; nothing for mail that is as good as its provider says. */
export function trustNotice(email) {
  const reasons = email.explanation.filter(({ code }) => code.startsWith('trust-') && !['trust-verified', 'trust-unknown', 'trust-unverified'].includes(code));
  return email.trust === 'suspicious' && notice('danger', h('span', null, reasons.map((reason) => reasonText(reason)).join(' ')));
}

/** What delivery reports said of a sent e-mail, with the server's words. */
export function deliveryNotice({ report: delivery }) {
  return delivery && notice(delivery.problem === 'bounced' ? 'danger' : 'warning', h('div', null,
    h('strong', null, t(`delivery.${delivery.problem}Text`)),
    h('ul', { class: 'mc-delivery-list' }, delivery.recipients.map((recipient) => h('li', null,
      h('bdi', null, recipient.address), (recipient.serverText || recipient.status) && h('q', { dir: 'auto', class: 'mc-delivery-words' }, recipient.serverText ?? recipient.status))))));
}

/** Why the e-mail is here and what was decided about it, step by step. */
export function explanation(email, close) {
  return h('section', { class: 'mc-explanation', tabindex: '-1', 'aria-label': t('mail.why') },
    h('div', { class: 'mc-panel-head' }, h('h2', { class: 'mc-panel-title' }, t('mail.why')), iconButton('close', t('action.close'), close)),
    email.explanation.length > 0
      ? h('ol', { class: 'mc-explanation-steps' }, email.explanation.map((reason) => h('li', { dir: 'auto' }, reasonText(reason))))
      : h('p', { class: 'mc-hint' }, t('mail.whyNothing')),
    email.later?.length > 0 && [
      h('h3', { class: 'mc-explanation-later' }, t('mail.whyLater')),
      h('ol', { class: 'mc-explanation-steps' }, email.later.map(({ at, reason, memberId }) => h('li', { dir: 'auto' },
        h('time', { class: 'mc-hint', datetime: at }, fullTime(at)), ' ', reasonText(reason),
        memberId && h('span', { class: 'mc-hint' }, ` ${t('mail.whyBy', { name: app.member(memberId)?.name ?? t('mail.whyFormer') })}`)))),
    ]);
}

/** The header fields in a dialog. */
export function showHeaders(email) {
  return openDialog({
    title: t('mail.headers'),
    size: 'large',
    build: () => h('div', { class: 'mc-headers', tabindex: '0' }, h('dl', { class: 'mc-headers-list' }, email.headers.map(({ name, value }) => h('div', null,
      h('dt', null, name), h('dd', { dir: 'auto' }, value))))),
  });
}

function row(label, value) {
  const empty = !value || (Array.isArray(value) && value.length === 0);
  return !empty && h('div', null, h('dt', null, label), h('dd', null, value));
}

const people = (list) => (Array.isArray(list) ? list : [list].filter(Boolean)).map((item) => h('div', null, mailbox(item)));

function mailbox({ name, address }) {
  return [name && h('bdi', { class: 'mc-details-name' }, name), ' ', h('bdi', { class: 'mc-details-address' }, name ? `<${address}>` : address)];
}
