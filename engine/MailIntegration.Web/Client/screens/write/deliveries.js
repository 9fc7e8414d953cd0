// How sent e-mails are doing, by e-mail: told by the conversation's outbox, shown by marks below the e-mails.
import { OUTBOX_SYMBOLS, outboxText } from './outbox-words.js';
import { h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';

const known = new Map();
const changes = new EventTarget();

/** Takes the outbox entries of a conversation. */
export function showDeliveries(entries) {
  entries.filter(({ emailId }) => emailId).forEach((entry) => known.set(entry.emailId, entry));
  changes.dispatchEvent(new Event('change'));
}

class DeliveryMark extends View {
  connected() {
    this.className = 'mc-delivery';
    this.listen(changes, 'change', () => this.#render());
    this.#render();
  }

  #render() {
    const entry = known.get(this.dataset.email);
    this.hidden = !entry;
    if (entry) {
      this.replaceChildren(h('span', { class: `mc-delivery-state mc-outbox-${entry.state}` }, icon(OUTBOX_SYMBOLS[entry.state]), h('span', null, outboxText(entry))));
    }
  }
}

customElements.define('delivery-mark', DeliveryMark);
