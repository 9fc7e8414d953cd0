// One conversation of a contact: what was written, live, and the place for an answer.
import { reasonText, t } from '../i18n.js';
import { failedState } from '../lib/controls.js';
import { fill, h, uniqueId } from '../lib/dom.js';
import { bytes, dateTime } from '../lib/format.js';
import { isAbort, View } from '../lib/view.js';
import '../screens/mail/mail-body.js';
import { portalApi } from './portal-api.js';

const MAX_TEXT = 20_000;
const NOTICED_AFTER = 6000;

class PortalConversation extends View {
  #shown = new Map();
  #list = null;
  #status = null;
  #silent = 0;
  #key = crypto.randomUUID();

  async connected() {
    try {
      this.#build(await portalApi.conversation(this.dataset.id, this.signal));
      this.#listen();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.connected()));
      }
    }
  }

  #build(conversation) {
    this.#shown.clear();
    this.#list = h('ol', { class: 'mc-portal-mails' });
    this.#status = h('p', { class: 'mc-portal-status', role: 'status', 'aria-live': 'polite' });
    fill(this, h('h1', { class: 'mc-portal-title', dir: 'auto' }, conversation.subject || t('mail.noSubject')),
      this.#list, conversation.canAnswer ? this.#form() : h('p', { class: 'mc-portal-empty' }, t('portal.closed')),
      this.#status, this.#following(conversation));
    this.#update(conversation);
  }

  /** Adds what is new; what stands there keeps its frames. */
  #update(conversation) {
    for (const email of conversation.emails) {
      if (!this.#shown.has(email.id)) {
        const item = this.#mail(email);
        this.#shown.set(email.id, item);
        this.#list.append(item);
      }
    }
    for (const [id, item] of this.#shown) {
      if (!conversation.emails.some((email) => email.id === id)) {
        item.remove();
        this.#shown.delete(id);
      }
    }
    this.#seen();
  }

  #mail(email) {
    const body = document.createElement('mail-body');
    body.setMail({ id: email.id, subject: email.subject, hasHtml: true, blockedImages: 0 });
    return h('li', { class: email.isOwn ? 'mc-email mc-portal-mail mc-portal-own' : 'mc-email mc-portal-mail', data: { id: email.id } },
      h('div', { class: 'mc-portal-head' },
        h('strong', { dir: 'auto' }, email.isOwn ? t('portal.you') : email.from),
        h('time', { class: 'mc-portal-meta', datetime: email.at }, dateTime(email.at))),
      body,
      email.files.length > 0 && h('ul', { class: 'mc-portal-files', 'aria-label': t('portal.files') }, email.files.map((file) => h('li', null,
        h('a', { href: portalApi.fileUrl(email.id, file.partId), download: file.fileName }, file.fileName || t('portal.files')),
        ` ${bytes(file.size)}`))));
  }

  #form() {
    const id = uniqueId('answer');
    const text = h('textarea', { id, class: 'mc-portal-text', rows: '5', maxlength: String(MAX_TEXT), required: true });
    const send = h('button', { type: 'submit', class: 'mc-portal-button' }, t('portal.send'));
    return h('form', { class: 'mc-portal-form', onsubmit: (event) => this.#answer(event, text, send) },
      h('label', { class: 'mc-portal-label', htmlFor: id }, t('portal.answer')), text, send);
  }

  async #answer(event, text, send) {
    event.preventDefault();
    if (send.getAttribute('aria-busy') === 'true' || text.value.trim().length === 0) {
      return;
    }
    send.setAttribute('aria-busy', 'true');
    try {
      await portalApi.answer(this.dataset.id, text.value, this.#key);
      this.#key = crypto.randomUUID();
      text.value = '';
      this.#say(t('portal.sent'));
      await this.#reload();
    } catch (error) {
      const [reasons] = Object.values(error.errors ?? {});
      this.#say(reasonText(reasons?.[0] ?? error.reason ?? { code: 'client-error' }), true);
    } finally {
      send.removeAttribute('aria-busy');
    }
  }

  #following(conversation) {
    const box = h('input', { type: 'checkbox', checked: conversation.isFollowing, onchange: () => this.#follow(box) });
    return h('label', { class: 'mc-portal-follow' }, box,
      h('span', null, t('portal.follow'), h('span', { class: 'mc-portal-meta' }, t('portal.followHint'))));
  }

  async #follow(box) {
    try {
      await portalApi.follow(this.dataset.id, box.checked);
    } catch (error) {
      box.checked = !box.checked;
      this.#say(reasonText(error.reason ?? { code: 'client-error' }), true);
    }
  }

  #listen() {
    const source = new EventSource(portalApi.liveUrl(this.dataset.id));
    const heard = () => {
      clearTimeout(this.#silent);
      this.#reload();
    };
    source.addEventListener('ready', heard);
    source.addEventListener('changed', heard);
    source.onerror = () => {
      // The server ends a stream after a minute and the browser opens it again: that is no loss of connection.
      clearTimeout(this.#silent);
      this.#silent = setTimeout(() => this.#say(t('portal.offline'), true), NOTICED_AFTER);
    };
    this.signal.addEventListener('abort', () => {
      source.close();
      clearTimeout(this.#silent);
    });
    this.listen(document, 'visibilitychange', () => this.#seen());
  }

  async #reload() {
    try {
      this.#update(await portalApi.conversation(this.dataset.id, this.signal));
    } catch (error) {
      if (!isAbort(error)) {
        this.#say(reasonText(error.reason ?? { code: 'client-error' }), true);
      }
    }
  }

  /** A page behind another one is not looked at. */
  #seen() {
    if (!document.hidden && this.isConnected) {
      portalApi.seen(this.dataset.id).catch(() => {}); // Asked again with the next change; nobody has to do anything about it.
    }
  }

  #say(text, isBad = false) {
    this.#status.classList.toggle('mc-portal-bad', isBad);
    this.#status.textContent = text;
  }
}

customElements.define('portal-conversation', PortalConversation);
