// Settings of conversations: what becomes of equal subjects, to whom forwarded mail belongs.
import { t } from '../../i18n.js';
import { radioCards, switchField } from '../../lib/form.js';

const EQUAL = ['suggest', 'group'];

export function conversationFields(settings) {
  return [
    radioCards({
      name: 'equalSubjects', label: t('settings.equalSubjects'), value: settings.equalSubjects,
      options: EQUAL.map((value) => ({ value, label: t(`settings.equalSubjects.${value}`), hint: t(`settings.equalSubjects.${value}Text`) })),
    }),
    switchField({ name: 'forwardsToOriginalSender', label: t('settings.forwardsToOriginalSender'), hint: t('settings.forwardsToOriginalSenderHint'), checked: settings.forwardsToOriginalSender }),
  ];
}

/** As the API takes them. */
export function readConversations({ elements }) {
  return { equalSubjects: elements.equalSubjects.value, forwardsToOriginalSender: elements.forwardsToOriginalSender.checked };
}
