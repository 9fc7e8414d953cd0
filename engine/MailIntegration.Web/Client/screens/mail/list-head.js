// The head of the list: what is listed and its tools; with a selection, what can be done with it.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { iconButton } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { openMenu } from '../../lib/menu.js';
import { refreshNow } from '../../shell/sync-indicator.js';
import { fileMail } from '../dossiers/filing.js';
import { move, setDone, setRead } from './actions.js';
import { openFilters } from './list-filters.js';
import { openAssign, openTags } from './pickers.js';
import { mergeRows } from './regroup.js';
import { moveItems } from './row.js';

/** The head's nodes. `tools`: isAll, selectAll(on), clear(). */
export function headNodes(route, rows, { isAll, selectAll, clear }) {
  const all = t('list.selectAll');
  return [
    h('input', {
      type: 'checkbox', class: 'mc-check-all', 'aria-label': all, title: all, checked: isAll, indeterminate: rows.length > 0 && !isAll, onclick: () => selectAll(!isAll),
    }),
    rows.length > 0
      ? [h('span', { class: 'mc-list-title', 'aria-live': 'polite' }, tn('list.selected', rows.length)), bulkButtons(rows, route.box, clear)]
      : [
        h('h1', { class: 'mc-list-title', dir: 'auto' }, listTitle(route)),
        iconButton('filter', t('filter.title'), (event) => openFilters(event.currentTarget, route), { 'aria-haspopup': 'dialog' }),
        iconButton('refresh', t(route.query.address ? 'sync.refreshAddress' : 'sync.refreshAll'), () => refreshNow(route.query.address), { class: 'mc-list-refresh' }),
      ],
  ];
}

/** Buttons for the selected rows. `done()` ends the selection. */
function bulkButtons(rows, box, done) {
  const ids = rows.map((row) => row.conversationId);
  const after = (work) => () => {
    done();
    work();
  };
  const anyUnread = rows.some((row) => row.unread > 0);
  const allDone = rows.every((row) => row.state === 'done');
  const moves = moveItems(box, (action) => after(() => move({ ids }, action, { box }))());
  return h('div', { class: 'mc-bulk', role: 'toolbar', 'aria-label': t('list.bulk') },
    iconButton(anyUnread ? 'read' : 'unread', t(anyUnread ? 'action.markRead' : 'action.markUnread'), after(() => setRead({ ids }, anyUnread))),
    moves.map((item) => iconButton(item.icon, item.label, item.run)),
    iconButton('more', t('list.more'), (event) => {
      const anchor = event.currentTarget;
      openMenu(anchor, [
        { label: t('action.markRead'), icon: 'read', run: after(() => setRead({ ids }, true)) },
        { label: t('action.markUnread'), icon: 'unread', run: after(() => setRead({ ids }, false)) },
        'line',
        { label: t(allDone ? 'action.reopen' : 'action.done'), icon: allDone ? 'restore' : 'checkCircle', run: after(() => setDone(ids, !allDone)) },
        { label: t('action.assign'), icon: 'person', run: () => openAssign(anchor, rows, { align: 'end' }) },
        { label: t('action.tags'), icon: 'tag', run: () => openTags(anchor, rows, { align: 'end' }) },
        rows.length > 1 && { label: t('regroup.mergeRows'), icon: 'link', run: after(() => mergeRows(rows)) },
        { label: t('dossier.file'), icon: 'folder', run: async () => await fileMail({ conversationIds: ids }) && done() },
      ], { label: t('list.more') });
    }, { 'aria-haspopup': 'menu' }));
}

/** What the list shows, in words. */
export function listTitle({ box, query }) {
  if (query.address || query.team) {
    const name = query.address
      ? app.address(query.address)?.email ?? t('list.unknownAddress')
      : app.team(query.team)?.name ?? t('list.unknownTeam');
    return box === 'inbox' ? name : t('list.boxOf', { box: t(`box.${box}`), name });
  }
  if (query.tag) {
    return query.tag;
  }
  return query.q && box === 'all' ? t('search.results') : t(`box.${box}`);
}
