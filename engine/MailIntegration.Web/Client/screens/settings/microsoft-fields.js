// The site's own application registration at Microsoft, set once; environments join it by an administrator's consent.
import { t } from '../../i18n.js';
import { copyField } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { textField } from '../../lib/form.js';
import { cloudField, credentialFields, readCredential } from '../channels/credential-fields.js';

export function microsoftFields(settings) {
  const microsoft = settings.microsoft ?? {};
  return [
    h('p', { class: 'mc-panel-text' }, t('settings.microsoftText')),
    copyField(t('microsoft.redirectUri'), settings.microsoftRedirectUri ?? microsoft.redirectUri ?? ''),
    copyField(t('microsoft.accountRedirectUri'), settings.accountRedirectUris.microsoft),
    textField({ name: 'clientId', label: t('microsoft.clientId'), hint: t('microsoft.clientIdHint'), value: microsoft.clientId ?? '', autocomplete: 'off' }),
    credentialFields(microsoft),
    cloudField(microsoft.cloud),
  ];
}

/** The registration as the API takes it; null while there is no client id. */
export async function readMicrosoft(form) {
  const clientId = form.elements.clientId.value.trim();
  return clientId ? { clientId, cloud: form.elements.cloud.value, ...await readCredential(form) } : null;
}
