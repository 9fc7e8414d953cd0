// Words and small parts of tickets that the list, the panel and the chip share.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { classes, h } from '../../lib/dom.js';
import { date, fullTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';

export const STATES = ['open', 'waiting', 'closed'];
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'];

/** Categories that addresses offer; of one conversation only those of its addresses. */
export function categoriesOf(addressIds) {
  const addresses = app.addresses.filter((address) => !addressIds || addressIds.includes(address.id));
  return [...new Set(addresses.flatMap((address) => address.ticketCategories ?? []))].sort((a, b) => a.localeCompare(b));
}

export const stateChip = (ticket) => h('span', { class: `mc-chip mc-ticket-state mc-ticket-${ticket.state}` }, t(`ticket.state.${ticket.state}`));

export const priorityChip = (ticket) => (ticket.priority === 'normal'
  ? null
  : h('span', { class: `mc-chip mc-priority mc-priority-${ticket.priority}` }, t(`ticket.priority.${ticket.priority}`)));

export const isOverdue = (item) => Boolean(item.dueAt) && !['closed', 'done'].includes(item.state) && new Date(item.dueAt) < new Date();

/** When something is due; late ones say so in words, not by colour alone. */
export function dueChip(item) {
  if (!item.dueAt) {
    return null;
  }
  const late = isOverdue(item);
  return h('span', { class: classes('mc-chip', 'mc-due', { 'mc-chip-bad': late }), title: fullTime(item.dueAt) },
    icon('clock'), h('span', null, late ? t('due.late', { date: date(item.dueAt) }) : t('due.on', { date: date(item.dueAt) })));
}

/** The value of a date field for an instant, and back: the end of that day where the member is. */
export const dayOf = (iso) => (iso ? new Date(new Date(iso).getTime() - new Date(iso).getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : '');
export const instantOf = (day) => (day ? new Date(`${day}T23:59:00`).toISOString() : null);

/** Options of a choice of members; whoever left but still has the work stays in it. */
export function memberOptions(current) {
  const me = app.session.member.id;
  const members = app.members.filter((member) => member.isEnabled || member.id === current).sort((a, b) => (b.id === me) - (a.id === me) || a.name.localeCompare(b.name));
  return [
    { value: '', label: t('assign.nobody') },
    ...members.map((member) => ({ value: member.id, label: member.id === me ? t('assign.me', { name: member.name }) : member.name })),
  ];
}
