// One conversation in the list.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, iconButton } from '../../lib/controls.js';
import { classes, h } from '../../lib/dom.js';
import { fullTime, hue, number, personName, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { move, setDone, setRead } from './actions.js';
import { openAssign, openTags } from './pickers.js';

const SHOWN_TAGS = 1;

/** Builds a row. `list` tells the box, the address of a conversation, what is selected, and takes `toggle(row, event)`. */
export function rowNode(row, list) {
  const sender = row.lastKind === 'sent' ? t('mail.sentBy', { name: personName(row.lastFrom) }) : personName(row.lastFrom);
  const unread = row.unread > 0;
  const href = list.href(row);
  return h('li', { class: classes('mc-row', { 'mc-unread': unread, 'mc-done': row.state === 'done' }), data: { id: row.conversationId } },
    h('label', { class: 'mc-row-pick' },
      h('input', {
        type: 'checkbox', class: 'mc-row-check', 'aria-label': t('list.select', { subject: row.subject || t('mail.noSubject') }),
        checked: list.isSelected(row), onclick: (event) => list.toggle(row, event),
      }),
      avatar(personName(row.lastFrom), { key: row.lastFrom?.address ?? row.conversationId })),
    h('div', { class: 'mc-row-body' },
      h('div', { class: 'mc-row-top' },
        h('span', { class: 'mc-row-from', dir: 'auto' }, sender),
        h('span', { class: 'mc-row-signs' }, signs(row)),
        h('time', { class: 'mc-row-time', datetime: row.at, title: fullTime(row.at) }, shortTime(row.at))),
      h('div', { class: 'mc-row-middle' },
        h('a', { class: 'mc-row-link', href },
          unread && h('span', { class: 'mc-sr' }, `${t('mail.unread')}. `),
          h('span', { class: 'mc-row-subject', dir: 'auto' }, row.subject || t('mail.noSubject'))),
        row.total > 1 && h('span', { class: 'mc-row-total', title: totalTitle(row) }, number(row.total)),
        rootKind(row)),
      h('div', { class: 'mc-row-bottom' },
        h('span', { class: 'mc-row-snippet', dir: 'auto' }, row.snippet),
        h('span', { class: 'mc-row-chips' }, chips(row, list)))),
    h('div', { class: 'mc-row-actions' },
      h('a', { class: 'mc-row-view', href, tabindex: '-1', 'aria-label': t('list.viewSubject', { subject: row.subject || t('mail.noSubject') }) }, t('list.view')),
      iconButton('more', t('list.more'), (event) => openRowMenu(event.currentTarget, row, list), { 'aria-haspopup': 'menu', class: 'mc-row-more' })));
}

function signs(row) {
  const assignee = row.assigneeId && app.member(row.assigneeId);
  return [
    row.hasAttachments && h('span', { title: t('mail.hasAttachments') }, icon('clip', t('mail.hasAttachments'))),
    row.state === 'done' && h('span', { class: 'mc-sign-done', title: t('state.done') }, icon('checkCircle', t('state.done'))),
    assignee && h('span', { class: 'mc-sign-assignee', title: t('assign.to', { name: assignee.name }) },
      avatar(assignee.name, { small: true, key: assignee.id }), h('span', { class: 'mc-sr' }, t('assign.to', { name: assignee.name }))),
  ];
}

// When only some e-mails match the filter, the row says what the conversation began with: received, sent or draft.
function rootKind(row) {
  return row.matching < row.total && h('span', { class: 'mc-row-kind', title: totalTitle(row) }, icon({ received: 'incoming', sent: 'outgoing' }[row.rootKind] ?? 'edit'), t(`kind.${row.rootKind}`));
}

function chips(row, list) {
  const tags = row.tags.slice(0, SHOWN_TAGS);
  return [
    tags.map((tag) => h('span', { class: `mc-chip mc-chip-tag mc-hue-${hue(tag)}`, dir: 'auto' }, tag)),
    row.tags.length > SHOWN_TAGS && h('span', { class: 'mc-chip' }, `+${number(row.tags.length - SHOWN_TAGS)}`),
    !list.addressId && row.addressIds.slice(0, 1).map((id) => addressChip(id, row.addressIds.length - 1)),
  ];
}

/** The address that mail came in by: its colour and the part before the @. */
export function addressChip(id, others = 0) {
  const address = app.address(id);
  return address && h('span', { class: 'mc-chip mc-chip-address', title: address.email },
    h('span', { class: `mc-dot mc-hue-${hue(id)}` }), h('span', { class: 'mc-chip-text' }, address.email.split('@')[0]), others > 0 && `+${number(others)}`);
}

function totalTitle(row) {
  return row.matching < row.total ? t('list.rootTitle', { matching: number(row.matching), total: number(row.total) }) : tn('list.emails', row.total);
}

function openRowMenu(anchor, row, list) {
  const ids = [row.conversationId];
  const { box } = list;
  const unread = row.unread > 0;
  openMenu(anchor, [
    { label: t(unread ? 'action.markRead' : 'action.markUnread'), icon: unread ? 'read' : 'unread', hint: 'u', run: () => setRead({ ids }, unread) },
    row.state === 'done'
      ? { label: t('action.reopen'), icon: 'restore', hint: 'd', run: () => setDone(ids, false) }
      : { label: t('action.done'), icon: 'checkCircle', hint: 'd', run: () => setDone(ids, true) },
    { label: t('action.assign'), icon: 'person', hint: 'a', run: () => openAssign(anchor, [row], { align: 'end' }) },
    { label: t('action.tags'), icon: 'tag', hint: 't', run: () => openTags(anchor, [row], { align: 'end' }) },
    'line',
    ...moveItems(box, (action) => move({ ids }, action, { box })),
  ], { label: t('list.more') });
}

/** Menu items that move mail, as they make sense in a box. */
export function moveItems(box, run) {
  const item = (action, name, hint, danger) => ({ label: t(`action.${action}`), icon: name, hint, danger, run: () => run(action) });
  const inbox = { ...item('restore', 'inbox'), label: t('action.toInbox') };
  return {
    deleted: [item('restore', 'restore')],
    spam: [item('notSpam', 'notSpam', '!'), item('delete', 'trash', '#', true)],
    archive: [inbox, item('delete', 'trash', '#', true)],
  }[box] ?? [item('archive', 'archive', 'e'), item('spam', 'spam', '!'), item('delete', 'trash', '#', true)];
}
