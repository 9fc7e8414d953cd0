// Writing one e-mail. It shows a draft session and tells it of changes; where it stands (dock, conversation, page) is not its business.
import { api } from '../../api.js';
import { reasonText, t } from '../../i18n.js';
import { failedState, skeleton } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { toastError } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import './attachment-field.js';
import { composerFoot } from './composer-foot.js';
import { composerHead } from './composer-head.js';
import { ComposerForm } from './composer-form.js';
import { DraftFiles } from './draft-files.js';
import { DraftSession } from './draft-session.js';
import { composeElsewhere } from '../conversation/composing.js';
import { askSendLater } from './send-later.js';
import { newestEmail, sendDraft, tellSent } from './sending.js';
import { sessionNotice } from './session-notice.js';
import { fresh } from './writing.js';

/**
 * <mail-composer>: set `draft` and `place` (dock or inline). Fires `mc-closed` { how: sent | discarded | kept, draft } when it is
 * done, and `mc-place` { place } when it wants to stand elsewhere.
 */
class MailComposer extends View {
  draft = null;
  place = 'dock';
  #session = null;
  #files = null;
  #form = null;
  #senders = [];
  // The newest e-mail of the conversation when the writing began: of what comes later the member is told before it is sent.
  #lastSeen;
  #endComposing = null;

