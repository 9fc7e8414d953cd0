// Reading pane: one conversation, its e-mails from old to new, and beside them what is for members only.
import { api } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { announce, toastError } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import '../conversation/conversation-frame.js';
import { changes, setRead, settled } from './actions.js';
import { conversationHead, conversationToolbar } from './conversation-head.js';
import './email-card.js';
import '../write/reply-slot.js';
import { edited } from './list-edits.js';

// A longer run of read, closed e-mails folds into one line.
const FOLD_OVER = 3;

class ConversationView extends View {
  #route = null;
  #id; // Undefined until the first route: null means that no conversation is open.
  #conversation = null;
  #asked = 0;
  #request = null;
  #cards = new Map();
  #unfolded = false;

  connected() {
    this.className = 'mc-reader';
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', t('reader.label'));
    this.toolbar = h('header', { class: 'mc-reader-head' });
    this.frame = document.createElement('conversation-frame');
    this.frame.changed = () => this.#reload();
    this.content = this.frame.mail;
    this.replySlot = document.createElement('reply-slot');
    fill(this, this.toolbar, this.frame);
    const reload = debounce(() => this.#reload(), 400);
    this.listen(live, 'conversations', ({ detail }) => (detail.conversationIds ?? []).includes(this.#id) && reload());
    this.listen(live, 'desk', ({ detail }) => detail.conversationIds.includes(this.#id) && detail.kinds.some((kind) => !['message', 'draft'].includes(kind)) && reload());
    this.listen(live, 'resync', reload);
    this.listen(this, 'mc-desk-changed', reload);
    this.listen(changes, 'reload', reload);
    this.listen(changes, 'moved', ({ detail }) => detail.ids.includes(this.#id) && reload());
    this.listen(changes, 'edited', ({ detail }) => this.#edited(detail));
    this.listen(changes, 'read', ({ detail }) => this.#marked(detail));
    this.listen(this, 'mc-opened', ({ detail }) => this.#opened(detail));
  }

  get heading() {
    return this.#conversation ? this.#conversation.subject || t('mail.noSubject') : '';
  }

  /** Where pickers opened by a shortcut attach. */
  get toolbarAnchor() {
    return this.querySelector('.mc-assign-button');
  }

  /** Answers the last e-mail, or the one that has the focus; false when none is open. */
  answer(mode) {
    return this.#conversation ? this.replySlot.answer(mode, this.content.querySelector('email-card:focus-within')?.email) : false;
  }

  /** The open conversation as a list row, for shortcuts when the list does not show it. */
  asRow() {
    const { id, state, assigneeId, tags, emails } = this.#conversation ?? {};
    return id ? { conversationId: id, state, assigneeId, tags, unread: emails.filter((email) => email.isUnread).length } : null;
  }

  /** Puts the cursor into a new internal message. */
  writeNote() {
    this.frame.writeNote();
  }

  show(route) {
    this.#route = route;
    if (route.conversationId !== this.#id) {
      this.#id = route.conversationId;
      this.#conversation = null;
      this.#request?.abort();
      this.#cards.clear();
      this.#unfolded = false;
      this.#load();
    } else if (this.#conversation) {
      this.#renderToolbar();
    }
  }

  async #load() {
    this.content.scrollTop = 0;
    this.frame.show(this.#conversation);
    if (!this.#id) {
      fill(this.toolbar);
      fill(this.content, emptyState('mail', t('reader.none'), t('reader.noneText')));
      return;
    }
    const id = this.#id;
    this.#request = new AbortController();
    fill(this.toolbar, conversationToolbar(null, this.#route));
    fill(this.content, skeleton(7, 'mc-skeleton-reader'));
    try {
      const conversation = await api.conversation(id, this.#request.signal);
      if (id === this.#id) {
        this.#first(conversation);
      }
    } catch (error) {
      if (!isAbort(error) && id === this.#id) {
        fill(this.content, error.status === 404
          ? emptyState('mail', t('reader.gone'), t('reader.goneText'), h('a', { class: 'mc-button', href: router.listHref(this.#route.query, this.#route.box) }, t('reader.backToList')))
          : failedState(error, () => this.#load()));
      }
    }
  }

  // The first look opens the last e-mail, those that are unread, and the one that the address names.
  #first(conversation) {
    this.#conversation = conversation;
    const { emails } = conversation;
    const last = emails.findLast((email) => !['deleted', 'spam'].includes(email.box)) ?? emails[emails.length - 1];
    const open = new Set(emails.filter((email) => email.isUnread || email === last || email.id === this.#route.emailId).map((email) => email.id));
    const unread = emails.filter((email) => email.isUnread).map((email) => email.id);
    this.#render(open);
    this.frame.select(this.#route.query.stream === 'internal' ? 'internal' : 'external');
    this.frame.seenEmails([...open]);
    this.emit('mc-title');
    announce(this.heading);
    if (unread.length > 0) {
      setRead({ ids: [conversation.id], emailIds: unread }, true);
    }
    if (matchMedia('(max-width: 699px)').matches) {
      this.content.querySelector('.mc-subject')?.focus({ preventScroll: true });
    }
    const target = this.#cards.get(this.#route.emailId) ?? this.#cards.get(unread[0] ?? last?.id);
    if (emails.length > 1) {
      requestAnimationFrame(() => target?.scrollIntoView({ block: 'start' }));
    }
  }

  async #reload() {
    const id = this.#id;
    if (!id || !this.#conversation) {
      return;
    }
    const asked = ++this.#asked; // Of several at once only the last one asked is shown: an older answer may come later.
    try {
      await settled();
      const conversation = await api.conversation(id, this.signal);
      if (id === this.#id && asked === this.#asked) {
        const known = new Set(this.#conversation.emails.map((email) => email.id));
        const fresh = conversation.emails.filter((email) => !known.has(email.id));
        this.#conversation = conversation;
        this.#render(new Set(fresh.filter((email) => email.isOnPage).map((email) => email.id))); // Messages are short.
        if (fresh.length > 0) {
          announce(tn('reader.newEmails', fresh.length));
        }
      }
    } catch (error) {
      if (error.status === 404) {
        this.#id = null;
        this.show(this.#route);
      } else if (!isAbort(error)) {
        console.warn('Conversation not reloaded', error); // The next live event repeats it.
      }
    }
  }

  #render(open) {
    const { emails } = this.#conversation;
    this.#renderToolbar();
    this.frame.show(this.#conversation);
    this.replySlot.setConversation(this.#conversation);
    const cards = new Map();
    for (const email of emails) {
      const card = this.#cards.get(email.id) ?? document.createElement('email-card');
      card.setEmail(email, { isOnly: emails.length === 1, isFirst: email === emails[0] });
      if (open.has(email.id)) {
        card.isOpen = true;
      }
      cards.set(email.id, card);
    }
    this.#cards = cards;
    const list = h('div', { class: 'mc-emails' });
    // Cards that stay are not taken out of the page: their frames would load anew.
    const old = this.content.querySelector('.mc-emails');
    if (old && [...cards.values()].filter((card) => card.isConnected).length > 0) {
      this.content.querySelector('.mc-conversation-head').replaceWith(conversationHead(this.#conversation, this.frame));
      [...old.children].filter((node) => ![...cards.values()].includes(node)).forEach((node) => node.remove());
      [...cards.values()].forEach((card, at) => old.children[at] !== card && old.insertBefore(card, old.children[at] ?? null));
      this.#fold(old);
      return;
    }
    list.append(...cards.values());
    fill(this.content, conversationHead(this.#conversation, this.frame), list, this.replySlot);
    this.#fold(list);
  }

  #fold(list) {
    const cards = [...this.#cards.values()];
    const first = cards.findIndex((card) => card.isOpen);
    const hidden = this.#unfolded || first < FOLD_OVER + 1 ? [] : cards.slice(1, first - 1).filter((card) => !card.isOpen);
    cards.forEach((card) => card.toggleAttribute('hidden', hidden.length >= FOLD_OVER && hidden.includes(card)));
    if (hidden.length >= FOLD_OVER) {
      list.insertBefore(h('button', {
        type: 'button', class: 'mc-fold', onclick: (event) => {
          this.#unfolded = true;
          event.currentTarget.remove();
          hidden.forEach((card) => card.removeAttribute('hidden'));
          hidden[0].focusHead();
        },
      }, h('span', null, tn('reader.earlier', hidden.length))), hidden[0]);
    }
  }

  #renderToolbar() {
    fill(this.toolbar, conversationToolbar(this.#conversation, this.#route));
  }

  #edited({ ids, change }) {
    if (this.#conversation && ids.includes(this.#id)) {
      this.#conversation = edited(this.#conversation, change);
      this.#renderToolbar();
      this.content.querySelector('.mc-conversation-head')?.replaceWith(conversationHead(this.#conversation, this.frame));
    }
  }

  #marked({ ids, emailIds, read }) {
    if (!this.#conversation || !ids?.includes(this.#id)) {
      return;
    }
    const emails = this.#conversation.emails.map((email, at, all) => {
      const meant = emailIds ? emailIds.includes(email.id) : read || at === all.length - 1;
      return meant ? { ...email, isUnread: !read } : email;
    });
    this.#conversation = { ...this.#conversation, emails };
    emails.forEach((email) => this.#cards.get(email.id)?.setEmail(email));
    this.#renderToolbar();
  }

  // An unread e-mail that a member opens by hand is read.
  #opened(email) {
    this.frame.seenEmails([email.id]);
    if (email.isUnread) {
      setRead({ ids: [this.#id], emailIds: [email.id] }, true).catch(toastError);
    }
  }
}

customElements.define('conversation-view', ConversationView);
