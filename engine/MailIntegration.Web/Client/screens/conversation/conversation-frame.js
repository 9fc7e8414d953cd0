// Frames the mail of a conversation: who else has it open above, the internal stream beside, marks of what was seen.
import { fill, h } from '../../lib/dom.js';
import { View } from '../../lib/view.js';
import './internal-side.js';
import './presence-line.js';
import { SeenReporter } from './seen-reporter.js';
import './stream-tabs.js';

/** `mail` is where the e-mails and the answer go; `mc-composing` (true or false) from there tells others of it.
 * `changed()`: read the conversation again. */
class ConversationFrame extends View {
  #seen = new SeenReporter();
  mail = h('div', { class: 'mc-reader-scroll', tabindex: '-1' });
  changed = () => {};

  connected() {
    this.className = 'mc-conversation-frame';
    this.presence = document.createElement('presence-line');
    this.streams = document.createElement('stream-tabs');
    this.side = document.createElement('internal-side');
    this.side.changed = () => this.changed();
    fill(this, this.presence, this.streams);
    this.streams.external.append(this.mail);
    this.streams.internal.append(this.side);
    this.listen(this, 'mc-composing', ({ detail }) => {
      this.presence.composing = detail;
    });
    this.listen(this, 'mc-notes', ({ detail }) => {
      this.streams.notes = detail.count;
    });
    this.listen(this, 'mc-notes-shown', ({ detail }) => this.#seen.messages(detail.ids));
    this.listen(this, 'mc-stream-shown', () => this.side.report());
    this.listen(document, 'visibilitychange', () => this.#seen.flush());
  }

  /** Shows what belongs to a conversation, or to none. */
  show(conversation) {
    this.streams.open = Boolean(conversation);
    this.presence.conversation = conversation?.id ?? null;
    this.#seen.reset(conversation?.id ?? null);
    this.side.show(conversation);
  }

  /** Brings a stream to the front where only one is shown. */
  select(stream) {
    this.streams.select(stream);
  }

  /** E-mails that the member has opened. */
  seenEmails(ids) {
    this.#seen.emails(ids);
  }

  /** Puts the cursor into a new internal message. */
  writeNote() {
    this.streams.select('internal');
    this.side.focusEditor();
  }

  showTicket() {
    this.streams.select('internal');
    this.side.querySelector('[data-focus=ticket]')?.focus();
  }
}

customElements.define('conversation-frame', ConversationFrame);
