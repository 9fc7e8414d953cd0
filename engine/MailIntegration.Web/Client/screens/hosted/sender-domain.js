// The domain that answers come from (AD7): whose it is, and whether SPF and DKIM let its mail through; each with what to do.
import { reasonText, t } from '../../i18n.js';
import { busy, button, copyField, stateBadge } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { hostedApi } from './hosted-api.js';

const BADGE = { verified: 'good', pending: 'idle', failed: 'bad' };

const words = (text) => text.split(/[\s,;]+/).filter(Boolean);

/** The state of a domain with its checks; `changed(model)` hears of every new look. */
export function senderDomainView(model, changed = () => {}) {
  const view = h('section', { class: 'mc-sender-domain mc-stack', 'aria-label': t('domain.title', { domain: model.domain }) });
  const show = (seen) => {
    fill(view,
      h('div', { class: 'mc-sender-domain-head' },
        h('h3', { class: 'mc-label' }, t('domain.title', { domain: seen.domain })),
        stateBadge(BADGE[seen.state], t(`domain.state.${seen.state}`))),
      h('p', { class: 'mc-hint' }, t('domain.text')),
      h('ol', { class: 'mc-sender-domain-checks' }, seen.checks.map(checkItem)),
      needsForm(seen, renew),
      h('div', { class: 'mc-page-tools', 'aria-live': 'polite' },
        button(t('domain.check'), (event) => busy(event.currentTarget, async () => renew(await hostedApi.checkSenderDomain(seen.domain))), { icon: 'refresh' }),
        button(t('domain.forget'), (event) => busy(event.currentTarget, () => forget(seen)), { icon: 'trash', kind: 'quiet' }),
        seen.checkedAt && h('span', { class: 'mc-hint' }, t('domain.checkedAt', { time: dateTime(seen.checkedAt) }))));
  };
  const renew = (seen) => {
    show(seen);
    changed(seen);
  };
  const forget = async (seen) => {
    if (await confirmDialog({ title: t('domain.forgetTitle', { domain: seen.domain }), text: t('domain.forgetText'), confirm: t('domain.forget'), danger: true })) {
      await hostedApi.forgetSenderDomain(seen.domain);
      fill(view);
      toast(t('domain.forgotten', { domain: seen.domain }));
      changed({ ...seen, state: null, isConnected: false, checks: [] });
    }
  };
  show(model);
  return view;
}

function checkItem(check) {
  return h('li', { class: 'mc-stack' },
    h('div', { class: 'mc-sender-domain-head' }, h('strong', null, t(`domain.check.${check.kind}`)), stateBadge(BADGE[check.state], t(`domain.state.${check.state}`))),
    h('p', { class: 'mc-hint' }, t(`domain.about.${check.kind}`)),
    check.reason && h('p', { class: check.state === 'failed' ? 'mc-field-error' : 'mc-panel-text', dir: 'auto' }, reasonText(check.reason)),
    check.state !== 'verified' && [
      check.name && copyField(t('domain.recordName'), check.name),
      check.value && copyField(t('domain.recordValue'), check.value)],
    check.found && h('p', { class: 'mc-hint mc-sender-domain-found' }, t('domain.found'), ' ', h('bdi', { dir: 'ltr' }, check.found)));
}

// What the mailer needs is known for Microsoft and Google; of a mailer of its own only the site knows. The fields stand within
// the form of the wizard, so this is none of its own.
function needsForm(seen, renew) {
  const fields = h('div', { class: 'mc-stack' },
    textField({ name: 'mechanisms', label: t('domain.mechanisms'), hint: t('domain.mechanismsHint'), optional: true, value: seen.mechanisms.join(' '), autocomplete: 'off', dir: 'ltr' }),
    textField({ name: 'selectors', label: t('domain.selectors'), hint: t('domain.selectorsHint'), optional: true, value: seen.selectors.join(' '), autocomplete: 'off', dir: 'ltr' }),
    h('div', null, button(t('domain.saveMailer'), (event) => busy(event.currentTarget, async () => {
      clearErrors(fields);
      const value = (name) => words(fields.querySelector(`[name=${name}]`).value);
      try {
        renew(await hostedApi.connectSenderDomain({ domain: seen.domain, mechanisms: value('mechanisms'), selectors: value('selectors') }));
      } catch (error) {
        showErrors(fields, error);
      }
    }), { kind: 'small' })));
  return h('details', { open: seen.mechanisms.length === 0 && seen.selectors.length === 0 }, h('summary', null, t('domain.mailer')), fields);
}
