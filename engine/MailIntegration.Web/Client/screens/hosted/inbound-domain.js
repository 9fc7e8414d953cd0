// The domain below which forwarding addresses live (HF0): set it, say how its mail gets here, try it.
import { t } from '../../i18n.js';
import { busy, button, copyField, notice } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { hostedApi } from './hosted-api.js';

/** Asks for the domain; `done()` runs when it is set. */
export function domainForm(domain, done) {
  return h('form', {
    class: 'mc-form',
    onsubmit: async (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      clearErrors(form);
      await busy(form.querySelector('[type=submit]'), async () => {
        try {
          await hostedApi.setInboundDomain(form.elements.domain.value.trim());
          done();
        } catch (error) {
          showErrors(form, error);
        }
      });
    },
  },
  notice('info', t('hosted.noDomain')),
  textField({ name: 'domain', label: t('hosted.domain'), hint: t('hosted.domainHint'), value: domain.domain, required: true, autocomplete: 'off', placeholder: 'in.example.org' }),
  h('ul', { class: 'mc-hosted-ways' }, ['mx', 'service', 'single'].map((way) => h('li', null, t(`hosted.way.${way}`)))),
  h('div', { class: 'mc-form-actions' }, h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
}

/** The domain's own door: a secret, shown once, and a test mail. */
export function domainPanel() {
  const place = h('details', { class: 'mc-hosted-domain' }, h('summary', null, t('hosted.domainDoor')));
  const body = h('div', { class: 'mc-stack' });
  place.append(body);
  const show = async (secret) => {
    const domain = await hostedApi.inboundDomain();
    fill(body,
      h('p', { class: 'mc-panel-text' }, t('hosted.domainDoorText', { domain: domain.domain })),
      copyField(t('hosted.url'), domain.url),
      secret && [notice('warning', t('hosted.secretOnce')), copyField(t('hosted.secret'), secret)],
      h('p', { class: 'mc-hint' }, domain.testedAt ? t('hosted.tested', { time: dateTime(domain.testedAt) }) : domain.testAddress ? t('hosted.testWaiting') : t('hosted.untested')),
      domain.testAddress && !domain.testedAt && copyField(t('hosted.testAddress'), domain.testAddress),
      h('div', { class: 'mc-page-tools' },
        button(t(domain.hasSecret ? 'hosted.renewSecret' : 'hosted.makeSecret'), (event) => busy(event.currentTarget, async () => show((await hostedApi.renewInboundSecret()).secret)), { kind: 'small' }),
        button(t('hosted.test'), (event) => busy(event.currentTarget, async () => {
          await hostedApi.testInboundDomain();
          await show();
        }), { kind: 'small' }),
        domain.testAddress && !domain.testedAt && button(t('action.refresh'), (event) => busy(event.currentTarget, () => show()), { kind: 'small', icon: 'refresh' })));
  };
  place.addEventListener('toggle', () => place.open && body.childElementCount === 0 && show());
  return place;
}
