// Attachments of a draft: those that are there and those on their way, with progress and the limit.
import { api, upload } from '../../api.js';
import { isAbort } from '../../lib/view.js';

let lastKey = 0;

/** Fires `change`, and `inline` (attachment) when a picture for the text has arrived. */
export class DraftFiles extends EventTarget {
  #session;
  #abort = new AbortController();
  /** On their way or failed: { key, file, name, size, sent, isInline, reason, cancel }. */
  uploads = [];
  limit = Infinity;

  constructor(session) {
    super();
    this.#session = session;
  }

  get attachments() {
    return this.#session.draft.attachments;
  }

  /** Bytes of all that is there or on its way. */
  get total() {
    const pending = this.uploads.filter((item) => !item.reason);
    return [...this.attachments, ...pending].reduce((sum, { size }) => sum + size, 0);
  }

  get isBusy() {
    return this.uploads.some((item) => !item.reason);
  }

  get isTooLarge() {
    return this.total > this.limit;
  }

  /** Uploads files; one that does not fit any more is refused before it is sent. */
  async add(files, { inline = false } = {}) {
    await Promise.all([...files].map((file) => {
      const item = { key: `u${lastKey += 1}`, file, name: file.name, size: file.size, sent: 0, isInline: inline && file.type.startsWith('image/'), reason: null, abort: null };
      if (this.total + file.size > this.limit) {
        item.reason = { code: 'attachments-too-large', args: { limit: String(this.limit) } };
      }
      this.uploads.push(item);
      this.#changed();
      return item.reason ? undefined : this.#send(item);
    }));
  }

  retry(item) {
    item.reason = this.total + item.size > this.limit ? { code: 'attachments-too-large', args: { limit: String(this.limit) } } : null;
    this.#changed();
    return item.reason ? undefined : this.#send(item);
  }

  /** Gives up an upload, or takes a refused one off the list. */
  cancel(item) {
    item.abort?.abort();
    this.uploads = this.uploads.filter((other) => other !== item);
    this.#changed();
  }

  async remove(attachment) {
    await api.deleteAttachment(this.#session.draft.id, attachment.id);
    await this.#session.refresh();
    this.#changed();
  }

  end() {
    this.#abort.abort();
  }

  async #send(item) {
    item.abort = new AbortController();
    try {
      const attachment = await upload(api.uploadUrl(this.#session.draft.id, item.name, item.isInline), item.file, {
        signal: AbortSignal.any([item.abort.signal, this.#abort.signal]),
        onprogress: (sent) => {
          item.sent = sent;
          this.#changed('progress');
        },
      });
      await this.#session.refresh();
      this.uploads = this.uploads.filter((other) => other !== item);
      this.#changed();
      if (item.isInline && attachment.contentId) {
        this.dispatchEvent(new CustomEvent('inline', { detail: attachment }));
      }
    } catch (error) {
      if (!isAbort(error)) {
        item.reason = error.reason ?? { code: 'client-error' };
        this.#changed();
      }
    }
  }

  #changed(type = 'change') {
    this.dispatchEvent(new CustomEvent(type));
  }
}
