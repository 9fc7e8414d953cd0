// What a rule did lately.
import { t } from '../../i18n.js';
import { failedState, skeleton } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { fullTime } from '../../lib/format.js';
import { router } from '../../router.js';
import { outcomeChip } from './rule-words.js';
import { rulesApi } from './rules-api.js';

export function showRuns(rule) {
  return openDialog({
    title: t('rule.runs', { name: rule.name }),
    size: 'large',
    build: ({ close }) => {
      const list = h('div', null, skeleton(4));
      rulesApi.ruleRuns(rule.id).then(
        (runs) => fill(list, runs.length === 0
          ? h('p', { class: 'mc-hint' }, t('rule.noRuns'))
          : h('ul', { class: 'mc-rule-runs' }, runs.map((run) => h('li', null,
            h('span', { class: 'mc-hint' }, fullTime(run.at)),
            run.conversationId && run.subject !== null
              ? h('a', { href: router.conversationHref(run.conversationId), dir: 'auto', onclick: () => close() }, run.subject || t('mail.noSubject'))
              : null,
            outcomeChip(run))))),
        (error) => fill(list, failedState(error, () => {})));
      return list;
    },
  });
}

/** What a rule would have done to mail that is there. */
export function dryRunView(run) {
  return h('div', { class: 'mc-rule-try', role: 'status' },
    h('p', null, t('rule.tried', { fits: run.rows.length, looked: run.looked })),
    run.rows.length > 0 && h('ul', { class: 'mc-rule-runs' }, run.rows.map((row) => h('li', null,
      h('span', { class: 'mc-hint' }, fullTime(row.at)),
      h('span', { dir: 'auto' }, `${row.from}: ${row.subject || t('mail.noSubject')}`),
      row.steps.map(outcomeChip)))));
}
