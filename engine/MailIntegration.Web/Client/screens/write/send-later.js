// Asks when to send.
import { t } from '../../i18n.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { clearErrors, showErrors, switchField, textField } from '../../lib/form.js';

const HOUR = 60 * 60 * 1000;
const MORNING = 9;

/** Resolves { at, onlyIfUnanswered } or undefined. */
export function askSendLater(draft) {
  return openDialog({
    title: t('write.sendLater'),
    size: 'small',
    build: ({ close }) => {
      const form = h('form', {
        class: 'mc-form', novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          clearErrors(form);
          const at = new Date(form.elements.at.value);
          if (Number.isNaN(at.getTime()) || at <= new Date()) {
            showErrors(form, { errors: { at: [{ code: 'time-passed', args: {} }] } });
            return;
          }
          close({ at: at.toISOString(), onlyIfUnanswered: form.elements.onlyIfUnanswered?.checked ?? false });
        },
      },
      h('div', { class: 'mc-write-times' }, choices().map(([label, at]) => h('button', {
        type: 'button', class: 'mc-write-time', onclick: () => {
          form.elements.at.value = local(at);
          form.requestSubmit();
        },
      }, h('span', null, label), h('span', { class: 'mc-hint' }, dateTime(at.toISOString()))))),
      textField({ name: 'at', type: 'datetime-local', label: t('write.sendAt'), value: local(draft.scheduledAt ? new Date(draft.scheduledAt) : choices()[1][1]), min: local(new Date()), required: true }),
      draft.conversationId && switchField({ name: 'onlyIfUnanswered', label: t('write.onlyIfUnanswered'), hint: t('write.onlyIfUnansweredHint'), checked: draft.onlyIfUnanswered }),
      h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('write.schedule'))));
      return form;
    },
  });
}

function choices(now = new Date()) {
  const morning = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    [t('write.inAnHour'), new Date(now.getTime() + HOUR)],
    [t('write.tomorrow'), morning(1)],
    toMonday > 1 && [t('write.monday'), morning(toMonday)],
  ].filter(Boolean);
}

/** A moment as the field for local date and time wants it. */
function local(at) {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
