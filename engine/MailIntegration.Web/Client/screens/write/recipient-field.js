// One line of recipients: chips, a field with suggestions, several addresses at once by paste.
import { api } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { classes, fill, h, uniqueId } from '../../lib/dom.js';
import { personName } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { announce } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { isAddress, readAddresses, sameAddress, writeAddress } from './address-list.js';
import { SuggestionList } from './suggestion-list.js';

const SUGGEST_AFTER = 160;

/** <recipient-field>: set `kind` (to, cc, bcc) and `value` ([{ name, address }]). Fires `mc-edit`. */
class RecipientField extends View {
  kind = 'to';
  #value = [];
  #request = null;

  connected() {
    if (!this.input) {
      this.#build();
    }
    this.#suggest = debounce((text) => this.#find(text), SUGGEST_AFTER);
  }

  disconnected() {
    this.#suggest.cancel();
    this.#request?.abort();
    this.list?.close();
  }

  get value() {
    return this.#value;
  }

  set value(mailboxes) {
    this.#value = [...mailboxes];
    this.#render();
  }

  /** What is typed and has not become a chip yet becomes one. */
  commit() {
    const text = this.input.value.trim();
    if (text) {
      this.#add(readAddresses(text));
    }
    this.#close();
  }

  focus() {
    this.input.focus();
  }

  /** Shows what the server has against these recipients; nothing takes it away. */
  showError(text) {
    this.error.textContent = text ?? '';
    this.error.hidden = !text;
    this.input.toggleAttribute('aria-invalid', Boolean(text));
  }

  #suggest = () => {};

  #build() {
    const id = uniqueId(this.kind);
    this.className = `mc-recipients mc-recipients-${this.kind}`;
    this.chips = h('ul', { class: 'mc-recipient-chips', 'aria-label': t(`write.${this.kind}`), onkeydown: (event) => this.#chipKey(event) });
    this.input = h('input', {
      id, class: 'mc-recipient-input', type: 'text', inputmode: 'email', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', dir: 'auto',
      role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-describedby': `${id}-error`,
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.#paste(event),
      onblur: () => setTimeout(() => document.activeElement !== this.input && this.commit(), 120),
    });
    this.error = h('p', { id: `${id}-error`, class: 'mc-field-error mc-recipient-error', hidden: true });
    this.list = new SuggestionList(this.input, (mailbox) => this.#choose(mailbox));
    fill(this,
      h('label', { class: 'mc-write-label', htmlFor: id }, t(`write.${this.kind}`)),
      h('div', { class: 'mc-recipient-box', onclick: (event) => event.target === event.currentTarget && this.input.focus() }, this.chips, this.input),
      this.error);
    this.#render();
  }

  #render() {
    if (this.chips) {
      fill(this.chips, this.#value.map((mailbox) => this.#chip(mailbox)));
      this.chips.hidden = this.#value.length === 0;
    }
  }

  #chip(mailbox) {
    const ok = isAddress(mailbox.address);
    const name = personName(mailbox);
    return h('li', { class: classes('mc-recipient', { 'mc-recipient-bad': !ok }) },
      h('button', {
        type: 'button', class: 'mc-recipient-name', tabindex: '-1', title: ok ? writeAddress(mailbox) : t('reason.address-invalid', { address: mailbox.address }),
        'aria-label': ok ? writeAddress(mailbox) : t('reason.address-invalid', { address: mailbox.address }), ondblclick: () => this.#edit(mailbox),
      }, !ok && icon('warning'), h('bdi', null, name)),
      h('button', { type: 'button', class: 'mc-chip-remove', tabindex: '-1', 'aria-label': t('write.removeRecipient', { name }), onclick: () => this.#remove(mailbox) }, icon('close')));
  }

  #add(mailboxes) {
    const added = mailboxes.filter((mailbox, at) => [...this.#value, ...mailboxes.slice(0, at)].every((other) => !sameAddress(other, mailbox)));
    this.#value = [...this.#value, ...added];
    this.input.value = '';
    this.showError();
    this.#render();
    const bad = added.filter(({ address }) => !isAddress(address));
    announce(bad.length > 0 ? t('reason.address-invalid', { address: bad[0].address }) : tn('write.recipientsAdded', added.length));
    this.emit('mc-edit');
  }

  #remove(mailbox, focus = this.input) {
    this.#value = this.#value.filter((other) => other !== mailbox);
    this.showError();
    this.#render();
    (focus?.isConnected ? focus : this.input).focus();
    this.emit('mc-edit');
  }

  #edit(mailbox) {
    this.commit();
    this.#remove(mailbox);
    this.input.value = writeAddress(mailbox);
  }

  #choose(mailbox) {
    this.#add([{ name: mailbox.name === mailbox.address ? '' : mailbox.name, address: mailbox.address }]);
    this.#close();
    this.input.focus();
  }

  #typed() {
    const text = this.input.value.trim();
    this.#request?.abort();
    if (text) {
      this.#suggest(text);
    } else {
      this.#close();
    }
  }

  async #find(text) {
    this.#request = new AbortController();
    try {
      const found = await api.recipients(text, this.#request.signal);
      if (this.input.value.trim() === text && document.activeElement === this.input) {
        this.list.show(found.filter((one) => !this.#value.some((other) => sameAddress(one, other))));
      }
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('No suggestions', error); // An address can be typed in full.
      }
    }
  }

  #close() {
    this.#suggest.cancel?.();
    this.#request?.abort();
    this.list.close();
  }

  #key(event) {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (this.list.key(event)) {
      return;
    }
    const inQuotes = this.input.value.split('"').length % 2 === 0; // A comma there belongs to the name.
    if (key === 'Enter' || ([',', ';'].includes(key) && !inQuotes) || (key === ' ' && isAddress(this.input.value.trim()))) {
      event.preventDefault();
      this.commit();
    } else if (['Backspace', 'ArrowLeft', 'ArrowRight'].includes(key) && this.input.value === '' && this.#value.length > 0) {
      const rtl = getComputedStyle(this).direction === 'rtl';
      if (key !== (rtl ? 'ArrowLeft' : 'ArrowRight')) {
        event.preventDefault();
        this.chips.lastElementChild.firstElementChild.focus();
      }
    }
  }

  #chipKey(event) {
    const chips = [...this.chips.children];
    const at = chips.findIndex((chip) => chip.contains(event.target));
    const mailbox = this.#value[at];
    const rtl = getComputedStyle(this).direction === 'rtl';
    const step = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
    if (step) {
      event.preventDefault();
      (chips[at + step]?.firstElementChild ?? (step > 0 ? this.input : event.target)).focus();
    } else if (event.key === 'Backspace' || event.key === 'Delete') {
      event.preventDefault();
      this.#remove(mailbox);
      this.chips.children[Math.min(at, this.#value.length - 1)]?.firstElementChild.focus();
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      this.#edit(mailbox);
    }
  }

  #paste(event) {
    const text = event.clipboardData.getData('text/plain');
    const found = readAddresses(text);
    if (found.length > 1 || (found.length === 1 && this.input.value === '' && isAddress(found[0].address))) {
      event.preventDefault();
      this.#add(found);
      this.#close();
    }
  }
}

customElements.define('recipient-field', RecipientField);
