// Who else has the conversation open, and who is answering (CV6). Beats while the page is looked at.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { listOf } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';
import { live } from '../../live.js';
import { composing, isComposedElsewhere, presenceShown } from './composing.js';

const BEAT = 10_000;

/** Set `conversation` to a conversation's id or null; `composing` while an answer is written. */
class PresenceLine extends View {
  #conversation = null;
  #composing = false;
  #shown = '';

  connected() {
    this.className = 'mc-presence';
    this.setAttribute('role', 'status');
    this.setAttribute('aria-live', 'polite');
    this.listen(live, 'presence', ({ detail }) => detail.conversationId === this.#conversation && this.#show(detail.members));
    this.listen(document, 'visibilitychange', () => document.hidden || this.#beat());
    this.listen(composing, 'change', ({ detail }) => detail === this.#conversation && this.#beat());
    this.listen(window, 'pagehide', () => this.#sayLeft());
    this.every(BEAT, () => this.#beat());
  }

  disconnected() {
    this.#leave();
    this.#conversation = null;
  }

  set conversation(id) {
    if (id === this.#conversation) {
      return;
    }
    this.#leave();
    this.#conversation = id;
    this.#composing = false;
    if (id) {
      presenceShown(id, true);
    }
    this.#show([]);
    this.#beat();
  }

  set composing(on) {
    if (on !== this.#composing) {
      this.#composing = on;
      this.#beat();
    }
  }

  async #beat() {
    const id = this.#conversation;
    if (!id) {
      return;
    }
    try {
      const { members } = await api.showPresence(id, this.#composing || isComposedElsewhere(id));
      if (id === this.#conversation) {
        this.#show(members);
      }
    } catch (error) {
      console.warn('Presence not told', error); // The next beat repeats it.
    }
  }

  #leave() {
    if (!this.#conversation) {
      return;
    }
    presenceShown(this.#conversation, false);
    if (!isComposedElsewhere(this.#conversation)) {
      this.#sayLeft();
    }
  }

  #sayLeft() {
    if (this.#conversation) {
      api.endPresence(this.#conversation).catch(() => null); // Forgotten by itself soon; a page that closes has nobody to tell.
    }
  }

  // Written anew only when it says something else: a screen reader would repeat it at every beat.
  #show(members) {
    const others = members.filter((member) => member.id !== app.session.member.id);
    const writing = others.filter((member) => member.composing).map((member) => member.name);
    const reading = others.filter((member) => !member.composing).map((member) => member.name);
    const text = [
      writing.length > 0 && t(writing.length > 1 ? 'presence.answeringMany' : 'presence.answering', { names: listOf(writing) }),
      reading.length > 0 && t(reading.length > 1 ? 'presence.readingMany' : 'presence.reading', { names: listOf(reading) }),
    ].filter(Boolean).join(' ');
    if (text !== this.#shown) {
      this.#shown = text;
      this.classList.toggle('mc-presence-writing', writing.length > 0);
      fill(this, text && [icon(writing.length > 0 ? 'edit' : 'eye'), h('span', { dir: 'auto' }, text)]);
    }
  }
}

customElements.define('presence-line', PresenceLine);
