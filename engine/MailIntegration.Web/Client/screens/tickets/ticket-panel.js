// The ticket of an open conversation: a chip in its head, and a panel to change it in place.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { h, uniqueId } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toast, toastError } from '../../lib/toast.js';
import { followButton } from '../follow/follow-button.js';
import { categoriesOf, dayOf, dueChip, instantOf, memberOptions, PRIORITIES, priorityChip, STATES, stateChip } from './ticket-parts.js';

/** "#12 Open": a click goes to the panel. */
export function ticketChip(ticket, onclick) {
  return ticket && h('button', { type: 'button', class: 'mc-chip mc-ticket-chip', 'aria-label': t('ticket.chip', { number: ticket.number, state: t(`ticket.state.${ticket.state}`) }), onclick },
    icon('ticket'), h('span', null, `#${ticket.number}`), h('span', { class: `mc-ticket-word mc-ticket-${ticket.state}` }, t(`ticket.state.${ticket.state}`)));
}

/** `changed()` runs after the ticket was opened or saved. */
export function ticketPanel(conversation, changed) {
  const { ticket, emails } = conversation;
  if (!ticket) {
    return h('section', { class: 'mc-work-card mc-work-empty' },
      button(t('ticket.openOne'), (event) => busy(event.currentTarget, async () => {
        await api.openTicket(conversation.id);
        changed();
      }), { icon: 'ticket', kind: 'small', 'data-focus': 'open-ticket' }));
  }
  const addressIds = [...new Set(emails.flatMap((email) => email.addressIds))];
  const closed = ticket.state === 'closed';
  return h('section', { class: 'mc-work-card', 'aria-label': t('ticket.title', { number: ticket.number }) },
    h('details', { class: 'mc-work-details', open: sessionStorage.getItem(OPEN) === '1', ontoggle: (event) => sessionStorage.setItem(OPEN, event.currentTarget.open ? '1' : '0') },
      h('summary', { class: 'mc-work-summary', 'data-focus': 'ticket' },
        icon('ticket'), h('strong', null, t('ticket.title', { number: ticket.number })), stateChip(ticket), priorityChip(ticket), dueChip(ticket)),
      fields(ticket, categoriesOf(addressIds), changed)),
    h('div', { class: 'mc-work-tools' }, button(t(closed ? 'ticket.reopen' : 'ticket.close'), (event) => busy(event.currentTarget, () => save(ticket, { state: closed ? 'open' : 'closed' }, changed)), {
      kind: 'small', icon: closed ? 'restore' : 'check', 'data-focus': 'ticket-close',
    }), followButton({ kind: 'ticket', id: String(ticket.number), title: t('ticket.title', { number: ticket.number }) }, { changed, compact: true })));
}

const OPEN = 'mc-ticket-open';

function fields(ticket, categories, changed) {
  const select = (name, options, value) => field(name, h('select', {
    class: 'mc-input mc-select', 'data-focus': `ticket-${name}`, onchange: (event) => save(ticket, { [name]: event.target.value || null }, changed),
  }, options.map((option) => h('option', { value: option.value, selected: option.value === value }, option.label))));
  const known = ticket.category && !categories.includes(ticket.category) ? [ticket.category, ...categories] : categories;
  return h('div', { class: 'mc-work-fields' },
    select('state', STATES.map((value) => ({ value, label: t(`ticket.state.${value}`) })), ticket.state),
    select('priority', PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) })), ticket.priority),
    select('assigneeId', memberOptions(ticket.assigneeId), ticket.assigneeId ?? ''),
    known.length > 0 && select('category', [{ value: '', label: t('ticket.noCategory') }, ...known.map((value) => ({ value, label: value }))], ticket.category ?? ''),
    field('dueAt', h('input', {
      class: 'mc-input', type: 'date', value: dayOf(ticket.dueAt), 'data-focus': 'ticket-dueAt', onchange: (event) => save(ticket, { dueAt: instantOf(event.target.value) }, changed),
    })));
}

function field(name, input) {
  input.id = uniqueId(name);
  return h('div', { class: 'mc-work-field' }, h('label', { htmlFor: input.id }, t(`ticket.${name}`)), input);
}

async function save(ticket, values, changed) {
  try {
    await api.saveTicket({ ...ticket, ...values });
    toast(values.state ? t(`toast.ticket.${values.state}`, { number: ticket.number }) : t('toast.saved'));
  } catch (error) {
    toastError(error);
  }
  changed(); // Also after a refusal: somebody else saved before, or the field shows what was not taken.
}
