// Below a sent e-mail: what became of it, and when (CV4). The conversation tells it; its outbox knows it sooner.
import { OUTBOX_SYMBOLS, outboxText } from './outbox-words.js';
import { reasonText } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { dateTime, fullTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';

const known = new Map();
const changes = new EventTarget();

/** Takes the outbox entries of a conversation. */
export function showDeliveries(entries) {
  entries.filter(({ emailId }) => emailId).forEach((entry) => known.set(entry.emailId, entry));
  changes.dispatchEvent(new Event('change'));
}

/** Set `email` before it is put into the page. */
class DeliveryMark extends View {
  email = null;

  connected() {
    this.className = 'mc-delivery';
    this.listen(changes, 'change', () => this.#render());
    this.#render();
  }

  #render() {
    const mark = this.#mark;
    this.hidden = !mark;
    if (!mark) {
      return;
    }
    const { state, at, reason } = mark;
    const title = [at && fullTime(at), reason && reasonText(reason)].filter(Boolean).join('\n');
    this.replaceChildren(h('span', { class: `mc-delivery-state mc-outbox-${state}`, title },
      icon(OUTBOX_SYMBOLS[state]),
      h('span', null, outboxText(mark)),
      state !== 'sent' && at && h('time', { datetime: at }, dateTime(at)),
      state !== 'sent' && reason && h('span', { class: 'mc-delivery-reason', dir: 'auto' }, reasonText(reason))));
  }

  get #mark() {
    const entry = known.get(this.email.id);
    if (entry) {
      return { ...entry, at: entry.sentAt && entry.state === 'sent' ? entry.sentAt : entry.history.at(-1)?.at };
    }
    const { delivery } = this.email;
    return delivery && { ...delivery, sentAt: delivery.at, createdAt: delivery.at, attempts: 0, dueAt: null };
  }
}

customElements.define('delivery-mark', DeliveryMark);