  async connected() {
    this.className = `mc-composer mc-composer-${this.place}`;
    this.dataset.drop = t('write.dropHere');
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', t('write.label'));
    this.listen(this, 'keydown', (event) => this.#key(event));
    this.listen(window, 'pagehide', () => this.#session?.end());
    this.listen(window, 'pageshow', () => this.#session?.resume());
    this.listen(window, 'online', () => this.#session?.flush().catch(() => {})); // The state tells it.
    this.listen(document, 'visibilitychange', () => document.hidden && this.#session?.flush().catch(() => {})); // As above.
    this.listen(this, 'dragover', (event) => this.#dragged(event));
    this.listen(this, 'dragleave', (event) => !this.contains(event.relatedTarget) && this.classList.remove('mc-dropping'));
    this.listen(this, 'drop', (event) => this.#dropped(event));
    fill(this, skeleton(6, 'mc-skeleton-composer'));
    await this.#load();
  }

  // Somebody went elsewhere: what is not saved is saved now, or stays in this browser.
  disconnected() {
    const session = this.#session;
    this.#endComposing?.();
    this.#endComposing = null;
    this.#files?.end();
    session?.flush().catch(() => {}).finally(() => session.end()); // The backup holds what could not be saved.
  }

  get session() {
    return this.#session;
  }

  get heading() {
    return this.#form?.subject || t(`write.mode.${this.draft.mode}`);
  }

  focusText() {
    this.#form?.focus(this.draft);
  }

  /** Leaves: what is written is saved, or stays in this browser; an untouched draft goes. */
  async close() {
    const session = this.#session;
    if (!session) {
      this.#done('kept');
      return;
    }
    if (fresh.has(this.draft.id) && !session.isTouched && session.draft.attachments.length === this.draft.attachments.length) {
      await session.discard().catch(toastError);
      this.#done('discarded');
      return;
    }
    this.#form.commit();
    await session.flush().catch(() => {}); // Kept in this browser, and taken up again from there.
    this.#done('kept');
  }

  async #load() {
    try {
      [this.#senders, this.#lastSeen] = await Promise.all([api.senders(this.draft.conversationId, this.signal), newestEmail(this.draft, this.signal)]);
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
      return;
    }
    this.#session = new DraftSession(this.draft);
    this.#files = new DraftFiles(this.#session);
    this.#build();
    this.focusText();
  }

  #build() {
    const session = this.#session;
    const form = new ComposerForm({ session, files: this.#files, senders: this.#senders, senderChanged: () => this.#senderChanged() });
    this.#form = form;
    session.readFrom(() => form.fields);
    this.head = composerHead(this, { session, close: () => this.close() });
    this.foot = composerFoot({
      files: this.#files, editor: form.editor, send: () => this.#send(), later: () => this.#later(), discard: () => this.#discard(), attach: (files) => this.#files.add(files),
    });
    this.notice = h('div', { class: 'mc-composer-notice' });
    fill(this, this.head.element, form.lines, h('div', { class: 'mc-composer-scroll' }, this.notice, form.body), this.foot.element);
    this.listen(this, 'mc-edit', () => this.#changed());
    this.listen(session, 'state', () => this.#showState());
    this.listen(session, 'replaced', () => form.take(session.draft));
    this.listen(form.editor, 'mc-files', ({ detail }) => this.#files.add(detail.files, { inline: detail.inline }));
    this.listen(this.#files, 'inline', ({ detail }) => form.editor.insertImage({ contentId: detail.contentId, name: detail.fileName, url: detail.url }));
    this.listen(this.#files, 'change', () => this.foot.show());
    this.listen(this, 'mc-removed', ({ detail }) => detail.contentId && form.editor.removeImage(detail.contentId));
    if (this.place !== 'inline' && this.draft.conversationId && this.isConnected) {
      this.#endComposing ??= composeElsewhere(this.draft.conversationId);
    }
    this.#senderChanged();
    this.#showState();
  }

  #changed() {
    this.#session.touch();
    this.emit('mc-composing', true); // Others who have the conversation open see who answers.
    this.head.show(this.heading);
    this.#form.files.render();
  }

  #senderChanged() {
    this.#files.limit = this.#form.sender?.maxAttachmentBytes ?? Infinity;
    this.#form.files.isConnected && this.#form.files.render();
    this.foot.show();
  }

  #showState() {
    this.head.show(this.heading);
    const focused = this.notice.contains(document.activeElement);
    fill(this.notice, sessionNotice(this.#session));
    if (focused) {
      this.#form.editor.focus();
    }
  }

  async #send(options) {
    this.#form.commit();
    this.#form.clearErrors();
    if (this.#files.isBusy) {
      this.foot.tell(t('write.waitForFiles'));
      return;
    }
    if (!this.#form.check()) {
      return;
    }
    this.foot.busy(true);
    try {
      const entry = await sendDraft(this.#session, { lastSeenEmailId: this.#lastSeen, ...options }, async () => {
        this.#lastSeen = await newestEmail(this.draft, this.signal);
      });
      if (entry) {
        tellSent(entry);
        this.#done('sent');
      }
    } catch (error) {
      this.#session.resume();
      this.#refused(error);
    } finally {
      this.foot.busy(false);
    }
  }

  #refused(error) {
    if (error?.status === 409 || error?.status === 404) {
      this.#showState(); // Saved or sent elsewhere: the notice asks.
      return;
    }
    const rest = this.#form.showErrors(error?.errors ?? {});
    if (rest.length > 0 || Object.keys(error?.errors ?? {}).length === 0) {
      this.foot.tell(rest.map(reasonText).join(' ') || reasonText(error?.reason ?? { code: 'client-error' }));
    }
  }

  async #later() {
    const answer = await askSendLater(this.#session.draft);
    if (answer) {
      await this.#send(answer);
    }
  }

  async #discard() {
    const isEmpty = this.#form.editor.isEmpty && this.#session.draft.attachments.length === 0;
    if (!isEmpty && !await confirmDialog({ title: t('write.discardTitle'), text: t('write.discardText'), confirm: t('write.discard'), danger: true })) {
      return;
    }
    try {
      await this.#session.discard();
      this.#done('discarded');
    } catch (error) {
      this.#session.resume();
      toastError(error);
    }
  }

  #done(how) {
    this.emit('mc-composing', false);
    this.emit('mc-closed', { how, draft: this.#session?.draft ?? this.draft });
  }

  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  #dragged(event) {
    if (event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      this.classList.add('mc-dropping');
    }
  }

  #dropped(event) {
    this.classList.remove('mc-dropping');
    if (!event.defaultPrevented && event.dataTransfer.files.length > 0) {
      event.preventDefault();
      this.#files.add(event.dataTransfer.files);
    }
  }
}

customElements.define('mail-composer', MailComposer);
