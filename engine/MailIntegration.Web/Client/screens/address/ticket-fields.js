// What an address does with tickets (AD11).
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { selectField, switchField, textField } from '../../lib/form.js';
import { PRIORITIES } from '../tickets/ticket-parts.js';

export function ticketFields(address) {
  return h('fieldset', { class: 'mc-fieldset mc-ticket-fields' },
    h('legend', { class: 'mc-label' }, t('address.tickets')),
    switchField({ name: 'ticketsEnabled', label: t('address.ticketsEnabled'), hint: t('address.ticketsEnabledHint'), checked: address.ticketsEnabled }),
    h('div', { class: 'mc-field-row' },
      selectField({ name: 'ticketPriority', label: t('address.ticketPriority'), value: address.ticketPriority, options: PRIORITIES.map((value) => ({ value, label: t(`ticket.priority.${value}`) })) }),
      textField({ name: 'ticketCategories', label: t('address.ticketCategories'), hint: t('address.ticketCategoriesHint'), optional: true, value: address.ticketCategories.join(', ') })));
}

/** The values as the server takes them. */
export function readTickets(form) {
  const { ticketsEnabled, ticketPriority, ticketCategories } = form.elements;
  return {
    ticketsEnabled: ticketsEnabled.checked,
    ticketPriority: ticketPriority.value,
    ticketCategories: ticketCategories.value.split(',').map((category) => category.trim()).filter(Boolean),
  };
}
