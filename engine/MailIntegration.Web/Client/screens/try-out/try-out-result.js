// What a dry run found: one mail's outcome, or what would be different for the mail of some hours.
import { app } from '../../app.js';
import { reasonText, t, tn } from '../../i18n.js';
import { notice } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { fullTime, personName } from '../../lib/format.js';
import { router } from '../../router.js';

const FIELDS = ['outcome', 'class', 'trust', 'sender', 'contact', 'conversation', 'readers', 'assignee', 'events'];

/** Everything that would become of one mail. */
export function outcomeCard(outcome, name) {
  return h('article', { class: 'mc-group mc-try-card' },
    h('h2', { class: 'mc-group-title' }, h('bdi', null, name)),
    notice('info', t('tryOut.nothingWritten')),
    h('dl', { class: 'mc-details-list' }, FIELDS.map((field) => h('div', null, h('dt', null, t(`tryOut.field.${field}`)), h('dd', { dir: 'auto' }, valueOf(field, outcome))))),
    h('h3', { class: 'mc-try-steps' }, t('tryOut.field.explanation')),
    steps(outcome.explanation));
}

/** The differences of a replay. */
export function reportView(report) {
  return [
    h('p', { class: 'mc-try-sum', role: 'status' }, tn('tryOut.looked', report.looked), ' ', tn('tryOut.changed', report.changed), ' ', report.isCut && t('tryOut.cut')),
    notice('info', t('tryOut.nothingWritten')),
    report.differences.map((difference) => h('article', { class: 'mc-group mc-try-card' },
      h('h2', { class: 'mc-group-title', dir: 'auto' }, difference.subject || t('mail.noSubject')),
      h('p', { class: 'mc-hint', dir: 'auto' }, `${personName(difference.from)} · ${fullTime(difference.at)}`),
      h('table', { class: 'mc-try-table' },
        h('thead', null, h('tr', null, h('th', { scope: 'col' }), h('th', { scope: 'col' }, t('tryOut.before')), h('th', { scope: 'col' }, t('tryOut.after')))),
        h('tbody', null, difference.differences.map((field) => h('tr', null,
          h('th', { scope: 'row' }, t(`tryOut.field.${field}`)),
          h('td', { dir: 'auto' }, field === 'explanation' ? steps(without(difference.before, difference.after)) : valueOf(field, difference.before)),
          h('td', { dir: 'auto' }, field === 'explanation' ? steps(without(difference.after, difference.before)) : valueOf(field, difference.after)))))))),
  ];
}

const steps = (reasons) => h('ol', { class: 'mc-explanation-steps' }, reasons.map((reason) => h('li', { dir: 'auto' }, reasonText(reason))));

// Only the lines in which the two differ.
function without({ explanation }, other) {
  const same = new Set(other.explanation.map((reason) => JSON.stringify(reason)));
  return explanation.filter((reason) => !same.has(JSON.stringify(reason)));
}

function valueOf(field, outcome) {
  switch (field) {
    case 'outcome':
      return [t(`outcome.${outcome.outcome}`), outcome.reason && ` · ${reasonText(outcome.reason)}`];
    case 'class':
      return t(outcome.class === 'personal' ? 'tryOut.personal' : `class.${outcome.class}`);
    case 'trust':
      return t(`trust.${outcome.trust}`);
    case 'sender':
      return outcome.sender ? `${personName(outcome.sender)} (${outcome.sender.address})` : t('tryOut.nobody');
    case 'contact':
      return outcome.contact ?? t('tryOut.nobody');
    case 'conversation':
      return outcome.conversationId && outcome.conversationSubject !== null
        ? h('a', { href: router.href(`conversations/${encodeURIComponent(outcome.conversationId)}`) }, outcome.conversationSubject || t('mail.noSubject'))
        : t('tryOut.otherConversation');
    case 'readers':
      return names(outcome.readerIds);
    case 'assignee':
      return names(outcome.assigneeId ? [outcome.assigneeId] : []);
    case 'events':
      return outcome.eventKinds.map((kind) => t(`event.${kind}`)).join(', ') || t('tryOut.nobody');
    default:
      return '';
  }
}

const names = (ids) => ids.map((id) => app.member(id)?.name ?? id).join(', ') || t('tryOut.nobody');
