// The connection checker: every real call one after another, what is wrong, who can mend it, and a text for that person.
import { api } from '../../api.js';
import { reasonHelp, reasonText, t, tn } from '../../i18n.js';
import { busy, button, notice } from '../../lib/controls.js';
import { copyText } from '../../lib/clipboard.js';
import { openDialog } from '../../lib/dialog.js';
import { classes, fill, h } from '../../lib/dom.js';
import { selectField } from '../../lib/form.js';
import { icon } from '../../lib/icons.js';
import { isAbort } from '../../lib/view.js';
import { handoverText, whoText } from './check-handover.js';

const ICONS = { ok: 'checkCircle', failed: 'warning', skipped: 'minimise', running: 'refresh', waiting: 'circle' };

/** Opens the checker and starts it; `addresses` are those of the channel. */
export function openCheck(channel, addresses) {
  const stop = new AbortController();
  return openDialog({
    title: t('check.title', { name: channel.name }),
    build: () => {
      const place = h('div', { class: 'mc-check-place' });
      const sorted = [...addresses].sort((a, b) => (a.state === 'paused') - (b.state === 'paused') || a.email.localeCompare(b.email));
      const choice = sorted.length < 2 ? null : selectField({
        name: 'address', label: t('check.mailbox'), value: sorted[0].id, options: sorted.map((address) => ({ value: address.id, label: address.email })),
      });
      const again = button(t('check.again'), () => start(), { icon: 'refresh' });
      const start = () => busy(again, () => run(channel, choice ? choice.querySelector('select').value : null, place, stop.signal));
      choice?.querySelector('select').addEventListener('change', start);
      queueMicrotask(start);
      return [h('p', { class: 'mc-dialog-text' }, t('check.lead')), choice, place, h('div', { class: 'mc-form-actions' }, again)];
    },
  }).finally(() => stop.abort());
}

async function run(channel, addressId, place, signal) {
  let steps = [];
  let email = null;
  let finished = false;
  const results = new Map();
  const render = (broken = null) => fill(place,
    h('ol', { class: 'mc-check-steps', 'aria-label': t('check.steps') }, steps.map((step, index) => stepItem(step, results.get(step), !finished && !broken && index === results.size))),
    h('div', { role: 'status' }, (finished || broken) && summary(channel, email, steps, [...results.values()], broken)));
  render();
  try {
    await api.check(channel.id, addressId, (line) => {
      steps = line.steps ?? steps;
      email = line.email ?? email;
      finished ||= line.done === true;
      if (line.result) {
        results.set(line.result.step, line.result);
      }
      render();
    }, signal);
    if (!finished) {
      render({ code: 'connection-broken' });
    }
  } catch (error) {
    if (!isAbort(error)) {
      render(error.reason ?? { code: 'client-error' });
    }
  }
}

function stepItem(step, result, running) {
  const state = result?.state ?? (running ? 'running' : 'waiting');
  return h('li', { class: classes('mc-check-step', `mc-check-${state}`), data: { step, state } },
    icon(ICONS[state]),
    h('div', { class: 'mc-check-text' },
      h('span', { class: 'mc-check-name' }, t(`check.step.${step}`), h('span', { class: 'mc-sr' }, ` ${t(`check.state.${state}`)}`)),
      result?.cause && h('span', { class: 'mc-check-cause', dir: 'auto' }, reasonText(result.cause)),
      result?.state === 'failed' && [
        reasonHelp(result.cause) && h('span', { class: 'mc-check-help' }, reasonHelp(result.cause)),
        h('span', { class: 'mc-check-who' }, icon('person'), whoText(result)),
      ]));
}

function summary(channel, email, steps, results, broken) {
  const failures = results.filter((result) => result.state === 'failed');
  if (broken) {
    return notice('warning', reasonText(broken));
  }
  if (failures.length === 0) {
    return notice('success', t(channel.attention ? 'check.wellReconnect' : 'check.well'));
  }
  const text = handoverText(channel, email, failures);
  return [
    notice('danger', tn('check.failures', failures.length)),
    h('section', { class: 'mc-check-handover' },
      h('h3', { class: 'mc-label', id: 'mc-handover' }, t('check.handover')),
      h('p', { class: 'mc-hint' }, t('check.handoverHint')),
      h('textarea', { class: 'mc-input', readOnly: true, rows: '9', 'aria-labelledby': 'mc-handover', value: text }),
      button(t('check.copy'), () => copyText(text), { icon: 'copy', kind: 'primary' })),
  ];
}
