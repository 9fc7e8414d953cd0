// Under a message: who saw it, and when.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { dateTime, fullTime, listOf, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openPopover } from '../../lib/popover.js';

const NAMED = 2;

/** A line for marks { memberId, name, at } (memberId null: a contact, on his page), or null when there is nothing to tell. One's own
 * mark is no news. */
export function seenLine(marks) {
  const others = (marks ?? []).filter((mark) => mark.memberId !== app.session.member.id);
  if (others.length === 0) {
    return null;
  }
  const names = others.slice(0, NAMED).map(nameOf);
  const text = others.length > NAMED
    ? t('seen.byMore', { names: listOf([...names, tn('seen.others', others.length - NAMED)]) })
    : t('seen.by', { names: listOf(names) });
  return h('button', {
    type: 'button', class: 'mc-seen', 'aria-haspopup': 'dialog', title: others.map(withTime).join('\n'),
    onclick: (event) => openPopover(event.currentTarget, () => h('ul', { class: 'mc-seen-list' }, others.map((mark) => h('li', null,
      h('bdi', null, nameOf(mark)), h('time', { datetime: mark.at }, dateTime(mark.at))))), { label: t('seen.title'), className: 'mc-popover-seen' }),
  }, icon('eye'), h('span', { dir: 'auto' }, text), others.length === 1 && h('time', { datetime: others[0].at }, shortTime(others[0].at)));
}

/** A message that no contact saw yet: it lies on his page. */
export const deliveredMark = (email) => email.isOnPage
  && h('span', { class: 'mc-note-delivered', title: fullTime(email.at) }, icon('check'), t('message.delivered'));

function nameOf({ memberId, name }) {
  const shown = name || t('desk.somebody');
  return memberId ? shown : t('seen.contact', { name: shown });
}

const withTime = (mark) => `${nameOf(mark)}: ${dateTime(mark.at)}`;
