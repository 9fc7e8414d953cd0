// Editing an environment: name, switch, who may use it, and its own registration when it has one.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { checkboxes, clearErrors, radioCards, selectField, showErrors, switchField, textField } from '../../lib/form.js';
import { cloudField, credentialFields, readCredential } from './credential-fields.js';
import { googleFields, readGoogle } from './google-fields.js';

const ACCESS = ['all', 'selected', 'owner'];

/** The form; `done(channel)` gets what was saved. */
export function channelForm(channel, { done }) {
  const members = app.members.filter((member) => member.isEnabled || channel.accessMemberIds.includes(member.id));
  const selected = checkboxes({ name: 'accessMemberIds', label: t('channel.accessMembers'), options: members.map((member) => ({ value: member.id, label: member.name })), values: channel.accessMemberIds });
  const owner = selectField({ name: 'ownerId', label: t('channel.owner'), hint: t('channel.ownerHint'), value: channel.ownerId ?? '', options: [{ value: '', label: t('form.choose') }, ...members.map((member) => ({ value: member.id, label: member.name }))] });
  const showAccess = (access) => {
    selected.hidden = access !== 'selected';
    owner.hidden = access !== 'owner';
  };
  showAccess(channel.access);
  const microsoft = channel.microsoft365;
  return h('form', { class: 'mc-form', onsubmit: (event) => save(event, channel, done) },
    textField({ name: 'name', label: t('channel.name'), value: channel.name, required: true, maxlength: '100' }),
    textField({ name: 'senderName', label: t('channel.senderName'), hint: t('channel.senderNameHint'), optional: true, value: channel.senderName ?? '', maxlength: '100' }),
    switchField({ name: 'isActive', label: t('channel.active'), hint: t('channel.activeHint'), checked: channel.isActive }),
    radioCards({
      name: 'access', label: t('channel.access'), value: channel.access, onchange: (event) => showAccess(event.target.value),
      options: ACCESS.map((value) => ({ value, label: t(`access.${value}`), hint: t(`access.${value}Text`) })),
    }),
    selected, owner,
    microsoft?.hasOwnRegistration && h('fieldset', { class: 'mc-fieldset mc-group' },
      h('legend', { class: 'mc-group-title' }, t('microsoft.registration')),
      textField({ name: 'tenantId', label: t('microsoft.tenantId'), value: microsoft.tenantId, required: true, autocomplete: 'off' }),
      textField({ name: 'clientId', label: t('microsoft.clientId'), value: microsoft.clientId ?? '', required: true, autocomplete: 'off' }),
      credentialFields(microsoft),
      cloudField(microsoft.cloud)),
    channel.google && h('fieldset', { class: 'mc-fieldset mc-group' },
      h('legend', { class: 'mc-group-title' }, t('google.workspace')), googleFields(channel.google)),
    h('div', { class: 'mc-form-actions' },
      h('button', { class: 'mc-button', type: 'button', onclick: () => done() }, t('action.cancel')),
      h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
}

async function save(event, channel, done) {
  event.preventDefault();
  const form = event.currentTarget;
  const { elements } = form;
  clearErrors(form);
  await busy(form.querySelector('[type=submit]'), async () => {
    try {
      const access = elements.access.value;
      done(await api.saveChannel({
        id: channel.id,
        version: channel.version,
        name: elements.name.value.trim(),
        senderName: elements.senderName.value.trim(),
        isActive: elements.isActive.checked,
        access,
        accessMemberIds: access === 'selected' ? [...form.querySelectorAll('input[name=accessMemberIds]:checked')].map((input) => input.value) : [],
        ownerId: access === 'owner' ? elements.ownerId.value || null : null,
        microsoft365: channel.microsoft365?.hasOwnRegistration ? {
          tenantId: elements.tenantId.value.trim(), clientId: elements.clientId.value.trim(), cloud: elements.cloud.value, ...await readCredential(form),
        } : undefined,
        google: channel.google ? await readGoogle(form) : undefined,
      }));
    } catch (error) {
      showErrors(form, error);
    }
  });
}
