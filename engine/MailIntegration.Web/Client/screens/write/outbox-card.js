// One mail of the outbox: how it is doing and why, what happened, and what can be done.
import { api, post } from '../../api.js';
import { app } from '../../app.js';
import { reasonHelp, reasonText, t } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { classes, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { router } from '../../router.js';
import { isProblem, OUTBOX_SYMBOLS, outboxText, receivers } from './outbox-words.js';
import { openDraft } from './writing.js';

/** A card; `changed()` runs after something was done. `withLink` names the conversation. */
export function outboxCard(entry, { changed, withLink = false }) {
  const act = (label, work, props) => button(label, (event) => busy(event.currentTarget, async () => {
    if (await work() !== false) {
      app.reloadCounts();
      changed();
    }
  }), { kind: 'small', ...props, data: { focus: `${entry.id}-${label}` } });
  const mine = entry.authorId === app.session.member.id || !entry.authorId;
  return h('article', { class: classes('mc-outbox', `mc-outbox-${entry.state}`, { 'mc-outbox-problem': isProblem(entry) }), data: { id: entry.id }, 'aria-label': t('outbox.label', { subject: entry.subject || t('mail.noSubject') }) },
    h('span', { class: 'mc-outbox-icon', 'aria-hidden': 'true' }, icon(OUTBOX_SYMBOLS[entry.state])),
    h('div', { class: 'mc-outbox-text' },
      h('p', { class: 'mc-outbox-line' },
        h('strong', { class: 'mc-outbox-state' }, outboxText(entry)),
        h('span', { class: 'mc-hint', dir: 'auto' }, t('mail.toLine', { names: receivers(entry) })),
        !mine && h('span', { class: 'mc-chip' }, t('outbox.by', { name: app.member(entry.authorId)?.name ?? entry.from?.name ?? '' })),
        entry.isAutomatic && h('span', { class: 'mc-chip' }, t('outbox.automatic'))),
      h('p', { class: 'mc-outbox-subject', dir: 'auto' }, withLink && entry.conversationId
        ? h('a', { href: router.href(`conversations/${encodeURIComponent(entry.conversationId)}`) }, entry.subject || t('mail.noSubject'))
        : h('span', null, entry.subject || t('mail.noSubject')), entry.snippet && h('span', { class: 'mc-hint' }, ` · ${entry.snippet}`)),
      entry.reason && h('p', { class: 'mc-outbox-reason' }, reasonText(entry.reason), reasonHelp(entry.reason) && h('span', { class: 'mc-hint' }, ` ${reasonHelp(entry.reason)}`)),
      entry.state === 'unclear' && h('p', { class: 'mc-hint' }, t('outbox.unclearHint')),
      history(entry)),
    h('div', { class: 'mc-outbox-tools' },
      entry.canDecide && act(t('outbox.settle'), () => api.settleSend(entry.id)),
      entry.canRetry && entry.reason?.code === 'address-suppressed' && act(t('outbox.release'), () => release(entry), { icon: 'check' }),
      entry.canRetry && entry.reason?.code !== 'address-suppressed' && act(t('outbox.retry'), () => retry(entry), { icon: 'refresh' }),
      entry.canUndo && act(t(entry.state === 'held' && isSoon(entry) ? 'action.undo' : 'outbox.toDrafts'), () => undo(entry), { icon: 'undo' }),
      ['failed', 'cancelled', 'blocked', 'bounced'].includes(entry.state) && act(t('action.delete'), () => remove(entry), { icon: 'trash' })));
}

const isSoon = ({ dueAt }) => dueAt && new Date(dueAt) - Date.now() < 60_000;

function history(entry) {
  return entry.history.length > 1 && h('details', { class: 'mc-outbox-history' },
    h('summary', null, t('outbox.history')),
    h('ol', null, entry.history.map(({ at, state, reason }) => h('li', null,
      h('time', { datetime: at }, dateTime(at)), h('span', null, t(`outbox.state.${state}`)), reason && h('span', { class: 'mc-hint' }, reasonText(reason))))));
}

// Nobody knows whether it arrived: sending again may send it twice, so that is asked.
async function retry(entry) {
  if (entry.state === 'unclear' && !await confirmDialog({ title: t('outbox.retryTitle'), text: t('outbox.retryText'), confirm: t('outbox.retry') })) {
    return false;
  }
  await api.retrySend(entry.id);
  toast(t('outbox.retried'));
  return true;
}

async function release(entry) {
  await post(`outbox/${encodeURIComponent(entry.id)}/release`);
  toast(t('outbox.released', { address: entry.reason.args.address }));
  return true;
}

async function undo(entry) {
  openDraft(await api.undoSend(entry.id));
}

async function remove(entry) {
  if (!await confirmDialog({ title: t('outbox.deleteTitle'), text: t('outbox.deleteText'), confirm: t('action.delete'), danger: true })) {
    return false;
  }
  await api.deleteSend(entry.id);
  return true;
}
