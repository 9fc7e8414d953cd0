// Under a sent e-mail: that it was opened, as far as its invisible picture tells (MC4).
import { t, tn } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';

/** "Opened on 3 March at 14:03 · 4 times, last on ..." */
export function openedText({ firstAt, lastAt, count, isUnsure }) {
  const first = t(isUnsure ? 'opened.maybeAt' : 'opened.at', { time: dateTime(firstAt) });
  return count > 1 ? `${first} · ${tn('opened.times', count, { time: dateTime(lastAt) })}` : first;
}

/** A line for { firstAt, lastAt, count, isUnsure }, or null when nothing is known. */
export const openedLine = (opened) => opened && h('p', { class: 'mc-delivery mc-opened', title: t('opened.hint') },
  h('span', { class: 'mc-delivery-state' }, icon('eye'), h('span', null, openedText(opened))));
