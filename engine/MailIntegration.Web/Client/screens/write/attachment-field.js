// Attachments of a draft as cards: those that are there, those on their way, and how much room is left.
import { reasonText, t, tn } from '../../i18n.js';
import { iconButton, progressBar } from '../../lib/controls.js';
import { classes, fill, h } from '../../lib/dom.js';
import { bytes, limitSize } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { announce, toastError } from '../../lib/toast.js';
import { View } from '../../lib/view.js';

/** <attachment-field>: set `files` (DraftFiles) and `isShown(attachment)`. Fires `mc-removed` with an attachment that was taken off. */
class AttachmentField extends View {
  files = null;
  isShown = () => true;

  connected() {
    this.className = 'mc-write-files';
    this.listen(this.files, 'change', () => this.render());
    this.listen(this.files, 'progress', () => this.#progress());
    this.render();
  }

  render() {
    const { uploads, total, limit, isTooLarge } = this.files;
    const attachments = this.files.attachments.filter(this.isShown);
    this.hidden = attachments.length + uploads.length === 0;
    fill(this,
      h('ul', { class: 'mc-attachment-list', 'aria-label': t('attachment.title') },
        attachments.map((attachment) => this.#card(attachment)),
        uploads.map((item) => this.#upload(item))),
      h('p', { class: classes('mc-hint', 'mc-write-total', { 'mc-write-over': isTooLarge }) },
        Number.isFinite(limit) ? t('write.totalOf', { total: bytes(total), limit: limitSize(limit) }) : t('write.total', { total: bytes(total) })));
  }

  #card(attachment) {
    const name = attachment.fileName || t('attachment.unnamed');
    return h('li', { class: 'mc-attachment' },
      h('span', { class: 'mc-file', 'aria-hidden': 'true' }, icon(attachment.contentType.startsWith('image/') ? 'image' : 'file')),
      h('span', { class: 'mc-attachment-text' },
        h('a', { class: 'mc-attachment-name', href: attachment.url, download: attachment.fileName ?? '', 'data-external': true, title: name }, h('bdi', null, name)),
        h('span', { class: 'mc-attachment-size' }, bytes(attachment.size))),
      iconButton('close', t('write.removeAttachment', { name }), (event) => this.#remove(event.currentTarget, attachment)));
  }

  #upload(item) {
    return h('li', { class: classes('mc-attachment', 'mc-attachment-pending', { 'mc-attachment-bad': item.reason }), data: { key: item.key } },
      h('span', { class: 'mc-file', 'aria-hidden': 'true' }, icon(item.reason ? 'warning' : 'file')),
      h('span', { class: 'mc-attachment-text' },
        h('bdi', { class: 'mc-attachment-name', title: item.name }, item.name),
        item.reason
          ? h('span', { class: 'mc-attachment-size mc-attachment-reason', role: 'alert' }, `${bytes(item.size)} · ${reasonText(item.reason)}`)
          : progressBar(t('write.uploading', { name: item.name }), item.sent, item.size)),
      item.reason && iconButton('refresh', t('action.tryAgain'), () => this.files.retry(item)),
      iconButton('close', t(item.reason ? 'write.removeAttachment' : 'write.cancelUpload', { name: item.name }), () => this.files.cancel(item)));
  }

  #progress() {
    for (const { key, sent, size } of this.files.uploads) {
      const bar = this.querySelector(`[data-key="${key}"] .mc-progress`);
      bar?.setAttribute('aria-valuenow', String(Math.min(sent, size)));
      bar?.firstElementChild.style.setProperty('inline-size', `${Math.min(100, (sent / size) * 100)}%`);
    }
  }

  async #remove(node, attachment) {
    node.setAttribute('aria-busy', 'true');
    try {
      await this.files.remove(attachment);
      announce(tn('attachment.count', this.files.attachments.length, { size: bytes(this.files.total) }));
      this.emit('mc-removed', attachment);
    } catch (error) {
      node.removeAttribute('aria-busy');
      toastError(error);
    }
  }
}

customElements.define('attachment-field', AttachmentField);
