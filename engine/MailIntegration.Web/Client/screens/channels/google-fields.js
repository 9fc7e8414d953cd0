// A Google Workspace domain: the service account's key file, the domain and its administrator. The key is read in the browser,
// sent once and never shown.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { copyField } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';

const MAX_FILE = 20_000; // The server's limit; real files have less than 3 KB.

/** Fields for the connection; `known` is { domain, adminEmail, serviceAccount, clientId, scopes } of what is stored, or null. */
export function googleFields(known) {
  const delegation = h('div', { class: 'mc-delegation' });
  const file = textField({
    name: 'json', type: 'file', accept: '.json,application/json', label: t('google.key'), hint: known ? t('google.keyKeep') : t('google.keyHint'),
    onchange: async (event) => {
      const form = event.target.form;
      clearErrors(form);
      const { key, problem } = await readKey(event.target);
      if (problem) {
        event.target.value = '';
        showErrors(form, { errors: { json: [problem] } });
      }
      showDelegation(delegation, key ? { serviceAccount: key.client_email, clientId: key.client_id, scopes: await api.googleScopes() } : known);
    },
  });
  showDelegation(delegation, known);
  return [
    file, delegation,
    textField({ name: 'domain', label: t('google.domain'), hint: t('google.domainHint'), value: known?.domain ?? '', required: true, autocomplete: 'off', placeholder: 'example.com' }),
    textField({ name: 'adminEmail', type: 'email', label: t('google.admin'), hint: t('google.adminHint'), value: known?.adminEmail ?? '', required: true, autocomplete: 'off' }),
  ];
}

/** What was typed, as members of a request; without `json` when no file was chosen. */
export async function readGoogle(form) {
  const { elements } = form;
  const { text } = await readKey(elements.json);
  return { domain: elements.domain.value.trim(), adminEmail: elements.adminEmail.value.trim(), ...(text ? { json: text } : {}) };
}

async function readKey(input) {
  const file = input.files?.[0];
  if (!file) {
    return {};
  }
  if (file.size > MAX_FILE) {
    return { problem: { code: 'google-key-malformed' } };
  }
  const text = await file.text();
  let key;
  try {
    key = JSON.parse(text);
  } catch {
    return { problem: { code: 'google-key-malformed' } }; // Not even JSON; the server would say the same.
  }
  if (key?.type !== 'service_account') {
    return { problem: { code: key?.type || key?.web || key?.installed ? 'google-key-wrong-kind' : 'google-key-malformed' } };
  }
  return { text, key };
}

/** What a super administrator has to enter, ready to be copied. */
function showDelegation(place, known) {
  fill(place, known?.clientId && [
    h('p', { class: 'mc-stored' }, t('google.account', { account: known.serviceAccount })),
    h('details', { class: 'mc-disclosure', open: !known.domain },
      h('summary', null, t('google.delegation')),
      h('p', { class: 'mc-hint' }, t('google.delegationText')),
      copyField(t('google.clientId'), known.clientId),
      copyField(t('google.scopes'), known.scopes.join(','))),
  ]);
}
