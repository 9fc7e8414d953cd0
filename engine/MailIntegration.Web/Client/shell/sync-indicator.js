// Sync in the header: whether mail is being fetched, how far, and what went wrong; each run can be cancelled.
import { api } from '../api.js';
import { app } from '../app.js';
import { reasonText, t, tn } from '../i18n.js';
import { busy, button, iconButton, progressBar } from '../lib/controls.js';
import { fill, h, classes } from '../lib/dom.js';
import { ago, number, percent } from '../lib/format.js';
import { icon } from '../lib/icons.js';
import { openPopover } from '../lib/popover.js';
import { announce, toastError } from '../lib/toast.js';
import { View } from '../lib/view.js';

export const isRunning = (run) => !run.finishedAt;

/** What a run is doing, in words. */
export function runText(run) {
  if (run.phase === 'failed' && run.problem) {
    return reasonText(run.problem);
  }
  const folder = run.folder ? t(`folder.${run.folder}`) : '';
  const text = t(`phase.${run.phase}`, { folder });
  if (['fetching', 'backfill'].includes(run.phase)) {
    return run.total ? t('phase.of', { text, done: number(run.done), total: number(run.total) }) : t('phase.count', { text, done: number(run.done) });
  }
  return run.phase === 'done' ? `${tn('phase.doneWith', run.done)} · ${ago(run.finishedAt)}` : text;
}

/** Starts a fetch and says so. */
export async function refreshNow(addressId) {
  try {
    const runs = await app.refresh(addressId);
    announce(tn('sync.started', runs.length));
  } catch (error) {
    toastError(error);
  }
}

class SyncIndicator extends View {
  #list = null;

  connected() {
    this.button = h('button', {
      type: 'button', class: 'mc-icon-button mc-sync', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', onclick: () => this.#open(),
    });
    fill(this, this.button);
    this.listen(app, 'sync live', () => this.#render());
    this.#render();
  }

  #render() {
    const runs = [...app.runs.values()];
    const running = runs.filter(isRunning);
    const failed = runs.filter((run) => run.phase === 'failed');
    const total = running.reduce((sum, run) => sum + (run.total ?? 0), 0);
    const done = running.reduce((sum, run) => sum + (run.total ? Math.min(run.done, run.total) : 0), 0);
    const label = this.#label(running, failed);
    this.button.className = classes('mc-icon-button mc-sync', { 'mc-sync-running': running.length > 0, 'mc-sync-failed': failed.length > 0 || !app.isLive });
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
    fill(this.button, icon('refresh'), running.length > 0 && total > 0 && h('span', { class: 'mc-sync-percent', 'aria-hidden': 'true' }, percent(done, total)));
    if (this.#list?.isConnected) {
      this.#renderRuns();
    }
  }

  #label(running, failed) {
    if (!app.isLive) {
      return t('sync.offline');
    }
    if (running.length > 0) {
      return tn('sync.running', running.length);
    }
    return failed.length > 0 ? tn('sync.failed', failed.length) : t('sync.idle');
  }

  #open() {
    this.#list = h('ul', { class: 'mc-runs' });
    openPopover(this.button, () => h('div', { class: 'mc-sync-panel' },
      h('div', { class: 'mc-panel-head' },
        h('h2', { class: 'mc-panel-title' }, t('sync.title')),
        button(t('sync.refreshAll'), (event) => busy(event.currentTarget, () => refreshNow()), { icon: 'refresh', kind: 'small' })),
      this.#list), { align: 'end', label: t('sync.title') });
    this.#renderRuns();
  }

  #renderRuns() {
    const order = (run) => (isRunning(run) ? 0 : run.phase === 'failed' ? 1 : 2);
    const runs = [...app.runs.values()].sort((a, b) => order(a) - order(b) || (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.address : null;
    fill(this.#list,
      !app.isLive && h('li', { class: 'mc-run-note' }, t('sync.offlineText')),
      runs.length === 0 ? h('li', { class: 'mc-run-note' }, t('sync.none')) : runs.map((run) => this.#run(run)));
    if (focused) {
      this.#list.querySelector(`[data-address="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #run(run) {
    const running = isRunning(run);
    return h('li', { class: classes('mc-run', `mc-run-${run.phase}`) },
      h('div', { class: 'mc-run-head' },
        h('span', { class: 'mc-run-email', dir: 'ltr' }, run.email),
        running && run.canCancel && iconButton('close', t('sync.cancel', { email: run.email }), (event) => busy(event.currentTarget, () => api.cancelRun(run.addressId)), { data: { address: run.addressId } }),
        !running && icon(run.phase === 'failed' ? 'warning' : run.phase === 'cancelled' ? 'close' : 'check')),
      running && progressBar(run.email, run.done, run.total),
      h('p', { class: 'mc-run-text' }, runText(run)));
  }
}

customElements.define('sync-indicator', SyncIndicator);
