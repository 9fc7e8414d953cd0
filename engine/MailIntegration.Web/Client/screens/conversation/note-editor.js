// Where members write an internal message: mentions, answers, sending by keyboard. What is not sent stays.
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { busy, iconButton } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';
import { mentionBox } from './mention-box.js';
import { noteHtml } from './note-text.js';

/** Texts that were begun, by conversation; kept while the page is open. */
const begun = new Map();

/** `post(body)` sends; set by the owner. */
class NoteEditor extends View {
  #conversation = null;
  #replyTo = null;
  post = async () => {};

  connected() {
    this.className = 'mc-note-editor';
    const id = uniqueId('note');
    this.field = h('textarea', {
      id, class: 'mc-input mc-note-field', rows: '2', dir: 'auto', placeholder: t('note.placeholder'), maxlength: '20000', 'aria-describedby': `${id}-hint ${id}-error`,
      oninput: () => this.#typed(), onkeydown: (event) => this.#keydown(event),
    });
    this.mentions = mentionBox(this.field);
    this.reply = h('div', { class: 'mc-note-reply', hidden: true });
    this.error = h('p', { id: `${id}-error`, class: 'mc-field-error', role: 'alert', hidden: true });
    this.send = h('button', { type: 'submit', class: 'mc-button mc-button-internal', 'aria-keyshortcuts': 'Control+Enter' }, t('note.send'));
    fill(this, h('form', {
      onsubmit: (event) => {
        event.preventDefault();
        busy(this.send, () => this.#submit());
      },
    },
    this.reply,
    h('label', { class: 'mc-sr', htmlFor: id }, t('note.label')),
    h('div', { class: 'mc-note-box' }, this.field, this.mentions.list),
    this.error,
    h('div', { class: 'mc-note-foot' }, h('span', { id: `${id}-hint`, class: 'mc-hint' }, icon('lock'), t('note.hint')), this.send)));
  }

  /** Takes out what was begun for this conversation. */
  open(conversation) {
    if (conversation !== this.#conversation) {
      this.#conversation = conversation;
      this.answer(null);
      this.field.value = begun.get(conversation) ?? '';
      this.mentions.reset();
      this.#showError(null);
      this.#grow();
    }
  }

  /** Answers a message, or none. */
  answer(message) {
    this.#replyTo = message;
    this.reply.hidden = !message;
    fill(this.reply, message && [
      h('span', { dir: 'auto' }, t('note.replyTo', { name: message.authorName })),
      iconButton('close', t('note.noReply'), () => this.answer(null)),
    ]);
    if (message) {
      this.field.focus();
    }
  }

  focusField() {
    this.field.focus();
    this.field.scrollIntoView({ block: 'nearest' });
  }

  #typed() {
    begun.set(this.#conversation, this.field.value);
    this.#grow();
  }

  #grow() {
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${Math.min(this.field.scrollHeight + 2, 220)}px`;
  }

  #keydown(event) {
    if (this.mentions.keydown(event)) {
      return;
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      busy(this.send, () => this.#submit());
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.#replyTo ? this.answer(null) : this.field.blur();
    }
  }

  async #submit() {
    const text = this.field.value;
    const conversation = this.#conversation;
    if (!text.trim()) {
      this.field.focus();
      return;
    }
    try {
      await this.post({ html: noteHtml(text), mentions: this.mentions.mentioned(), replyTo: this.#replyTo?.id });
    } catch (error) {
      const reasons = Object.values(error.errors ?? {}).flat();
      this.#showError(reasons.length > 0 ? reasons.map(reasonText).join(' ') : reasonText(error.reason ?? { code: 'client-error' }));
      return;
    }
    begun.delete(conversation);
    if (conversation === this.#conversation) {
      this.field.value = '';
      this.mentions.reset();
      this.answer(null);
      this.#showError(null);
      this.#grow();
      this.field.focus();
    }
  }

  #showError(text) {
    this.error.hidden = !text;
    this.error.textContent = text ?? '';
    this.field[text ? 'setAttribute' : 'removeAttribute']('aria-invalid', 'true');
  }
}

customElements.define('note-editor', NoteEditor);

/** Names of members, for marking them in texts. */
export const namesOf = (ids) => ids.map((id) => app.member(id)?.name).filter(Boolean);
