// All tickets that the member may see: filters, one click to the conversation, many at once.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { ago, fullTime } from '../../lib/format.js';
import { openMenu } from '../../lib/menu.js';
import { toast, toastError } from '../../lib/toast.js';
import { debounce } from '../../lib/view.js';
import { router } from '../../router.js';
import { DeskList } from '../desk/desk-list.js';
import { filterSelect, filterToggle } from '../desk/filter-select.js';
import { openTags } from '../mail/pickers.js';
import { categoriesOf, dueChip, memberOptions, PRIORITIES, priorityChip, STATES, stateChip } from './ticket-parts.js';

class TicketsScreen extends DeskList {
  kind = 'ticket';
  screen = 'tickets';
  title = 'nav.tickets';
  keyOf = (ticket) => ticket.number;
  labelOf = (ticket) => `#${ticket.number} ${ticket.subject}`;

  show(route) {
    if (route.number) {
      this.#open(route.number);
    } else if (!this.bar.contains(document.activeElement) || JSON.stringify(route.query) !== JSON.stringify(this.query)) {
      super.show(route);
    }
  }

  fetch(query, after, signal) {
    const { state, assigneeId, mine, priority, category, overdue, q } = query;
    return api.tickets({ state, assigneeId, mine, priority, category, overdue, q, after }, signal);
  }

  filters(query) {
    const search = debounce((text) => this.narrow({ q: text }), 350);
    const focused = this.bar.contains(document.activeElement) && document.activeElement.type === 'search';
    const field = h('input', {
      class: 'mc-input mc-desk-search', type: 'search', value: query.q ?? '', placeholder: t('ticket.search'), 'aria-label': t('ticket.search'), dir: 'auto', maxlength: '200',
      oninput: (event) => search(event.target.value.trim()),
    });
    if (focused) {
      requestAnimationFrame(() => field.focus());
    }
    const categories = categoriesOf(null);
    return [
      field,
      filterSelect(t('ticket.state'), [['', t('ticket.unfinished')], ...STATES.map((state) => [state, t(`ticket.state.${state}`)]), ['all', t('filter.any')]], query.state, (state) => this.narrow({ state })),
      filterSelect(t('ticket.priority'), [['', t('ticket.anyPriority')], ...PRIORITIES.map((priority) => [priority, t(`ticket.priority.${priority}`)])], query.priority, (priority) => this.narrow({ priority })),
      filterSelect(t('ticket.assigneeId'), [['', t('ticket.anybody')], ...memberOptions(query.assigneeId).filter((option) => option.value).map((option) => [option.value, option.label])], query.assigneeId, (assigneeId) => this.narrow({ assigneeId })),
      categories.length > 0 && filterSelect(t('ticket.category'), [['', t('ticket.anyCategory')], ...categories.map((category) => [category, category])], query.category, (category) => this.narrow({ category })),
      filterToggle(t('filter.mine'), query.mine === '1', (on) => this.narrow({ mine: on ? '1' : null })),
      filterToggle(t('filter.overdue'), query.overdue === '1', (on) => this.narrow({ overdue: on ? '1' : null })),
    ];
  }

  tools() {
    return null;
  }

  bulk() {
    const many = (values) => (event) => this.change(event.currentTarget, (numbers) => api.changeTickets({ numbers, ...values }));
    const choices = (anchor, items) => openMenu(anchor, items.map(([label, values]) => ({
      label, run: () => this.change(anchor, (numbers) => api.changeTickets({ numbers, ...values })),
    })), { label: t('list.more') });
    return [
      button(t('ticket.close'), many({ state: 'closed' }), { icon: 'check', kind: 'small' }),
      button(t('ticket.reopen'), many({ state: 'open' }), { icon: 'restore', kind: 'small' }),
      iconButton('person', t('action.assign'), (event) => choices(event.currentTarget, memberOptions().map((option) => [option.label, { assigneeId: option.value }])), { 'aria-haspopup': 'menu' }),
      iconButton('bell', t('follow.follow'), (event) => this.#followAll(event.currentTarget), {}),
      iconButton('tag', t('action.tags'), (event) => openTags(event.currentTarget, this.selected.map(({ conversationId }) => ({ conversationId, tags: [] }))), { 'aria-haspopup': 'dialog' }),
      iconButton('flag', t('ticket.priority'), (event) => choices(event.currentTarget, PRIORITIES.map((priority) => [t(`ticket.priority.${priority}`), { priority }])), { 'aria-haspopup': 'menu' }),
      categoriesOf(null).length > 0 && iconButton('ticket', t('ticket.category'), (event) => choices(event.currentTarget, categoriesOf(null).map((category) => [category, { category }])), { 'aria-haspopup': 'menu' }),
    ];
  }

  #followAll(node) {
    const conversations = this.selected.map(({ conversationId }) => conversationId);
    return this.change(node, async () => {
      await Promise.all(conversations.map((id) => api.follow(id, true)));
      toast(tn('follow.followed', conversations.length));
    });
  }

  content(ticket) {
    const assignee = app.member(ticket.assigneeId);
    return [
      h('div', { class: 'mc-desk-text' },
        h('a', { class: 'mc-row-link mc-desk-title', href: router.href(`conversations/${encodeURIComponent(ticket.conversationId)}`), dir: 'auto' },
          h('span', { class: 'mc-desk-number' }, `#${ticket.number}`), ' ', ticket.subject || t('mail.noSubject')),
        h('div', { class: 'mc-desk-meta' }, stateChip(ticket), priorityChip(ticket), ticket.category && h('span', { class: 'mc-chip' }, h('bdi', null, ticket.category)), dueChip(ticket),
          h('time', { datetime: ticket.createdAt, title: fullTime(ticket.createdAt) }, ago(ticket.createdAt)))),
      assignee && h('span', { class: 'mc-desk-who', title: t('assign.to', { name: assignee.name }) }, avatar(assignee.name, { small: true, key: assignee.id }), h('span', { class: 'mc-desk-name' }, assignee.name)),
    ];
  }

  empty(query) {
    return Object.values(query).some(Boolean) ? ['ticket', t('desk.nothingFound'), t('desk.nothingFoundText')] : ['ticket', t('ticket.none'), t('ticket.noneText')];
  }

  // A link to a number leads into its conversation.
  async #open(number) {
    try {
      const ticket = await api.ticket(number);
      router.go(`conversations/${encodeURIComponent(ticket.conversationId)}`, {}, { replace: true });
    } catch (error) {
      toastError(error);
      router.go('tickets', {}, { replace: true });
    }
  }
}

customElements.define('tickets-screen', TicketsScreen);
