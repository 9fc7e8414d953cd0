// What becomes of mail whose sender is no contact (PR4).
import { t } from '../../i18n.js';
import { h, uniqueId } from '../../lib/dom.js';
import { radioCards } from '../../lib/form.js';

export function senderFields(settings) {
  const id = uniqueId('createContactsFor');
  return [
    radioCards({
      name: 'unknownSenders', label: t('settings.unknownSenders'), value: settings.unknownSenders,
      options: ['wait', 'create'].map((value) => ({ value, label: t(`unknownSenders.${value}`), hint: t(`unknownSenders.${value}Text`) })),
    }),
    h('div', { class: 'mc-field', data: { field: 'createContactsFor' } },
      h('label', { class: 'mc-label', htmlFor: id }, t('settings.createContactsFor'), h('span', { class: 'mc-optional' }, ` ${t('form.optional')}`)),
      h('textarea', { id, name: 'createContactsFor', class: 'mc-input mc-sender-rules', rows: '3', dir: 'ltr', spellcheck: 'false', 'aria-describedby': `${id}-hint`, value: settings.createContactsFor.join('\n') }),
      h('p', { id: `${id}-hint`, class: 'mc-hint' }, t('settings.createContactsForHint')),
      h('p', { class: 'mc-field-error', hidden: true })),
  ];
}

/** As the API takes them. */
export function readSenders({ elements }) {
  return {
    unknownSenders: elements.unknownSenders.value,
    createContactsFor: elements.createContactsFor.value.split(/[\s,;]+/).filter(Boolean),
  };
}
