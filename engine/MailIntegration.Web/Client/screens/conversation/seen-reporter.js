// Tells the server what a member sees of a conversation, a little later and all at once.
import { api } from '../../api.js';
import { debounce } from '../../lib/view.js';

const PAUSE = 600;

/** Collects ids of messages and e-mails that are on screen; each is told once. */
export class SeenReporter {
  #conversation = null;
  #told = new Set();
  #waiting = { messageIds: new Set(), emailIds: new Set() };
  #later = debounce(() => this.#send(), PAUSE);

  /** Starts anew for another conversation. */
  reset(conversation) {
    if (conversation !== this.#conversation) {
      this.#later.cancel();
      this.#conversation = conversation;
      this.#told.clear();
      this.#waiting = { messageIds: new Set(), emailIds: new Set() };
    }
  }

  emails(ids) {
    this.#add('emailIds', ids);
  }

  messages(ids) {
    this.#add('messageIds', ids);
  }

  /** Tells what was put off while nobody looked at the page. */
  flush() {
    this.#later();
  }

  #add(kind, ids) {
    const fresh = ids.filter((id) => !this.#told.has(id));
    fresh.forEach((id) => this.#told.add(id) && this.#waiting[kind].add(id));
    if (fresh.length > 0) {
      this.#later();
    }
  }

  async #send() {
    if (document.hidden || !this.#conversation) {
      return; // Nobody looks; the next call tells it.
    }
    const { messageIds, emailIds } = this.#waiting;
    if (messageIds.size + emailIds.size === 0) {
      return;
    }
    this.#waiting = { messageIds: new Set(), emailIds: new Set() };
    try {
      await api.markSeen(this.#conversation, { messageIds: [...messageIds], emailIds: [...emailIds] });
    } catch (error) {
      [...messageIds, ...emailIds].forEach((id) => this.#told.delete(id)); // The next look tells it again.
      console.warn('Seen marks not saved', error);
    }
  }
}
