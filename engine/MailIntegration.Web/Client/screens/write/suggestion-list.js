// The list of people below a recipient field (ARIA combobox with a listbox); the focus stays in the field.
import { t, tn } from '../../i18n.js';
import { avatar } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { personName } from '../../lib/format.js';
import { place } from '../../lib/popover.js';
import { announce } from '../../lib/toast.js';

export class SuggestionList {
  #input;
  #choose;
  #found = [];
  #active = 0;
  #element;

  /** `choose(mailbox)` runs for the one that was picked. */
  constructor(input, choose) {
    this.#input = input;
    this.#choose = choose;
    this.#element = h('div', { id: uniqueId('people'), class: 'mc-popover mc-people', popover: 'manual', role: 'listbox', 'aria-label': t('write.suggestions') });
    input.setAttribute('aria-controls', this.#element.id);
  }

  get isOpen() {
    return this.#element.isConnected;
  }

  show(found) {
    this.#found = found;
    if (found.length === 0) {
      this.close();
      return;
    }
    if (!this.isOpen) {
      this.#input.closest('mail-centre').append(this.#element);
      this.#element.showPopover();
      this.#input.setAttribute('aria-expanded', 'true');
    }
    fill(this.#element, found.map((mailbox, at) => this.#option(mailbox, at)));
    place(this.#element, this.#input, 'start');
    this.#mark(0);
    announce(tn('write.found', found.length));
  }

  close() {
    if (this.isOpen) {
      this.#element.remove();
      this.#input.setAttribute('aria-expanded', 'false');
      this.#input.removeAttribute('aria-activedescendant');
    }
  }

  /** Handles a key of the field; true when it meant the list. */
  key(event) {
    if (!this.isOpen) {
      return false;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#mark((this.#active + step + this.#found.length) % this.#found.length);
    } else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      this.#choose(this.#found[this.#active]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #option(mailbox, at) {
    const name = personName(mailbox);
    return h('div', {
      id: `${this.#element.id}-${at}`, class: 'mc-option', role: 'option', 'aria-selected': 'false',
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.#choose(mailbox), onpointermove: () => at !== this.#active && this.#mark(at),
    },
    avatar(name, { key: mailbox.address }),
    h('span', { class: 'mc-option-text' },
      h('span', { class: 'mc-option-label' }, h('bdi', null, name)),
      name !== mailbox.address && h('span', { class: 'mc-option-detail' }, h('bdi', null, mailbox.address))),
    mailbox.kind && mailbox.kind !== 'correspondent' && h('span', { class: 'mc-chip' }, t(`write.kind.${mailbox.kind}`)));
  }

  #mark(index) {
    this.#active = index;
    [...this.#element.children].forEach((node, at) => {
      node.classList.toggle('mc-active', at === index);
      node.setAttribute('aria-selected', String(at === index));
    });
    const node = this.#element.children[index];
    this.#input.setAttribute('aria-activedescendant', node.id);
    node.scrollIntoView({ block: 'nearest' });
  }
}
