// One line of the notifications: who, where, what, how many.
import { reasonText, t, tn } from '../../i18n.js';
import { classes, h } from '../../lib/dom.js';
import { ago, fullTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { router } from '../../router.js';
import { answerButtons } from './invitation-buttons.js';

const ICONS = {
  fromCustomer: 'mail', reply: 'reply', internal: 'chat', assigned: 'person', unassigned: 'personOff', newFollower: 'people', escalated: 'warning', many: 'inbox',
  ticketChanged: 'ticket', taskChanged: 'task', filed: 'folder', newMember: 'people', newTeam: 'people', joined: 'people', invited: 'people',
};

/** Icons of what members follow. */
export const KIND_ICONS = { conversation: 'mail', ticket: 'ticket', task: 'task', dossier: 'folder', team: 'people' };

/** Where something that is followed is shown: { kind, id, conversationId }. */
export function targetHref({ kind, id, conversationId }) {
  if (kind === 'dossier') {
    return router.href(`dossiers/${encodeURIComponent(id)}`);
  }
  if (kind === 'team') {
    return router.href('team');
  }
  return conversationId ? router.href(`conversations/${encodeURIComponent(conversationId)}`) : router.href('tasks');
}

function lineHref(line) {
  if (line.conversationId) {
    return router.href(`conversations/${encodeURIComponent(line.conversationId)}`);
  }
  return line.target ? targetHref(line.target) : router.href('inbox', {});
}

/** A link to what the line is about; `onopen` is called before it is followed, `onanswer` after an invitation was answered. */
export function noticeLine(line, onopen, onanswer) {
  const details = line.details.map((detail) => reasonText(detail)).join(' · ');
  return h('li', { class: 'mc-notice-item' }, h('a', {
    class: classes('mc-notice-line', { 'mc-notice-new': !line.isRead }), href: lineHref(line), data: { kind: line.kind }, onclick: () => onopen?.(line),
  },
  h('span', { class: 'mc-notice-icon' }, icon(ICONS[line.kind])),
  h('span', { class: 'mc-notice-words' },
    h('span', { class: 'mc-notice-what' },
      h('span', { class: 'mc-notice-kind' }, line.kind === 'many' ? tn('notices.many', line.count) : t(`notices.kind.${line.kind}`, { author: line.author })),
      line.count > 1 && line.kind !== 'many' && h('span', { class: 'mc-notice-count' }, tn(line.details.length > 0 ? 'notices.changes' : 'notices.messages', line.count))),
    line.subject && h('span', { class: 'mc-notice-subject', dir: 'auto' }, line.subject),
    (details || line.text) && h('span', { class: 'mc-notice-text-line', dir: 'auto' }, details || line.text)),
  h('time', { class: 'mc-notice-time', dateTime: line.at, title: fullTime(line.at) }, ago(line.at)),
  !line.isRead && h('span', { class: 'mc-sr' }, t('notices.unread'))),
  line.kind === 'invited' && h('div', { class: 'mc-notice-answer' }, answerButtons({ ...line.target, title: line.subject }, onanswer)));
}
