// One rule: when, for which mail, what is done, and what it would have done.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, selectField, showErrors, switchField, textField } from '../../lib/form.js';
import { actionsEditor } from './rule-actions.js';
import { conditionsEditor, readConditions } from './rule-conditions.js';
import { dryRunView } from './rule-runs.js';
import { eventText } from './rule-words.js';
import { rulesApi } from './rules-api.js';

const EMPTY = { id: '', name: '', isEnabled: true, event: 'email-received', conditions: {}, actions: [], stopsProcessing: false };

/** Resolves to the list of rules as saved; undefined when the dialog was closed. */
export async function editRule(book, rule) {
  const channels = await api.channels().catch(() => []); // Only who may see environments can choose among them.
  return openDialog({
    title: rule ? t('rule.edit', { name: rule.name }) : t('rule.add'),
    size: 'large',
    build: ({ close }) => {
      const start = rule ?? EMPTY;
      const actions = actionsEditor(book, start.actions);
      const conditions = conditionsEditor(start.conditions, channels);
      const tried = h('div');
      const read = (form) => ({
        ...start,
        name: form.elements.name.value.trim(),
        event: form.elements.event.value,
        stopsProcessing: form.elements.stopsProcessing.checked,
        conditions: readConditions(form, start.conditions),
        actions: actions.value,
        version: book.version,
      });
      const send = async (form, element, work) => {
        clearErrors(form);
        await busy(element, async () => {
          try {
            await work(read(form));
          } catch (error) {
            showErrors(form, error);
          }
        });
      };
      const form = h('form', {
        class: 'mc-form', novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          send(form, form.querySelector('[type=submit]'), async (value) => close(await rulesApi.saveRule(value)));
        },
      },
      textField({ name: 'name', label: t('rule.name'), value: start.name, maxlength: '100', required: true, autofocus: true }),
      selectField({ name: 'event', label: t('rule.when'), value: start.event, options: book.events.map((value) => ({ value, label: eventText(value) })) }),
      conditions,
      h('fieldset', { class: 'mc-fieldset', data: { field: 'actions' } },
        h('legend', { class: 'mc-label' }, t('rule.then')),
        h('p', { class: 'mc-hint' }, t('rule.fields', { fields: book.fields.map((field) => `{{ ${field} }}`).join(', ') })),
        actions,
        h('p', { class: 'mc-field-error', hidden: true })),
      switchField({ name: 'stopsProcessing', label: t('rule.stopsLabel'), checked: start.stopsProcessing }),
      tried,
      h('div', { class: 'mc-form-actions' },
        button(t('rule.try'), (event) => send(form, event.currentTarget, async (value) => fill(tried, dryRunView(await rulesApi.tryRule(value))))),
        h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
      return form;
    },
  });
}
