// The fields of a mail that is written: sender, recipients, subject, text, signature, quote and attachments.
import '../../editor/rich-editor.js';
import { reasonText, t } from '../../i18n.js';
import { h, uniqueId } from '../../lib/dom.js';
import { isAddress } from './address-list.js';
import { quotedOriginal } from './quoted-original.js';
import './recipient-field.js';
import { senderField } from './sender-field.js';

const KINDS = ['to', 'cc', 'bcc'];

export class ComposerForm {
  #recipients = {};
  #session;
  #sender;

  /** `lines` stand on top, `body` scrolls; both fire `mc-edit`. */
  constructor({ session, files, senders, senderChanged }) {
    const { draft } = session;
    this.#session = session;
    this.#sender = senderField(senders, draft.senderId, () => {
      senderChanged();
      this.#edited();
    });
    KINDS.forEach((kind) => {
      this.#recipients[kind] = Object.assign(document.createElement('recipient-field'), { kind, value: draft[kind], hidden: kind !== 'to' && draft[kind].length === 0 });
    });
    this.subjectInput = this.#subjectInput(draft);
    this.subjectError = h('p', { id: `${this.subjectInput.id}-error`, class: 'mc-field-error', hidden: true });
    this.editor = this.#newEditor(draft);
    this.files = Object.assign(document.createElement('attachment-field'), { files, isShown: (attachment) => !attachment.contentId || !this.#shows(attachment.contentId) });
    this.quote = draft.quoteHtml ? quotedOriginal(draft, { imageUrl: (cid) => this.#imageUrl(cid), changed: () => this.#edited() }) : null;
    this.lines = h('div', { class: 'mc-write-lines' },
      this.#sender.element,
      h('div', { class: 'mc-write-line mc-write-to' }, this.#recipients.to, this.#moreButtons()),
      this.#recipients.cc, this.#recipients.bcc,
      h('div', { class: 'mc-write-line' }, h('label', { class: 'mc-write-label', htmlFor: this.subjectInput.id }, t('write.subject')), this.subjectInput, this.subjectError));
    this.body = h('div', { class: 'mc-write-body' }, this.editor, this.#sender.signature, this.quote, this.files);
  }

  get subject() {
    return this.subjectInput.value.trim();
  }

  get sender() {
    return this.#sender.sender;
  }

  /** As the API takes them. */
  get fields() {
    return {
      senderId: this.sender?.id ?? this.#session.draft.senderId,
      ...Object.fromEntries(KINDS.map((kind) => [kind, this.#recipients[kind].value])),
      subject: this.subjectInput.value.replace(/[\r\n]+/g, ' '),
      html: this.editor.html,
      includeQuote: this.quote?.querySelector('[name=includeQuote]').checked ?? this.#session.draft.includeQuote,
    };
  }

  /** Takes over fields that came from the server. */
  take(draft) {
    KINDS.forEach((kind) => {
      this.#recipients[kind].value = draft[kind];
      this.#recipients[kind].hidden = kind !== 'to' && draft[kind].length === 0;
    });
    this.subjectInput.value = draft.subject;
    this.editor.html = draft.html;
    this.files.render();
  }

  commit() {
    KINDS.forEach((kind) => this.#recipients[kind].commit());
  }

  focus({ mode, to, html }) {
    if (to.length === 0 || mode === 'forward') {
      this.#recipients.to.focus();
    } else if (html && mode === 'new') {
      this.editor.focus();
    } else {
      this.editor.focusStart();
    }
  }

  /** Whether it can be sent as far as can be told here; says where not. */
  check() {
    const all = KINDS.flatMap((kind) => this.#recipients[kind].value);
    const bad = KINDS.find((kind) => this.#recipients[kind].value.some(({ address }) => !isAddress(address)));
    if (all.length === 0) {
      this.showErrors({ to: [{ code: 'no-recipient', args: {} }] });
    } else if (bad) {
      const { address } = this.#recipients[bad].value.find((mailbox) => !isAddress(mailbox.address));
      this.showErrors({ [bad]: [{ code: 'address-invalid', args: { address } }] });
    }
    return all.length > 0 && !bad;
  }

  /** Shows what the server refused beside its field; returns the reasons that belong to none. Focus goes to the first. */
  showErrors(errors) {
    const rest = [];
    let first = null;
    for (const [path, reasons] of Object.entries(errors)) {
      const name = path.split(/[.[]/)[0];
      const field = { ...this.#recipients, subject: this, senderId: this.#sender }[name];
      if (!field) {
        rest.push(...reasons);
        continue;
      }
      const text = reasons.map(reasonText).join(' ');
      if (field === this) {
        this.#showSubject(text);
      } else {
        field.hidden = false;
        field.showError(text);
      }
      first ??= field === this ? this.subjectInput : field;
    }
    first?.focus?.();
    return rest;
  }

  clearErrors() {
    KINDS.forEach((kind) => this.#recipients[kind].showError());
    this.#showSubject('');
  }

  #showSubject(text) {
    this.subjectError.textContent = text;
    this.subjectError.hidden = !text;
    this.subjectInput.toggleAttribute('aria-invalid', Boolean(text));
  }

  #subjectInput(draft) {
    const id = uniqueId('subject');
    return h('input', { id, class: 'mc-write-subject', type: 'text', name: 'subject', value: draft.subject, maxlength: '400', dir: 'auto', autocomplete: 'off', 'aria-describedby': `${id}-error`, oninput: () => this.#edited() });
  }

  #newEditor(draft) {
    const editor = document.createElement('rich-editor');
    editor.label = t('write.text');
    editor.placeholder = t('write.placeholder');
    editor.imageUrl = (cid) => this.#imageUrl(cid);
    editor.html = draft.html;
    return editor;
  }

  #moreButtons() {
    return h('span', { class: 'mc-write-more' }, ['cc', 'bcc'].map((kind) => {
      const field = this.#recipients[kind];
      return h('button', {
        type: 'button', class: 'mc-write-add', hidden: !field.hidden, 'aria-label': t(`write.add.${kind}`), onclick: (event) => {
          event.currentTarget.hidden = true;
          field.hidden = false;
          field.focus();
        },
      }, t(`write.${kind}`));
    }));
  }

  #shows(contentId) {
    return Boolean(this.editor.querySelector(`img[data-cid="${CSS.escape(contentId)}"]`)) || (this.#session.draft.quoteHtml ?? '').includes(`cid:${encodeURIComponent(contentId)}`);
  }

  #imageUrl(contentId) {
    return this.#session.draft.attachments.find((attachment) => attachment.contentId === contentId)?.url ?? null;
  }

  #edited() {
    this.lines.dispatchEvent(new CustomEvent('mc-edit', { bubbles: true }));
  }
}
