// Secret or certificate of an application registration. What is stored is never shown; it is typed only to replace it.
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { calendarDay } from '../../lib/format.js';
import { fileBase64, selectField, textField } from '../../lib/form.js';

const CLOUDS = ['global', 'usGovernmentHigh', 'usGovernmentDod', 'china'];

/** Fields for the credential; `known` is { hasSecret, hasCertificate, credentialExpires } of what is stored. */
export function credentialFields(known) {
  const stored = known.hasCertificate ? t('microsoft.hasCertificate') : known.hasSecret ? t('microsoft.hasSecret') : '';
  const expires = known.credentialExpires ? t('microsoft.expires', { date: calendarDay(known.credentialExpires.slice(0, 10)) }) : '';
  const secret = textField({
    name: 'secret', type: 'password', label: t('microsoft.secret'), hint: stored ? t('microsoft.secretKeep') : t('microsoft.secretHint'), autocomplete: 'new-password',
  });
  const value = h('div', { class: 'mc-credential-fields' },
    secret,
    textField({
      name: 'secretEnds', type: 'date', label: t('microsoft.secretEnds'), hint: t('microsoft.secretEndsHint'), optional: true,
      value: known.hasSecret && known.credentialExpires ? known.credentialExpires.slice(0, 10) : '',
    }));
  const certificate = h('div', { class: 'mc-credential-fields' },
    textField({ name: 'certificate', type: 'file', label: t('microsoft.certificate'), hint: stored ? t('microsoft.certificateKeep') : t('microsoft.certificateHint'), accept: '.pfx,.p12,application/x-pkcs12' }),
    textField({ name: 'certificatePassword', type: 'password', label: t('microsoft.certificatePassword'), optional: true, autocomplete: 'new-password' }));
  const choose = (kind) => {
    value.hidden = kind !== 'secret';
    certificate.hidden = kind !== 'certificate';
  };
  const first = known.hasCertificate ? 'certificate' : 'secret';
  choose(first);
  return h('fieldset', { class: 'mc-fieldset mc-credential' },
    h('legend', { class: 'mc-label' }, t('microsoft.credential')),
    stored && h('p', { class: 'mc-stored' }, `${stored} ${expires}`),
    h('div', { class: 'mc-segments' }, ['secret', 'certificate'].map((kind) => h('label', { class: 'mc-segment' },
      h('input', { type: 'radio', name: 'credentialKind', value: kind, checked: kind === first, onchange: () => choose(kind) }), h('span', null, t(`microsoft.${kind}`))))),
    value, certificate);
}

/** What was typed, as members of a request; nothing when nothing was typed. */
export async function readCredential(form) {
  const { elements } = form;
  if (elements.credentialKind.value === 'secret') {
    const secret = elements.secret.value.trim();
    const secretEnds = elements.secretEnds.value;
    return { ...(secret && { secret }), ...(secretEnds && { secretEnds }) };
  }
  const certificate = await fileBase64(elements.certificate);
  return certificate ? { certificate, certificatePassword: elements.certificatePassword.value || null } : {};
}

export function cloudField(value) {
  return selectField({ name: 'cloud', label: t('microsoft.cloud'), hint: t('microsoft.cloudHint'), value: value ?? 'global', options: CLOUDS.map((name) => ({ value: name, label: t(`cloud.${name}`) })) });
}
