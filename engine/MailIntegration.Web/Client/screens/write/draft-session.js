// One draft that is being written: saves itself, tells how that goes, and loses nothing. Knows no page.
import { api, ApiError } from '../../api.js';
import { app } from '../../app.js';
import { dropBackup, keepBackup, readBackup } from './backup.js';

const SAVE_AFTER = 1200;
const SAVE_AT_LATEST = 6000;
const BACKUP_AFTER = 250;
const RETRY_FIRST = 3000;
const RETRY_LONGEST = 60_000;

const FIELDS = ['senderId', 'to', 'cc', 'bcc', 'subject', 'html', 'includeQuote'];
const fieldsOf = (draft) => Object.fromEntries(FIELDS.map((name) => [name, draft[name]]));

/**
 * States: `saved`, `changed` (not saved yet), `saving`, `offline` (tried again by itself), `refused` (see `error`), `conflict` (saved
 * elsewhere meanwhile), `gone` (deleted or sent elsewhere). Fires `state`, and `replaced` when the fields came from the server.
 */
export class DraftSession extends EventTarget {
  #draft;
  #read = null;
  #dirty = false;
  #saving = null;
  #timers = { save: 0, backup: 0, latest: 0 };
  #pause = RETRY_FIRST;
  #ended = false;
  state = 'saved';
  error = null;
  isTouched = false;

  /** Takes up a draft; unsaved text that this browser still holds goes on top of it. */
  constructor(draft) {
    super();
    this.#draft = draft;
    const backup = readBackup(draft.id);
    if (backup && backup.version === draft.version) {
      this.#draft = { ...draft, ...backup.fields };
      this.touch();
    } else if (backup) {
      this.#draft = { ...draft, ...backup.fields, version: backup.version };
      this.#dirty = true;
      this.isTouched = true;
      this.error = new ApiError(409, null);
      this.#setState('conflict');
    }
  }

  get draft() {
    return this.#draft;
  }

  /** Where the present fields come from: the form that shows them. */
  readFrom(read) {
    this.#read = read;
  }

  /** Something was changed: it is kept here at once and saved after a pause. */
  touch() {
    this.isTouched = true;
    this.#dirty = true;
    clearTimeout(this.#timers.backup);
    this.#timers.backup = setTimeout(() => this.#keep(), BACKUP_AFTER);
    if (this.state === 'conflict' || this.state === 'gone') {
      return; // Somebody decides first.
    }
    this.#setState(this.#saving ? 'saving' : this.state === 'offline' ? 'offline' : 'changed');
    this.#plan(SAVE_AFTER);
  }

  /** Saves what is not saved yet; throws when that fails. */
  async flush() {
    if (this.#ended) {
      return;
    }
    this.#clear();
    while (this.#saving || this.#dirty) {
      if (this.#dirty && ['conflict', 'gone'].includes(this.state)) {
        throw this.error;
      }
      this.#saving ??= this.#save().finally(() => {
        this.#saving = null;
      });
      await this.#saving;
    }
  }

  /** Reads attachments and version anew, after a file was added or removed. */
  async refresh() {
    await this.#saving?.catch(() => {}); // Told where it failed.
    const { version, attachments } = await api.draft(this.#draft.id);
    this.#draft = { ...this.#draft, version, attachments };
  }

  /** What was written here replaces what was saved elsewhere. */
  async keepMine() {
    const { version, attachments } = await api.draft(this.#draft.id);
    this.#draft = { ...this.#draft, version, attachments };
    this.#dirty = true;
    this.#setState('changed');
    await this.flush();
  }

  /** What was saved elsewhere replaces what was written here. */
  async takeTheirs() {
    this.#draft = await api.draft(this.#draft.id);
    this.#dirty = false;
    dropBackup(this.#draft.id);
    this.#setState('saved');
    this.dispatchEvent(new CustomEvent('replaced'));
  }

  /** The draft is gone: its text becomes a new one. */
  async saveAsNew() {
    const fields = this.#fields();
    const { mode, emailId, conversationId, id } = this.#draft;
    const made = await api.createDraft({ mode, emailId, conversationId });
    this.#draft = await api.saveDraft(made.id, { version: made.version, ...fields });
    this.#dirty = false;
    dropBackup(id);
    this.#setState('saved');
  }

  /** Sends it; throws what the server says against it. */
  async send(request) {
    await this.flush();
    let entry;
    try {
      entry = await api.sendDraft(this.#draft.id, { version: this.#draft.version, ...request });
    } catch (error) {
      if (error.status === 404 || error.reason?.code === 'conflict') {
        this.#failed(error);
      }
      throw error;
    }
    this.end();
    dropBackup(this.#draft.id);
    app.reloadCounts();
    return entry;
  }

  async discard() {
    this.end();
    await this.#saving?.catch(() => {}); // It goes anyway.
    await api.deleteDraft(this.#draft.id).catch((error) => {
      if (error.status !== 404) {
        throw error;
      }
    });
    dropBackup(this.#draft.id);
    app.reloadCounts();
  }

  /** Stops saving by itself; what is not saved stays in this browser. */
  end() {
    if (this.#dirty && !this.#ended) {
      this.#keep();
    }
    this.#ended = true;
    this.#clear();
    clearTimeout(this.#timers.backup);
  }

  /** Goes on after end(), when sending was refused or the page came back. */
  resume() {
    this.#ended = false;
  }

  async #save() {
    const fields = this.#fields();
    this.#dirty = false;
    this.#setState('saving');
    try {
      const saved = await api.saveDraft(this.#draft.id, { version: this.#draft.version, ...fields });
      this.#draft = { ...this.#draft, ...fields, version: saved.version, updatedAt: saved.updatedAt, attachments: saved.attachments ?? this.#draft.attachments };
      this.#pause = RETRY_FIRST;
      this.error = null;
      if (!this.#dirty) {
        clearTimeout(this.#timers.backup);
        dropBackup(this.#draft.id);
      }
      this.#setState(this.#dirty ? 'changed' : 'saved');
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  #failed(error) {
    this.#dirty = true;
    this.error = error;
    this.#keep();
    const state = { 409: 'conflict', 404: 'gone', 400: 'refused', 403: 'refused', 413: 'refused' }[error.status] ?? 'offline';
    this.#setState(state);
    if (state === 'offline') {
      this.#plan(this.#pause);
      this.#pause = Math.min(this.#pause * 2, RETRY_LONGEST);
    }
  }

  #plan(wait) {
    clearTimeout(this.#timers.save);
    if (this.#ended) {
      return;
    }
    const run = () => this.flush().catch(() => {}); // The state tells it.
    this.#timers.save = setTimeout(run, wait);
    this.#timers.latest ||= setTimeout(run, Math.max(wait, SAVE_AT_LATEST));
  }

  #clear() {
    clearTimeout(this.#timers.save);
    clearTimeout(this.#timers.latest);
    this.#timers.latest = 0;
  }

  #keep() {
    keepBackup(this.#draft.id, this.#draft.version, this.#fields());
  }

  #fields() {
    return { ...fieldsOf(this.#draft), ...this.#read?.() };
  }

  #setState(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent('state'));
  }
}
