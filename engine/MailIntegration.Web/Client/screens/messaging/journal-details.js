// One row of the journal in full.
import { app } from '../../app.js';
import { hasText, reasonText, t, tn } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { fullTime, personName } from '../../lib/format.js';
import { router } from '../../router.js';
import { openedText } from '../conversation/opened-line.js';
import { addressName } from './template-words.js';

export function outgoingDetails(row, close) {
  return h('div', { class: 'mc-journal-details' },
    facts([
      [t('journal.to'), h('bdi', null, row.to.map((person) => `${personName(person)} <${person.address}>`).join(', ') + (row.recipientCount > row.to.length ? ` +${row.recipientCount - row.to.length}` : ''))],
      [t('journal.from'), h('bdi', null, `${personName(row.from)} <${row.from.address}>`)],
      [t('journal.address'), addressName(row.senderId)],
      [t('journal.origin'), origin(row)],
      ...(row.opened ? [[t('opened.title'), [openedText(row.opened), h('span', { class: 'mc-hint' }, ` ${t('opened.hint')}`)]]] : []),
      ...(row.aboutItemIds.length > 0 ? [[t('journal.tellsOf'), tn('notices.messages', row.aboutItemIds.length)]] : []),
    ]),
    h('h3', null, t('journal.history')),
    h('ol', { class: 'mc-journal-steps' }, row.history.map((step) => h('li', null,
      h('time', { datetime: step.at }, fullTime(step.at)), ' ', h('strong', null, t(`outbox.state.${step.state}`)),
      step.reason && h('span', { class: 'mc-hint', dir: 'auto' }, ` ${reasonText(step.reason)}`)))),
    conversationLink(row, close));
}

export function incomingDetails({ row, runs }, close) {
  return h('div', { class: 'mc-journal-details' },
    facts([
      [t('journal.from'), row.from ? h('bdi', null, `${personName(row.from)} <${row.from.address}>`) : t('journal.unknownSender')],
      [t('journal.address'), addressName(row.addressId)],
      [t('journal.received'), fullTime(row.receivedAt)],
      [t('journal.status'), [t(`outcome.${row.outcome}`), row.reason && h('span', { class: 'mc-hint', dir: 'auto' }, ` ${reasonText(row.reason)}`)]],
    ]),
    row.explanation.length > 0 && [h('h3', null, t('journal.explanation')), h('ol', { class: 'mc-journal-steps' }, row.explanation.map((reason) => h('li', { dir: 'auto' }, reasonText(reason))))],
    h('h3', null, t('journal.triggered')),
    runs.length === 0
      ? h('p', { class: 'mc-hint' }, t('journal.nothingTriggered'))
      : h('ul', { class: 'mc-journal-steps' }, runs.map((run) => h('li', null,
        h('time', { datetime: run.at }, fullTime(run.at)), ' ', h('strong', { dir: 'auto' }, run.sourceName || run.sourceId),
        h('span', { class: 'mc-hint', dir: 'auto' }, ` ${[run.action, run.outcome].filter(Boolean).join(': ')} ${run.reason ? reasonText(run.reason) : ''}`)))),
    conversationLink(row, close));
}

function origin(row) {
  if (row.authorId) {
    return app.member(row.authorId)?.name ?? t('journal.member');
  }
  if (row.template) {
    return hasText(`template.of.${row.template}`) ? t(`template.of.${row.template}`) : t('journal.template');
  }
  return t(row.isSites ? 'journal.bySite' : 'journal.automation');
}

const facts = (rows) => h('dl', { class: 'mc-journal-facts' }, rows.map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));

const conversationLink = (row, close) => row.conversationId && (row.emailId || row.aboutItemIds?.length > 0) && h('p', null,
  h('a', { href: router.href(`conversations/${encodeURIComponent(row.conversationId)}`), onclick: () => close() }, t('journal.openConversation')));
