// How mail is made to forward, provider by provider; the address is filled in already.
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { selectField } from '../../lib/form.js';

export const GUIDES = [
  'gmail', 'googleGroups', 'microsoftShared', 'microsoftGroup', 'outlook', 'zoho', 'yahoo', 'icloud', 'fastmail', 'proton', 'exchange', 'cpanel', 'postfix', 'elsewhere',
];

/** A choice of providers with their steps. */
export function guideView(address) {
  const steps = h('p', { class: 'mc-panel-text mc-hosted-guide', 'aria-live': 'polite' });
  const field = selectField({
    name: 'guide', label: t('hosted.guides'), value: 'gmail', options: GUIDES.map((value) => ({ value, label: t(`hosted.guideName.${value}`) })),
    onchange: (event) => show(event.target.value),
  });
  const show = (guide) => {
    steps.textContent = t(`hosted.guide.${guide}`, { address });
  };
  show('gmail');
  return h('div', { class: 'mc-stack' }, field, steps);
}

/** The command with which a mail server, or somebody who tries it, brings one message in. */
export const curlCommand = (url) => `curl --fail --data-binary @mail.eml -H "Content-Type: message/rfc822" -H "Authorization: Bearer $MAIL_SECRET" ${url}`;
