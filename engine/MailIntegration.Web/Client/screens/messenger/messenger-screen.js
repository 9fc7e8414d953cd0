// Messenger: open conversations with the newest on top, with customers and among members apart (CV7).
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { classes, fill, h } from '../../lib/dom.js';
import { fullTime, number, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toastError } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { savePreferences } from '../../sound.js';

const BLOCKS = [
  { name: 'customers', query: { stream: 'external', fromCustomers: true }, symbol: 'incoming' },
  { name: 'external', query: { stream: 'external' }, symbol: 'mail' },
  { name: 'internal', query: { stream: 'internal' }, symbol: 'lock' },
];

class MessengerScreen extends View {
  #blocks = new Map();

  connected() {
    this.className = 'mc-messenger';
    this.head = h('header', { class: 'mc-list-head mc-messenger-head' });
    this.grid = h('div', { class: 'mc-messenger-grid' });
    fill(this, this.head, this.grid);
    const reload = debounce(() => this.#load(), 500);
    this.listen(live, 'conversations resync', reload);
    this.listen(live, 'desk', ({ detail }) => detail.kinds.some((kind) => kind !== 'task' && kind !== 'follow') && reload());
    this.#build();
  }

  get heading() {
    return t('nav.messenger');
  }

  show() {
    this.#load();
  }

  #build() {
    const { showFromCustomers } = app.session.preferences;
    fill(this.head,
      h('h1', { class: 'mc-list-title' }, t('nav.messenger')),
      h('label', { class: 'mc-messenger-switch' },
        h('input', { type: 'checkbox', role: 'switch', class: 'mc-switch', checked: showFromCustomers, onchange: (event) => this.#toggle(event.target) }),
        h('span', null, t('messenger.showCustomers'))));
    this.#blocks.clear();
    const shown = BLOCKS.filter((block) => block.name !== 'customers' || showFromCustomers);
    this.grid.style.setProperty('--mc-blocks', String(shown.length));
    fill(this.grid, shown.map((block) => {
      const list = h('ul', { class: 'mc-messenger-rows' });
      const foot = h('div', { class: 'mc-list-foot' }, skeleton(4, 'mc-skeleton-rows'));
      this.#blocks.set(block.name, { ...block, list, foot, rows: [], next: null });
      return h('section', { class: `mc-messenger-block mc-messenger-${block.name}`, 'aria-labelledby': `mc-block-${block.name}` },
        h('header', { class: 'mc-messenger-title' }, icon(block.symbol), h('h2', { id: `mc-block-${block.name}` }, t(`messenger.${block.name}`)), block.name === 'internal' && h('span', { class: 'mc-hint' }, t('internal.membersOnly'))),
        list, foot);
    }));
  }

  async #load() {
    await Promise.all([...this.#blocks.values()].map((block) => this.#loadBlock(block)));
  }

  async #loadBlock(block) {
    try {
      const page = await api.messenger(block.query, this.signal);
      block.rows = page.rows;
      block.next = page.next;
      this.#render(block);
    } catch (error) {
      if (!isAbort(error)) {
        fill(block.foot, failedState(error, () => this.#loadBlock(block)));
      }
    }
  }

  async #loadMore(block) {
    const page = await api.messenger({ ...block.query, after: block.next }, this.signal);
    block.rows = [...block.rows, ...page.rows.filter((row) => !block.rows.some((known) => known.conversationId === row.conversationId))];
    block.next = page.next;
    this.#render(block);
  }

  #render(block) {
    const focused = block.list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    fill(block.list, block.rows.map((row) => this.#row(row, block)));
    fill(block.foot, block.rows.length === 0 && !block.next
      ? emptyState(block.symbol, t('messenger.none'))
      : block.next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#loadMore(block))));
    if (focused) {
      [...block.list.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus({ preventScroll: true });
    }
  }

  #row(row, block) {
    const assignee = app.member(row.assigneeId);
    return h('li', { class: 'mc-messenger-item' }, h('a', {
      class: classes('mc-messenger-row', { 'mc-messenger-unread': row.unread > 0 }),
      href: router.href(`conversations/${encodeURIComponent(row.conversationId)}`, { stream: block.name === 'internal' ? 'internal' : null }),
    },
    avatar(row.lastAuthor || '?', { key: row.lastAuthor }),
    h('span', { class: 'mc-messenger-text' },
      h('span', { class: 'mc-messenger-line' },
        h('bdi', { class: 'mc-messenger-author' }, row.lastAuthor || t('mail.unknownSender')),
        row.ticketNumber && h('span', { class: 'mc-desk-number' }, `#${row.ticketNumber}`),
        h('time', { datetime: row.lastAt, title: fullTime(row.lastAt) }, shortTime(row.lastAt))),
      h('span', { class: 'mc-messenger-subject', dir: 'auto' }, row.subject || t('mail.noSubject')),
      h('span', { class: 'mc-messenger-snippet', dir: 'auto' }, row.lastText)),
    h('span', { class: 'mc-messenger-end' },
      row.unread > 0 && h('span', { class: 'mc-nav-count', 'aria-label': tn('messenger.unread', row.unread) }, number(row.unread)),
      assignee && h('span', { title: t('assign.to', { name: assignee.name }) }, avatar(assignee.name, { small: true, key: assignee.id })))),
    block.name !== 'internal' && h('a', {
      class: 'mc-icon-button mc-messenger-answer', title: t('messenger.answer'), 'aria-label': t('messenger.answerTo', { subject: row.subject || t('mail.noSubject') }),
      href: router.href(`conversations/${encodeURIComponent(row.conversationId)}`, { write: 'answer' }),
    }, icon('reply')));
  }

  async #toggle(input) {
    try {
      await savePreferences({ showFromCustomers: input.checked });
      this.#build();
      this.head.querySelector('input').focus();
      this.#load();
    } catch (error) {
      input.checked = !input.checked;
      toastError(error);
    }
  }
}

customElements.define('messenger-screen', MessengerScreen);
