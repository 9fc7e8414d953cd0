// One line of the notifications: who, where, what, how many.
import { t, tn } from '../../i18n.js';
import { classes, h } from '../../lib/dom.js';
import { ago, fullTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { router } from '../../router.js';

const ICONS = {
  fromCustomer: 'mail', reply: 'reply', internal: 'chat', assigned: 'person', unassigned: 'personOff', newFollower: 'people', escalated: 'warning', many: 'inbox',
};

/** A link to what the line is about; `onopen` is called before it is followed. */
export function noticeLine(line, onopen) {
  const href = line.conversationId ? router.href(`conversations/${encodeURIComponent(line.conversationId)}`) : router.href('inbox', {});
  return h('li', { class: 'mc-notice-item' }, h('a', {
    class: classes('mc-notice-line', { 'mc-notice-new': !line.isRead }), href, data: { kind: line.kind }, onclick: () => onopen?.(line),
  },
  h('span', { class: 'mc-notice-icon' }, icon(ICONS[line.kind])),
  h('span', { class: 'mc-notice-words' },
    h('span', { class: 'mc-notice-what' },
      h('span', { class: 'mc-notice-kind' }, line.kind === 'many' ? tn('notices.many', line.count) : t(`notices.kind.${line.kind}`, { author: line.author })),
      line.count > 1 && line.kind !== 'many' && h('span', { class: 'mc-notice-count' }, tn('notices.messages', line.count))),
    line.subject && h('span', { class: 'mc-notice-subject', dir: 'auto' }, line.subject),
    line.text && h('span', { class: 'mc-notice-text-line', dir: 'auto' }, line.text)),
  h('time', { class: 'mc-notice-time', dateTime: line.at, title: fullTime(line.at) }, ago(line.at)),
  !line.isRead && h('span', { class: 'mc-sr' }, t('notices.unread'))));
}
