// Where members write to contacts on their page (CV2). It stands there at once; who does not see it in time gets it as e-mail.
import { reasonText, t, tn } from '../../i18n.js';
import { busy, button, notice } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { View } from '../../lib/view.js';
import { postMessage } from './contact-messages.js';

const MAX_TEXT = '20000';

/** Texts that were begun, by conversation, with the key that keeps each from being written twice; kept while the page is open. */
const begun = new Map();

/** <message-box>: set `conversation` (id) and `box`. Fires `mc-closed` { how: sent | kept } and goes where mail is written. */
class MessageBox extends View {
  conversation = null;
  box = null;
  draft = { id: null };

  connected() {
    this.className = 'mc-message-box';
    const id = uniqueId('message');
    this.#state ??= begun.get(this.conversation) ?? { text: '', key: crypto.randomUUID() };
    this.field = h('textarea', {
      id, class: 'mc-input mc-message-field', rows: '4', dir: 'auto', maxlength: MAX_TEXT, value: this.#state.text, 'aria-describedby': `${id}-hint ${id}-error`,
      oninput: () => this.#typed(), onkeydown: (event) => this.#keydown(event),
    });
    this.error = h('p', { id: `${id}-error`, class: 'mc-field-error', role: 'alert', hidden: true });
    this.submit = h('button', { type: 'submit', class: 'mc-button mc-button-primary', 'aria-keyshortcuts': 'Control+Enter' }, t('message.send'));
    const { from, delaySeconds } = this.box;
    fill(this, h('form', {
      onsubmit: (event) => {
        event.preventDefault();
        busy(this.submit, () => this.#send());
      },
    },
    this.#readers(),
    h('label', { class: 'mc-sr', htmlFor: id }, t('message.title')),
    this.field, this.error, this.#warnings(),
    h('p', { id: `${id}-hint`, class: 'mc-hint' }, delaySeconds % 60 === 0
      ? tn('message.hintMinutes', delaySeconds / 60, { address: from.address })
      : t('message.hint', { seconds: delaySeconds, address: from.address })),
    h('div', { class: 'mc-message-foot' }, this.submit, button(t('action.cancel'), () => this.close(), { kind: 'quiet' }))));
    this.focusText();
  }

  #state = null;

  focusText() {
    this.field.focus();
    this.scrollIntoView({ block: 'nearest' });
  }

  /** Leaves; what was written stays for the next time. */
  async close() {
    this.emit('mc-closed', { how: 'kept' });
  }

  /** One reader is named; of several each is chosen, first who wrote or was written to last. */
  #readers() {
    const { readers } = this.box;
    if (readers.length === 1) {
      return h('p', { class: 'mc-message-to' }, h('span', { class: 'mc-hint' }, t('message.to')), ' ', h('bdi', { title: readers[0].address }, readers[0].name));
    }
    this.boxes = readers.map((reader, at) => h('input', { type: 'checkbox', value: reader.contactId, checked: at === 0, onchange: () => this.#showWarnings() }));
    return h('fieldset', { class: 'mc-message-to' }, h('legend', { class: 'mc-hint' }, t('message.to')),
      readers.map((reader, at) => h('label', { title: reader.address }, this.boxes[at], h('bdi', null, reader.name))));
  }

  get #chosen() {
    return this.box.readers.filter((reader, at) => !this.boxes || this.boxes[at].checked);
  }

  #warnings() {
    this.warnings = h('div', { class: 'mc-message-warnings', 'aria-live': 'polite' });
    this.#showWarnings();
    return this.warnings;
  }

  #showWarnings() {
    fill(this.warnings,
      this.#chosen.filter(({ problem }) => problem).map(({ name, problem }) => notice('warning', [
        h('strong', { dir: 'auto' }, name), h('span', null, ` ${reasonText(problem)} ${t('message.onlyOnPage')}`)])),
      this.box.problem && notice('warning', h('span', null, `${reasonText(this.box.problem)} ${t('message.mailWaits')}`)));
  }

  #typed() {
    this.#state.text = this.field.value;
    begun.set(this.conversation, this.#state);
  }

  #keydown(event) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      busy(this.submit, () => this.#send());
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    }
  }

  async #send() {
    const contactIds = this.#chosen.map(({ contactId }) => contactId);
    if (!this.field.value.trim() || contactIds.length === 0) {
      this.#showError(reasonText({ code: contactIds.length === 0 ? 'contact-without-page' : 'required' }));
      return;
    }
    try {
      await postMessage(this.conversation, { text: this.field.value, contactIds, key: this.#state.key });
    } catch (error) {
      const reasons = Object.values(error.errors ?? {}).flat();
      this.#showError(reasons.length > 0 ? reasons.map(reasonText).join(' ') : reasonText(error.reason ?? { code: 'client-error' }));
      return;
    }
    begun.delete(this.conversation);
    this.emit('mc-desk-changed');
    this.emit('mc-closed', { how: 'sent' });
  }

  #showError(text) {
    this.error.hidden = false;
    this.error.textContent = text;
    this.field.setAttribute('aria-invalid', 'true');
    this.field.focus();
  }
}

customElements.define('message-box', MessageBox);
