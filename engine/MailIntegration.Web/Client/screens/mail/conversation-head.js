// Head of a conversation: tools, subject, tags, who works on it.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { copyText } from '../../lib/clipboard.js';
import { classes, h } from '../../lib/dom.js';
import { hue } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { router } from '../../router.js';
import { contactRow } from '../contacts/contact-row.js';
import { ticketChip } from '../tickets/ticket-panel.js';
import { change, move, setDone, setRead } from './actions.js';
import { openAssign, openTags } from './pickers.js';
import { addressChip, moveItems } from './row.js';

/** The bar on top; without a conversation (still loading) only the way back. */
export function conversationToolbar(conversation, route) {
  const back = h('a', { class: 'mc-icon-button mc-reader-back', href: router.listHref(route.query, route.box), 'aria-label': t('reader.backToList'), title: t('reader.backToList') }, icon('back'));
  if (!conversation) {
    return back;
  }
  const ids = [conversation.id];
  const row = { ...conversation, conversationId: conversation.id };
  const assignee = app.member(conversation.assigneeId);
  const isDone = conversation.state === 'done';
  return [
    back,
    h('div', { class: 'mc-reader-moves', role: 'toolbar', 'aria-label': t('reader.actions') },
      moveItems(route.box, (action) => move({ ids }, action, { box: route.box })).map((item) => iconButton(item.icon, item.label, item.run, { 'aria-keyshortcuts': item.hint })),
      iconButton('more', t('list.more'), (event) => openMenu(event.currentTarget, conversationMenu(conversation), { align: 'start', label: t('list.more') }), { 'aria-haspopup': 'menu' })),
    h('div', { class: 'mc-reader-work' },
      h('button', {
        type: 'button', class: 'mc-button mc-button-quiet mc-assign-button', 'aria-haspopup': 'dialog',
        'aria-label': assignee ? t('assign.to', { name: assignee.name }) : t('action.assign'), onclick: (event) => openAssign(event.currentTarget, [row], { align: 'end' }),
      }, assignee ? avatar(assignee.name, { small: true, key: assignee.id }) : icon('person'), h('span', { class: 'mc-assign-name' }, assignee ? assignee.name : t('action.assign'))),
      button(t(isDone ? 'action.reopen' : 'action.done'), () => setDone(ids, !isDone), { icon: isDone ? 'restore' : 'check', class: 'mc-done-button', kind: isDone ? '' : 'soft' })),
  ];
}

function conversationMenu(conversation) {
  const ids = [conversation.id];
  const anyUnread = conversation.emails.some((email) => email.isUnread);
  return [
    { label: t(anyUnread ? 'action.markRead' : 'action.markUnread'), icon: anyUnread ? 'read' : 'unread', hint: 'u', run: () => setRead({ ids }, anyUnread) },
    { label: t('action.tags'), icon: 'tag', hint: 't', run: () => openTags(document.querySelector('.mc-add-tag'), [{ ...conversation, conversationId: conversation.id }]) },
    { label: t('action.copyLink'), icon: 'link', run: () => copyText(new URL(router.href(`conversations/${encodeURIComponent(conversation.id)}`), location.href).href) },
  ];
}

/** Subject, number of e-mails, ticket, state, addresses and tags. */
export function conversationHead(conversation, frame) {
  const { id, subject, emails, tags, state } = conversation;
  const addressIds = [...new Set(emails.flatMap((email) => email.addressIds))];
  return h('div', { class: 'mc-conversation-head' },
    h('h1', { class: classes('mc-subject', { 'mc-subject-done': state === 'done' }), dir: 'auto', tabindex: '-1' }, subject || t('mail.noSubject')),
    contactRow(conversation, () => frame.changed()),
    h('div', { class: 'mc-conversation-meta' },
      state === 'done' && h('span', { class: 'mc-chip mc-chip-done' }, icon('checkCircle'), t('state.done')),
      ticketChip(conversation.ticket, () => frame.showTicket()),
      emails.length > 1 && h('span', { class: 'mc-chip' }, tn('list.emails', emails.length)),
      addressIds.map((address) => addressChip(address)),
      tags.map((tag) => h('span', { class: `mc-chip mc-chip-tag mc-hue-${hue(tag)}` },
        h('a', { href: router.href('all', { tag }), dir: 'auto' }, tag),
        h('button', { type: 'button', class: 'mc-chip-remove', 'aria-label': t('tags.remove', { tag }), onclick: () => change([id], { removeTags: [tag] }) }, icon('close')))),
      h('button', { type: 'button', class: 'mc-chip mc-add-tag', 'aria-haspopup': 'dialog', onclick: (event) => openTags(event.currentTarget, [{ ...conversation, conversationId: id }]) }, icon('plus'), t('tags.add'))));
}
