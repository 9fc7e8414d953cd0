// The list of conversations: selection, keyset paging, live changes without losing place, selection or focus.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { button, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { announce, toastError } from '../../lib/toast.js';
import { debounce, isAbort, View, whenNear } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { isRunning } from '../../shell/sync-indicator.js';
import { changes } from './actions.js';
import { emptyList } from './empty-list.js';
import { edited, unreadAfter } from './list-edits.js';
import { filterChips } from './list-filters.js';
import { headNodes } from './list-head.js';
import { ListSource, listQuery } from './list-source.js';
import { messageNotice } from './message-notice.js';
import { RowNodes } from './row-nodes.js';
import { Selection } from './selection.js';

const NOTED = ['deleted', 'spam'];

class MailList extends View {
  #route = null;
  #key = null;
  #source = null;
  #request = null;
  #nodes = null;
  #selection = new Selection();
  #currentId = null;

  connected() {
    this.className = 'mc-list';
    this.head = h('header', { class: 'mc-list-head' });
    this.chips = h('div', { class: 'mc-filter-chips' });
    this.progress = h('div', { class: 'mc-list-progress', hidden: true });
    this.note = h('p', { class: 'mc-list-note' });
    this.advice = h('div');
    this.rowsNode = h('ul', { class: 'mc-rows', 'aria-label': t('list.label') });
    this.#nodes = new RowNodes(this.rowsNode);
    this.foot = h('div', { class: 'mc-list-foot' });
    this.scroller = h('div', { class: 'mc-list-scroll', tabindex: '-1' }, this.advice, this.note, this.rowsNode, this.foot);
    fill(this, this.head, this.chips, this.progress, this.scroller);
    whenNear(this.foot, this.scroller, () => this.#loadMore(), this.signal);
    const reload = debounce(() => this.reload(), 400);
    this.listen(live, 'conversations resync', reload);
    this.listen(app, 'addresses people', () => this.#renderRows(true));
    this.listen(app, 'sync', () => this.#showProgress());
    this.listen(changes, 'reload', () => this.reload());
    this.listen(changes, 'read', ({ detail }) => this.#edit(detail.ids, (row) => ({ ...row, unread: unreadAfter(row, detail) })));
    this.listen(changes, 'edited', ({ detail }) => this.#edit(detail.ids, (row) => edited(row, detail.change)));
    this.listen(changes, 'moved', ({ detail }) => this.#moved(detail));
  }

  /** Shows the list of a route; the same list stays as it is. */
  show(route) {
    const query = listQuery(route);
    const key = JSON.stringify(query);
    this.#route = route;
    if (this.#key !== key) {
      this.#key = key;
      this.#selection.clear();
      this.#request?.abort();
      this.#request = new AbortController();
      this.#source = new ListSource(query, this.#request.signal);
      this.#load();
    }
    this.#currentId = route.conversationId;
    this.#nodes.setCurrent(this.#currentId);
    this.#renderHead();
    fill(this.chips, filterChips(route));
    fill(this.advice, route.box === 'inbox' && messageNotice());
    fill(this.note, NOTED.includes(route.box) && t(`empty.${route.box}Text`));
    this.#showProgress();
  }

  // What rows ask of the list.
  get box() {
    return this.#route.box;
  }

  get addressId() {
    return this.#route.query.address;
  }

  href(row) {
    return router.conversationHref(row.conversationId, this.#route);
  }

  isSelected(row) {
    return this.#selection.has(row.conversationId);
  }

  get selectedRows() {
    return this.#source.rows.filter((row) => this.isSelected(row));
  }

  /** The row that shortcuts act on: the focused one, else the open one. */
  get currentRow() {
    const id = document.activeElement?.closest?.('.mc-row')?.dataset.id ?? this.#currentId;
    return this.#source?.rows.find((row) => row.conversationId === id) ?? null;
  }

  neighbour(id, leaving) {
    return this.#source.neighbour(id, leaving);
  }

  toggle(row, event) {
    this.#selection.toggle(row.conversationId, event?.shiftKey ? this.#source.rows.map((item) => item.conversationId) : null);
    this.#selectionChanged();
  }

  clearSelection() {
    this.#selection.clear();
    this.#selectionChanged();
  }

  /** Moves the focus by rows; from nowhere it starts at the open conversation. */
  step(by) {
    const links = [...this.rowsNode.querySelectorAll('.mc-row-link')];
    const from = document.activeElement?.closest?.('.mc-row') ?? this.#nodes.get(this.#currentId);
    const at = links.findIndex((link) => link.closest('.mc-row') === from);
    const next = links[at < 0 ? 0 : Math.max(0, Math.min(at + by, links.length - 1))];
    next?.focus();
    next?.closest('.mc-row').scrollIntoView({ block: 'nearest' });
    return next?.closest('.mc-row').dataset.id ?? null;
  }

  async reload() {
    const source = this.#source;
    if (!source?.isLoaded) {
      return;
    }
    try {
      const fresh = await source.reload();
      if (source === this.#source) {
        this.#renderRows();
        if (fresh > 0) {
          announce(tn('list.new', fresh));
        }
      }
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('List not reloaded', error); // The next live event repeats it.
      }
    }
  }

  async #load() {
    const source = this.#source;
    this.#nodes.clear();
    fill(this.foot, skeleton(8, 'mc-skeleton-rows'));
    this.scroller.scrollTop = 0;
    this.setAttribute('aria-busy', 'true');
    try {
      await source.load();
      if (source === this.#source) {
        this.#renderRows();
        announce(source.rows.length === 0 ? t('list.nothing') : tn('list.loaded', source.rows.length));
      }
    } catch (error) {
      if (!isAbort(error) && source === this.#source) {
        fill(this.foot, failedState(error, () => this.#load()));
      }
    } finally {
      this.removeAttribute('aria-busy');
    }
  }

  async #loadMore() {
    const source = this.#source;
    if (!source?.isLoaded || !source.hasMore || source.isLoadingMore) {
      return;
    }
    try {
      await source.loadMore();
      if (source === this.#source) {
        this.#renderRows();
      }
    } catch (error) {
      toastError(error);
    }
  }

  #renderRows(force = false) {
    if (!this.#source?.isLoaded) {
      return;
    }
    this.#nodes.render(this.#source.rows, this, force);
    this.#selection.keep(this.#nodes);
    this.#nodes.setCurrent(this.#currentId);
    this.#selectionChanged();
    this.#renderFoot();
  }

  #renderFoot() {
    if (this.#source.rows.length === 0) {
      fill(this.foot, emptyList(this.#route));
    } else {
      fill(this.foot, this.#source.hasMore && button(t('list.loadMore'), () => this.#loadMore()));
    }
  }

  #renderHead() {
    const rows = this.#source?.isLoaded ? this.selectedRows : [];
    fill(this.head, headNodes(this.#route, rows, {
      isAll: rows.length > 0 && rows.length === this.#source.rows.length,
      selectAll: (on) => this.#selectAll(on),
      clear: () => this.clearSelection(),
    }));
    this.#showProgress();
  }

  #selectAll(on) {
    this.#selection.set(on ? this.#source.rows.map((row) => row.conversationId) : []);
    this.#selectionChanged();
  }

  #selectionChanged() {
    this.#nodes.setSelected(this.#selection);
    this.classList.toggle('mc-selecting', this.#selection.size > 0);
    this.#renderHead();
  }

  #showProgress() {
    const running = [...app.runs.values()].some((run) => isRunning(run) && (!this.addressId || run.addressId === this.addressId));
    this.progress.hidden = !running;
    this.head.querySelector('.mc-list-refresh')?.classList.toggle('mc-spinning', running);
  }

  #edit(ids, edit) {
    this.#source?.update(ids ?? [], edit);
    this.#renderRows();
  }

  #moved({ ids, emailIds, action }) {
    const stays = this.box === 'all' && action === 'archive';
    if (emailIds || stays) {
      this.reload();
      return;
    }
    this.#source?.remove(ids);
    this.#renderRows();
  }
}

customElements.define('mail-list', MailList);
