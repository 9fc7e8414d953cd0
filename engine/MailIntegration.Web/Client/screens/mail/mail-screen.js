// E-mail processing: the list and, beside it, the conversation.
import { t } from '../../i18n.js';
import { fill } from '../../lib/dom.js';
import { View } from '../../lib/view.js';
import { router } from '../../router.js';
import { addShortcuts } from '../../shortcuts.js';
import { refreshNow } from '../../shell/sync-indicator.js';
import { changes, move, setDone, setRead } from './actions.js';
import './conversation-view.js';
import { listTitle } from './list-head.js';
import './mail-list.js';
import { openAssign, openTags } from './pickers.js';
import { mergeRows, mergeWith } from './regroup.js';

const NARROW = '(max-width: 699px)';

class MailScreen extends View {
  #route = null;

  connected() {
    this.className = 'mc-mail';
    this.list = document.createElement('mail-list');
    this.reader = document.createElement('conversation-view');
    this.listen(changes, 'moved', ({ detail }) => this.#leave(detail)); // Before the list, which forgets the row.
    fill(this, this.list, this.reader);
    addShortcuts(this.#keys(), this.signal);
  }

  get heading() {
    return (this.#route?.conversationId && this.reader.heading) || (this.#route ? listTitle(this.#route) : t('app.name'));
  }

  show(route) {
    const wasReading = this.#route?.conversationId;
    this.#route = route;
    this.classList.toggle('mc-reading', Boolean(route.conversationId));
    this.list.show(route);
    this.reader.show(route);
    if (wasReading && !route.conversationId) {
      this.list.querySelector(`[data-id="${CSS.escape(wasReading)}"] .mc-row-link`)?.focus({ preventScroll: true });
    }
  }

  #keys() {
    const onRows = (work) => () => {
      const rows = this.list.selectedRows.length > 0 ? this.list.selectedRows : [this.list.currentRow ?? this.reader.asRow()].filter(Boolean);
      if (rows.length === 0) {
        return false;
      }
      work(rows, rows.map((row) => row.conversationId));
      return undefined;
    };
    const moving = (action) => onRows((rows, ids) => move({ ids }, this.list.box === 'spam' && action === 'spam' ? 'notSpam' : action, { box: this.list.box }));
    const anchor = () => this.reader.toolbarAnchor ?? this.list.head;
    return {
      m: onRows((rows) => void (rows.length > 1 ? mergeRows(rows) : mergeWith({ id: rows[0].conversationId, subject: rows[0].subject ?? this.reader.heading }))),
      j: () => this.#step(1), k: () => this.#step(-1), ArrowDown: () => this.#stepInList(1), ArrowUp: () => this.#stepInList(-1),
      o: () => this.#open(), Enter: () => this.#open(),
      u: onRows((rows, ids) => this.#toggleRead(rows, ids)),
      e: moving('archive'), '#': moving('delete'), '!': moving('spam'),
      d: onRows((rows, ids) => setDone(ids, rows.some((row) => row.state !== 'done'))),
      A: onRows((rows) => openAssign(anchor(), rows)), t: onRows((rows) => openTags(anchor(), rows)),
      x: () => (this.list.currentRow ? this.list.toggle(this.list.currentRow) : false),
      n: () => (this.#route.conversationId ? this.reader.writeNote() : false),
      R: () => refreshNow(this.list.addressId),
      r: () => this.reader.answer('reply'), a: () => this.reader.answer('replyAll'), f: () => this.reader.answer('forward'),
      Escape: () => this.#escape(),
    };
  }

  // With a conversation open, j and k go through conversations; otherwise they move the focus in the list.
  #step(by) {
    const id = this.list.step(by);
    if (id && this.#route.conversationId && id !== this.#route.conversationId) {
      router.open(router.conversationHref(id, this.#route), { replace: true });
    }
  }

  #stepInList(by) {
    return this.list.contains(document.activeElement) || document.activeElement === document.body ? void this.list.step(by) : false;
  }

  #open() {
    const row = this.list.currentRow;
    if (!row) {
      return false;
    }
    router.open(this.list.href(row));
    return undefined;
  }

  #toggleRead(rows, ids) {
    const anyUnread = rows.some((row) => row.unread > 0);
    setRead({ ids }, anyUnread);
    if (!anyUnread && ids.includes(this.#route.conversationId) && matchMedia(NARROW).matches) {
      this.#close();
    }
  }

  #escape() {
    if (this.list.selectedRows.length > 0) {
      this.list.clearSelection();
      return undefined;
    }
    return this.#route.conversationId ? this.#close() : false;
  }

  #close() {
    router.open(router.listHref(this.#route.query, this.#route.box));
  }

  // When the open conversation leaves the list, the next one takes its place; on a phone the list does.
  #leave({ ids, emailIds, action }) {
    const open = this.#route.conversationId;
    if (emailIds || !ids.includes(open) || (this.list.box === 'all' && action === 'archive')) {
      return;
    }
    const next = matchMedia(NARROW).matches ? null : this.list.neighbour(open, ids);
    if (next) {
      router.open(router.conversationHref(next.conversationId, this.#route), { replace: true });
    } else {
      this.#close();
    }
  }
}

customElements.define('mail-screen', MailScreen);
