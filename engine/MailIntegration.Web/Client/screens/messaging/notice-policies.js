// When messages that nobody saw go out as e-mail, per stream (CV3).
import { t } from '../../i18n.js';
import { busy, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, selectField, showErrors, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { notices } from '../notifications/notices-api.js';

const NUMBERS = ['delaySeconds', 'digestMinutes', 'escalationMinutes'];
const TEXTS = ['quietFrom', 'quietUntil', 'escalationRole'];
const LIMITS = { delaySeconds: [10, 86400], digestMinutes: [0, 1440], escalationMinutes: [1, 10080] };

class NoticePolicies extends View {
  connected() {
    fill(this, skeleton(6, 'mc-skeleton-page'));
  }

  show() {
    this.#load();
  }

  async #load() {
    try {
      this.#render(await notices.policies(this.signal));
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render(model) {
    const form = h('form', {
      class: 'mc-form', novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        this.#save(form, model);
      },
    },
    h('p', { class: 'mc-page-lead' }, t('policies.lead')),
    ['external', 'internal'].map((stream) => this.#stream(stream, model)),
    selectField({
      name: 'notices.timeZone', label: t('policies.timeZone'), hint: t('policies.timeZoneHint'), value: model.notices.timeZone,
      options: [{ value: '', label: t('policies.serverZone') }, ...model.timeZones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))],
    }),
    h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
    fill(this, form);
  }

  #stream(stream, model) {
    const policy = model.notices[stream];
    const name = (field) => `notices.${stream}.${field}`;
    const number = (field) => textField({
      name: name(field), type: 'number', label: t(`policies.${field}`), hint: t(`policies.${field}Hint`), value: String(policy[field]), min: String(LIMITS[field][0]), max: String(LIMITS[field][1]), inputmode: 'numeric',
    });
    const clock = (field) => textField({ name: name(field), type: 'time', label: t(`policies.${field}`), hint: t(`policies.${field}Hint`), value: policy[field] });
    return h('section', { class: 'mc-group' },
      h('h2', { class: 'mc-group-title' }, t(`policies.${stream}`)),
      h('div', { class: 'mc-field-row' }, number('delaySeconds'), number('digestMinutes')),
      h('div', { class: 'mc-field-row' }, clock('quietFrom'), clock('quietUntil')),
      h('div', { class: 'mc-field-row' },
        selectField({
          name: name('escalationRole'), label: t('policies.escalationRole'), hint: t('policies.escalationRoleHint'), value: policy.escalationRole,
          options: [{ value: '', label: t('policies.nobody') }, ...[...new Set([...model.roles, policy.escalationRole])].filter(Boolean).map((role) => ({ value: role, label: role }))],
        }),
        number('escalationMinutes')));
  }

  async #save(form, model) {
    clearErrors(form);
    const read = (stream) => Object.fromEntries([
      ...NUMBERS.map((field) => [field, Number(form.elements[`notices.${stream}.${field}`].value)]),
      ...TEXTS.map((field) => [field, form.elements[`notices.${stream}.${field}`].value]),
    ]);
    await busy(form.querySelector('[type=submit]'), async () => {
      try {
        this.#render(await notices.savePolicies({
          notices: { external: read('external'), internal: read('internal'), timeZone: form.elements['notices.timeZone'].value }, version: model.version,
        }));
        toast(t('toast.saved'));
      } catch (error) {
        showErrors(form, error);
      }
    });
  }
}

customElements.define('notice-policies', NoticePolicies);
