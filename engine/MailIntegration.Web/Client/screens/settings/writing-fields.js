// Settings of writing and sending: company, largest attachments, how much mail may leave by itself.
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { textField } from '../../lib/form.js';

const MEGABYTE = 1024 * 1024;
const LARGEST = 150;

export function writingFields(settings) {
  const count = (name, value, max) => textField({
    name, type: 'number', label: t(`settings.${name}`), hint: t(`settings.${name}Hint`), min: '1', max: String(max), required: true, value: String(value), inputmode: 'numeric',
  });
  return [
    textField({ name: 'companyName', label: t('settings.companyName'), hint: t('settings.companyNameHint'), optional: true, value: settings.companyName ?? '', maxlength: '100' }),
    h('div', { class: 'mc-field-row' },
      count('maxAttachmentBytes', Math.round((settings.maxAttachmentBytes ?? 3 * MEGABYTE) / MEGABYTE), LARGEST),
      count('automaticMailLimit', settings.automaticMailLimit ?? 20, 1000),
      count('automaticMailMinutes', settings.automaticMailMinutes ?? 120, 10_080)),
  ];
}

/** As the API takes them; attachments in bytes, unchanged when the same number of megabytes is shown. */
export function readWriting({ elements }, before) {
  const megabytes = Number(elements.maxAttachmentBytes.value);
  return {
    companyName: elements.companyName.value.trim(),
    maxAttachmentBytes: Math.round((before.maxAttachmentBytes ?? 0) / MEGABYTE) === megabytes ? before.maxAttachmentBytes : megabytes * MEGABYTE,
    automaticMailLimit: Number(elements.automaticMailLimit.value),
    automaticMailMinutes: Number(elements.automaticMailMinutes.value),
  };
}
