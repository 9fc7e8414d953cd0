// An activated address in the list of its environment.
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { busy, iconButton, progressBar, stateBadge } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { ago, dateTime, hue, number } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { router } from '../../router.js';
import { isRunning, refreshNow, runText } from '../../shell/sync-indicator.js';
import { linkText } from './links-editor.js';

const STATES = { active: 'good', syncing: 'busy', paused: 'idle', waiting: 'wait', attention: 'bad', off: 'idle' };

export const addressState = (address) => stateBadge(STATES[address.state] ?? 'idle', t(`address.state.${address.state}`));

/** Whether ledger and provider agree, in a word. */
export const ledgerBadge = (ledger) => h('span', { class: `mc-ledger-badge mc-ledger-${ledger}`, title: t(`ledger.${ledger}Text`) },
  icon({ green: 'checkCircle', red: 'warning' }[ledger] ?? 'circle'), t(`ledger.${ledger}`));

/** When mail was last looked for, and whether the provider tells of new mail by itself. */
export function freshness(address) {
  const fresh = address.lastSuccess ? t('address.checked', { ago: ago(address.lastSuccess) }) : t('address.neverFetched');
  const push = { on: () => t('address.pushOn', { date: dateTime(address.push.until) }), failing: () => t('address.pushFailing', { reason: reasonText(address.push.problem) }) }[address.push?.state]?.();
  return [fresh, push].filter(Boolean);
}

export function addressRow(address) {
  const href = router.href(`addresses/${encodeURIComponent(address.id)}`);
  const run = app.runs.get(address.id);
  const running = run && isRunning(run);
  return h('li', { class: 'mc-card', ondblclick: (event) => !event.target.closest('button, a') && router.open(href) },
    h('span', { class: `mc-dot mc-dot-large mc-hue-${hue(address.id)}` }),
    h('div', { class: 'mc-card-text' },
      h('div', { class: 'mc-card-line' }, h('a', { class: 'mc-card-link', href, dir: 'ltr', data: { focus: address.id } }, address.email), addressState(address)),
      h('div', { class: 'mc-card-links' }, address.links.length > 0
        ? address.links.map((link) => linkText(link))
        : h('span', { class: 'mc-warning-text' }, icon('warning'), t('links.none'))),
      address.problem && h('p', { class: 'mc-card-problem', dir: 'auto' }, reasonText(address.problem)),
      running && h('div', { class: 'mc-card-run' }, progressBar(address.email, run.done, run.total), h('span', null, runText(run)))),
    h('div', { class: 'mc-card-numbers' },
      h('span', { title: t('address.emails') }, icon('mail'), number(address.emailCount)),
      ledgerBadge(address.ledger),
      h('span', { class: 'mc-card-fresh', title: freshness(address).join('\n') },
        address.push?.state === 'on' && icon('bell'), address.lastSuccess ? ago(address.lastSuccess) : t('address.neverFetched'))),
    iconButton('refresh', t('address.refresh', { email: address.email }), (event) => busy(event.currentTarget, () => refreshNow(address.id)), { data: { focus: `refresh-${address.id}` } }),
    h('a', { class: 'mc-icon-button', href, 'aria-label': t('address.open', { email: address.email }), title: t('address.open', { email: address.email }) }, icon('forward')));
}
