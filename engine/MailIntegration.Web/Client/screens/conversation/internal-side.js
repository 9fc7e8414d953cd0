// Beside the mail of a conversation, for members only: ticket, tasks, followers and the internal stream.
import { api } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { announce } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { taskPanel } from '../tasks/task-panel.js';
import { ticketPanel } from '../tickets/ticket-panel.js';
import { followersRow } from './followers-row.js';
import './note-editor.js';
import { noteItem } from './note-list.js';

/** Emits `mc-notes` { count } and `mc-notes-shown` { ids }. `changed()`: the conversation has to be read again. */
class InternalSide extends View {
  #conversation = null;
  #messages = null;
  changed = () => {};

  connected() {
    this.className = 'mc-internal';
    this.setAttribute('aria-label', t('internal.label'));
    this.work = h('div', { class: 'mc-internal-work' });
    this.list = h('ol', { class: 'mc-notes', 'aria-label': t('internal.notes') });
    this.scroll = h('div', { class: 'mc-internal-scroll', tabindex: '-1' }, this.work, this.list);
    this.editor = document.createElement('note-editor');
    this.editor.post = (body) => this.#post(body);
    fill(this,
      h('header', { class: 'mc-internal-head' }, icon('lock'), h('strong', null, t('internal.title')), h('span', null, t('internal.membersOnly'))),
      this.scroll, this.editor);
    const reload = debounce(() => this.#load(), 250);
    this.listen(live, 'desk', ({ detail }) => detail.conversationIds.includes(this.#conversation?.id) && detail.kinds.some((kind) => kind === 'message' || kind === 'seen') && reload());
    this.listen(live, 'resync', reload);
  }

  /** Shows a conversation; the same one again only refreshes what lies beside the stream. */
  show(conversation) {
    const isOther = conversation?.id !== this.#conversation?.id;
    this.#conversation = conversation;
    this.hidden = !conversation;
    if (!conversation) {
      return;
    }
    this.#renderWork();
    if (isOther) {
      this.#messages = null;
      this.editor.open(conversation.id);
      fill(this.list, h('li', null, skeleton(3)));
      this.#load();
    }
  }

  focusEditor() {
    this.editor.focusField();
  }

  /** Tells again which messages are on screen; nothing is seen while the stream is hidden behind a tab. */
  report() {
    if (this.#messages && this.offsetParent !== null) {
      this.emit('mc-notes-shown', { ids: this.#messages.filter((message) => !message.mine).map((message) => message.id) });
    }
  }

  async #load() {
    const id = this.#conversation?.id;
    if (!id) {
      return;
    }
    try {
      const messages = await api.messages(id, this.signal);
      if (id === this.#conversation?.id) {
        this.#render(messages);
      }
    } catch (error) {
      if (!isAbort(error) && id === this.#conversation?.id && !this.#messages) {
        fill(this.list, h('li', null, failedState(error, () => this.#load())));
      }
    }
  }

  #render(messages) {
    const known = this.#messages && new Set(this.#messages.map((message) => message.id));
    const fresh = known ? messages.filter((message) => !known.has(message.id)) : [];
    const atEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.closest('.mc-note')?.dataset.id : null;
    this.#messages = messages;
    this.emit('mc-notes', { count: messages.length });
    if (focused && this.list.querySelector('textarea')) {
      return; // Somebody is changing a message; what is new comes with the next event.
    }
    const actions = { answer: (message) => this.editor.answer(message), changed: () => this.#load() };
    fill(this.list, messages.length > 0
      ? messages.map((message) => noteItem(message, messages, actions))
      : h('li', { class: 'mc-notes-empty' }, t('internal.none')));
    if (focused) {
      this.list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
    if (!known || atEnd || fresh.some((message) => message.mine)) {
      this.scroll.scrollTop = known || messages.length > 0 ? this.scroll.scrollHeight : 0;
    }
    const others = fresh.filter((message) => !message.mine);
    if (others.length > 0) {
      announce(tn('internal.fresh', others.length, { name: others[others.length - 1].authorName }));
    }
    this.report();
  }

  #renderWork() {
    const focused = this.work.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    fill(this.work,
      ticketPanel(this.#conversation, () => this.changed()),
      taskPanel(this.#conversation, () => this.changed()),
      followersRow(this.#conversation, () => this.changed()));
    if (focused) {
      this.work.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
    }
  }

  async #post(body) {
    await api.postMessage(this.#conversation.id, body);
    await this.#load();
    if (body.mentions.length > 0) {
      this.changed();
    }
  }
}

customElements.define('internal-side', InternalSide);
