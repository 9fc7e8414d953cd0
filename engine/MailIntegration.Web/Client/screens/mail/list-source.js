// The rows of one list: pages by keyset, and a quiet reload that keeps what was loaded.
import { api } from '../../api.js';
import { settled } from './actions.js';

const PAGE = 50;
const LONGEST_RELOAD = 200;

/** The query of the API for a route. */
export function listQuery({ box, query }) {
  const special = {
    unread: { box: 'all', unread: true },
    mine: { box: 'inbox', mine: true },
    unassigned: { box: 'inbox', unassigned: true },
  }[box] ?? { box };
  const { address, team, tag, q, state, attachments, from, until } = query;
  return { ...special, address, team, tag, q, state, attachments: attachments === '1', from: instant(from, 0), until: instant(until, 1) };
}

export class ListSource {
  rows = [];
  isLoaded = false;
  isLoadingMore = false;
  #next = null;
  #query;
  #signal;
  #edits = 0;

  constructor(query, signal) {
    this.#query = query;
    this.#signal = signal;
  }

  get hasMore() {
    return this.#next !== null;
  }

  async load() {
    const page = await this.#fetch(null, PAGE);
    this.rows = page.rows;
    this.#next = page.next;
    this.isLoaded = true;
  }

  /** Appends the next page; resolves to the number of new rows. */
  async loadMore() {
    if (!this.#next || this.isLoadingMore) {
      return 0;
    }
    this.isLoadingMore = true;
    try {
      const page = await this.#fetch(this.#next, PAGE);
      const known = new Set(this.rows.map((row) => row.conversationId));
      const fresh = page.rows.filter((row) => !known.has(row.conversationId));
      this.rows = [...this.rows, ...fresh];
      this.#next = page.next;
      return fresh.length;
    } finally {
      this.isLoadingMore = false;
    }
  }

  /** Fetches anew what is shown; of a very long list the newest part, older rows stay. Resolves to the number of new rows. */
  async reload() {
    const take = Math.min(LONGEST_RELOAD, Math.max(PAGE, this.rows.length));
    const page = await this.#fetchSettled(take);
    const before = new Set(this.rows.map((row) => row.conversationId));
    const fresh = new Set(page.rows.map((row) => row.conversationId));
    const last = page.rows[page.rows.length - 1];
    const older = page.next && this.rows.length > take ? this.rows.filter((row) => row.at < last.at && !fresh.has(row.conversationId)) : [];
    this.rows = [...page.rows, ...older];
    if (older.length === 0) {
      this.#next = page.next;
    }
    this.isLoaded = true;
    return page.rows.filter((row) => !before.has(row.conversationId)).length;
  }

  /** The conversation beside one that leaves: the next that stays, else the one before. */
  neighbour(id, leaving) {
    const at = this.rows.findIndex((row) => row.conversationId === id);
    const stays = (row) => !leaving.includes(row.conversationId);
    return at < 0 ? null : this.rows.slice(at + 1).find(stays) ?? this.rows.slice(0, at).findLast(stays) ?? null;
  }

  remove(ids) {
    this.#edits += 1;
    this.rows = this.rows.filter((row) => !ids.includes(row.conversationId));
  }

  /** Changes rows in place of a reload. */
  update(ids, edit) {
    this.#edits += 1;
    this.rows = this.rows.map((row) => (ids.includes(row.conversationId) ? edit(row) : row));
  }

  // A page that was asked for before a member's change would take the change back on screen: it is asked for again.
  async #fetchSettled(take) {
    for (;;) {
      await settled();
      const edits = this.#edits;
      const page = await this.#fetch(null, take);
      if (edits === this.#edits) {
        return page;
      }
    }
  }

  #fetch(after, take) {
    return api.conversations({ ...this.#query, after, take }, this.#signal);
  }
}

/** A day that a member chose, in his own time zone, as an instant; `until` ends with the day. */
function instant(day, plusDays) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) {
    return null;
  }
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plusDays).toISOString();
}
