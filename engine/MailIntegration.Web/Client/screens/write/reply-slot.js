// Below a conversation: what is on its way, own drafts, the buttons to answer, and the answer while it is written.
import { api } from '../../api.js';
import { reasonText, t } from '../../i18n.js';
import { button } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { personName, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { messageBox } from '../conversation/contact-messages.js';
import '../conversation/message-box.js';
import { showDeliveries } from './deliveries.js';
import './mail-composer.js';
import { outboxCard } from './outbox-card.js';
import { answerModes, replyButtons } from './reply-buttons.js';
import { answer, openDraft, writing } from './writing.js';

/** <reply-slot>: give it the conversation by setConversation, again after each reload. */
class ReplySlot extends View {
  #conversation = null;
  #composer = null;
  #drafts = [];
  #entries = [];
  #box = null;

  connected() {
    if (!this.pending) {
      this.className = 'mc-reply-slot';
      this.pending = h('div', { class: 'mc-reply-pending' });
      this.place = h('div', { class: 'mc-reply-place' });
      this.foot = h('div', { class: 'mc-reply-foot' });
      fill(this, this.pending, this.place, this.foot);
    }
    const reload = debounce(() => this.#load(), 300);
    this.listen(live, 'outbox resync', reload);
    // An answer that is being written here saves itself again and again: that is no news.
    this.listen(live, 'desk', ({ detail }) => !this.isWriting && detail.kinds.includes('draft') && detail.conversationIds.includes(this.#conversation?.id) && reload());
    this.listen(writing, 'open', (event) => this.#open(event));
    this.listen(this, 'mc-closed', ({ detail }) => this.#closed(detail));
    this.listen(this, 'mc-place', () => this.#popOut());
    if (this.#conversation) {
      this.#load();
      this.#loadBox();
    }
  }

  /** Whether an answer is being written here. */
  get isWriting() {
    return this.#composer !== null;
  }

  setConversation(conversation) {
    const isOther = conversation.id !== this.#conversation?.id;
    this.#conversation = conversation;
    if (this.pending && isOther) {
      this.#composer = null;
      this.#entries = [];
      this.#drafts = [];
      this.#box = null;
      this.place.replaceChildren();
    }
    if (this.pending) {
      this.#renderPending();
      this.#renderFoot();
      if (isOther && this.isConnected) {
        this.#load();
      }
      if (this.isConnected) {
        this.#loadBox();
      }
    }
  }

  /** The e-mail that the buttons answer: the last one that is not spam or deleted. */
  get target() {
    const { emails } = this.#conversation ?? { emails: [] };
    return emails.findLast((email) => email.kind !== 'draft' && !['deleted', 'spam'].includes(email.box)) ?? emails.at(-1) ?? null;
  }

  /** Answers an e-mail of the conversation, the last one unless another is named; false when there is none. */
  answer(mode, email = this.target) {
    if (!email || this.isWriting) {
      this.#composer?.focusText();
      return email ? undefined : false;
    }
    const modes = answerModes(email);
    answer(email, modes.includes(mode) ? mode : 'reply');
    return undefined;
  }

  async #load() {
    const { id } = this.#conversation;
    try {
      const [entries, drafts] = await Promise.all([api.outboxOf(id, this.signal), api.draftsOf(id, this.signal)]);
      if (id === this.#conversation.id) {
        this.#entries = entries;
        this.#drafts = drafts;
        showDeliveries(entries);
        this.#renderPending();
      }
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('Outbox of the conversation not read', error); // The next live event repeats it.
      }
    }
    this.#renderFoot();
  }

  /** Whether the contact has a page changes with every mail of the conversation: he is invited with the first one. */
  async #loadBox() {
    const { id } = this.#conversation;
    try {
      const box = await messageBox(id, this.signal);
      if (id === this.#conversation.id) {
        this.#box = box.readers.length > 0 ? box : null;
        this.#renderFoot();
        this.#answerAsked();
      }
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('Page of the contact not asked for', error); // Asked again with the next reload.
      }
    }
  }

  /** The messenger's way to an answer: on the contact's page where he has one. */
  #answerAsked() {
    const { conversationId, query } = router.current;
    if (query.write === 'answer' && conversationId === this.#conversation.id) {
      router.open(router.conversationHref(conversationId), { replace: true });
      if (!this.isWriting) {
        this.#box ? this.#write() : this.answer('reply');
      }
    }
  }

  #renderPending() {
    const drafts = this.#drafts.filter(({ id }) => id !== this.#composer?.draft.id);
    const known = new Set(this.#conversation.emails.map(({ id }) => id));
    const entries = this.#entries.filter(({ emailId, state }) => !known.has(emailId) && state !== 'cancelled');
    fill(this.pending, entries.map((entry) => outboxCard(entry, { changed: () => this.#load() })), drafts.map((draft) => this.#draftLine(draft)));
  }

  #draftLine(draft) {
    const names = draft.to.map(personName).join(', ');
    return h('div', { class: 'mc-draft-line' },
      icon('edit'),
      h('span', { class: 'mc-draft-text' },
        h('strong', null, t('write.draftTo', { names: names || t('write.nobodyYet') })),
        h('span', { class: 'mc-hint', dir: 'auto' }, draft.reason ? reasonText(draft.reason) : draft.subjectPreview || draft.subject)),
      draft.updatedAt && h('span', { class: 'mc-hint' }, shortTime(draft.updatedAt)),
      button(t('write.continue'), () => openDraft(draft), { kind: 'small' }));
  }

  #renderFoot() {
    const email = this.target;
    this.foot.hidden = this.isWriting || !email;
    const focused = this.foot.contains(document.activeElement) ? document.activeElement.className : null;
    fill(this.foot, email && replyButtons(email, { message: this.#box && (() => this.#write()) }));
    if (focused) {
      this.foot.getElementsByClassName(focused)[0]?.focus({ preventScroll: true });
    }
  }

  #write() {
    this.#show(Object.assign(document.createElement('message-box'), { conversation: this.#conversation.id, box: this.#box }));
  }

  #show(writer) {
    this.#composer = writer;
    fill(this.place, writer);
    this.emit('mc-composing', true); // Others see who is answering.
    this.#renderFoot();
    this.#renderPending();
    writer.scrollIntoView({ block: 'nearest' });
  }

  async #open(event) {
    const { draft } = event.detail;
    if (draft.conversationId !== this.#conversation?.id || !this.isConnected || this.offsetParent === null) {
      return;
    }
    event.preventDefault();
    await this.#composer?.close();
    this.#show(Object.assign(document.createElement('mail-composer'), { draft, place: 'inline' }));
  }

  #closed({ how }) {
    this.#composer = null;
    this.emit('mc-composing', false);
    this.place.replaceChildren();
    this.#renderFoot();
    this.#load().then(() => this.scrollIntoView({ block: 'nearest' }));
    if (how !== 'kept') {
      this.foot.querySelector('button')?.focus({ preventScroll: true });
    }
  }

  async #popOut() {
    const { draft } = this.#composer;
    await this.#composer.close({ keep: true });
    const kept = await api.draft(draft.id);
    document.querySelector('compose-dock').open(kept);
  }
}

customElements.define('reply-slot', ReplySlot);
