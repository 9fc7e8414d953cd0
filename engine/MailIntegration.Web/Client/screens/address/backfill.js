// Fetching older mail: from a date, with progress and cancel.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, progressBar } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { calendarDay, date } from '../../lib/format.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';

const OLDEST = '1990-01-01';

export function backfillSection(address) {
  const running = address.backfill;
  return [
    h('h2', { class: 'mc-section-title' }, t('backfill.title')),
    h('div', { class: 'mc-panel' },
      h('p', { class: 'mc-panel-text' }, t('backfill.text', { date: date(address.syncFrom) })),
      running ? progress(address) : app.can.manageChannels && startForm(address)),
  ];
}

function progress(address) {
  const run = app.runs.get(address.id);
  return h('div', { class: 'mc-backfill' },
    h('p', null, t('backfill.running', { date: date(address.backfill.until) })),
    progressBar(t('backfill.title'), run?.phase === 'backfill' ? run.done : 0, run?.phase === 'backfill' ? run.total : null),
    app.can.manageChannels && button(t('backfill.cancel'), async (event) => {
      const node = event.currentTarget;
      await busy(node, async () => {
        await api.cancelBackfill(address.id);
        toast(t('backfill.cancelled'));
        reload(node);
      });
    }, { kind: 'small' }));
}

function startForm(address) {
  const newest = address.syncFrom.slice(0, 10);
  return h('form', {
    class: 'mc-form mc-inline-form',
    onsubmit: async (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      clearErrors(form);
      await busy(form.querySelector('[type=submit]'), async () => {
        try {
          await api.backfill(address.id, form.elements.from.value);
          toast(t('backfill.started', { date: calendarDay(form.elements.from.value) }));
          reload(form);
        } catch (error) {
          showErrors(form, error);
        }
      });
    },
  },
  textField({ name: 'from', type: 'date', label: t('backfill.from'), required: true, min: OLDEST, max: newest }),
  h('button', { class: 'mc-button', type: 'submit' }, t('backfill.start')));
}

const reload = (node) => node.dispatchEvent(new CustomEvent('mc-reload', { bubbles: true }));
