// Settings of notifications: where providers reach this site, and Google's topic.
import { t } from '../../i18n.js';
import { copyField } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { textField } from '../../lib/form.js';

export function pushFields(settings) {
  const field = (name, props) => textField({
    name, label: t(`settings.${name}`), hint: t(`settings.${name}Hint`), optional: true, value: settings[name] ?? '', autocomplete: 'off', spellcheck: 'false', maxlength: '300', ...props,
  });
  const endpoint = settings.publicUrl && `${settings.publicUrl.replace(/\/+$/, '')}${settings.googlePushPath}`;
  return [
    h('p', { class: 'mc-hint' }, t('settings.pushText')),
    field('publicUrl', { type: 'url', inputmode: 'url', placeholder: 'https://' }),
    field('googlePushTopic'),
    field('googlePushAccount', { type: 'email' }),
    endpoint && copyField(t('settings.googlePushEndpoint'), endpoint),
  ];
}

/** As the API takes them: empty switches off. */
export const readPush = ({ elements }) => Object.fromEntries(
  ['publicUrl', 'googlePushTopic', 'googlePushAccount'].map((name) => [name, elements[name].value.trim()]));
