// Under a message: who was told of it by e-mail because he had not seen it in time, and what became of that (CV3, CV4).
import { reasonText, t, tn } from '../../i18n.js';
import { classes, h } from '../../lib/dom.js';
import { dateTime, listOf, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openPopover } from '../../lib/popover.js';
import { isProblem, outboxText } from '../write/outbox-words.js';
import { openedText } from './opened-line.js';

const NAMED = 2;

/** A line for marks { name, address, state, at, reason }, or null when nobody was told by e-mail. What went wrong comes first. */
export function mailedLine(marks) {
  if (!marks?.length) {
    return null;
  }
  const bad = marks.filter(isProblem);
  const sent = marks.filter(({ state }) => ['sent', 'delayed'].includes(state));
  const shown = bad.length > 0 ? bad : sent.length > 0 ? sent : marks;
  const key = bad.length > 0 ? 'mailed.failed' : sent.length > 0 ? 'mailed.to' : 'mailed.pending';
  return h('button', {
    type: 'button', class: classes('mc-mailed', { 'mc-mailed-bad': bad.length > 0 }), 'aria-haspopup': 'dialog', title: marks.map(describe).join('\n'),
    onclick: (event) => openPopover(event.currentTarget, () => h('ul', { class: 'mc-seen-list' }, marks.map((mark) => h('li', null,
      h('span', null, h('bdi', null, mark.name), h('span', { class: 'mc-hint mc-mailed-state' }, ` ${[words(mark), mark.reason && reasonText(mark.reason), mark.opened && openedText(mark.opened)].filter(Boolean).join(' · ')}`)),
      h('time', { datetime: mark.at }, dateTime(mark.at))))), { label: t('mailed.title'), className: 'mc-popover-seen' }),
  },
  icon(bad.length > 0 ? 'warning' : 'mail'),
  h('span', { dir: 'auto' }, t(key, { names: names(shown) })),
  h('time', { datetime: shown.at(-1).at }, shortTime(shown.at(-1).at)));
}

function names(marks) {
  const first = marks.slice(0, NAMED).map(({ name }) => name);
  return listOf(marks.length > NAMED ? [...first, tn('seen.others', marks.length - NAMED)] : first);
}

const words = (mark) => outboxText({ ...mark, sentAt: mark.at, createdAt: mark.at, dueAt: null, attempts: 0 });
const describe = (mark) => `${mark.name}: ${words(mark)}, ${dateTime(mark.at)}`;
