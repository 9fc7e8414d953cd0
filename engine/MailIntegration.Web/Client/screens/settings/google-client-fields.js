// The site's own OAuth client at Google, set once; members link single Gmail accounts with it.
import { t } from '../../i18n.js';
import { copyField } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { textField } from '../../lib/form.js';

export function googleClientFields(settings) {
  const google = settings.google ?? {};
  return [
    h('p', { class: 'mc-panel-text' }, t('settings.googleText')),
    copyField(t('microsoft.redirectUri'), settings.accountRedirectUris.google),
    textField({ name: 'googleClientId', label: t('microsoft.clientId'), hint: t('settings.googleClientIdHint'), value: google.clientId ?? '', autocomplete: 'off' }),
    textField({ name: 'googleSecret', type: 'password', label: t('microsoft.secret'), hint: google.hasSecret ? t('microsoft.secretKeep') : '', autocomplete: 'new-password' }),
  ];
}

/** The client as the API takes it; an empty client id removes it. */
export function readGoogleClient(form) {
  const { elements } = form;
  return { clientId: elements.googleClientId.value.trim(), secret: elements.googleSecret.value.trim() || null };
}
