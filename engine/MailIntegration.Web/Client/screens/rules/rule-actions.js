// The steps of a rule: what is done, with its inputs, in order.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { iconButton } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { selectField, switchField, textField } from '../../lib/form.js';
import { dossiers } from '../dossiers/dossier-api.js';
import { templateName } from '../messaging/template-words.js';
import { searchField } from './rule-search.js';
import { actionText } from './rule-words.js';

/** The editor; `editor.value` holds the steps as the API takes them. */
export function actionsEditor(book, steps) {
  let current = steps.map((step) => ({ ...step, input: { ...step.input } }));
  const list = h('ol', { class: 'mc-rule-steps' });
  const element = h('div', null, list,
    h('div', { class: 'mc-rule-add' },
      selectField({
        name: 'newAction', label: t('rule.addStep'), value: '',
        options: [{ value: '', label: t('rule.chooseStep') }, ...book.actions.map(({ name }) => ({ value: name, label: actionText(name) }))],
        onchange: (event) => {
          if (event.target.value) {
            current.push({ id: '', action: event.target.value, input: {} });
            event.target.value = '';
            render();
            list.lastElementChild?.querySelector('input, select, textarea')?.focus();
          }
        },
      })));

  function render() {
    fill(list, current.map((step, at) => {
      const action = book.actions.find(({ name }) => name === step.action);
      return h('li', { class: 'mc-rule-step', data: { field: `actions.${at}.action` } },
        h('div', { class: 'mc-rule-step-head' },
          h('strong', null, actionText(step.action)),
          at > 0 && iconButton('chevronUp', t('rule.stepUp'), () => swap(at, at - 1)),
          iconButton('close', t('rule.stepRemove'), () => {
            current = current.filter((item) => item !== step);
            render();
          })),
        h('p', { class: 'mc-field-error', hidden: true }),
        (action?.fields ?? []).map((field) => input(book, step, field, `actions.${at}.${field.name}`)));
    }));
  }

  function swap(a, b) {
    [current[a], current[b]] = [current[b], current[a]];
    render();
  }

  render();
  Object.defineProperty(element, 'value', { get: () => current.map(({ id, action, input: values }) => ({ id, action, input: values })) });
  return element;
}

function input(book, step, { name, kind, isRequired, choices }, path) {
  const keep = (value) => {
    step.input = { ...step.input, [name]: value };
  };
  const label = t(`rule.field.${name}`);
  const value = step.input[name] ?? '';
  const optional = !isRequired;
  const onchange = (event) => keep(event.target.value);
  const select = (options) => selectField({
    name: path, label, value: String(value), onchange, options: [{ value: '', label: optional ? t('rule.unset') : t('rule.choose') }, ...options],
  });
  switch (kind) {
    case 'switch':
      return switchField({ name: path, label, checked: value === true, onchange: (event) => keep(event.target.checked) });
    case 'member':
      return select(app.members.filter((member) => member.isEnabled).map((member) => ({ value: member.id, label: member.name })));
    case 'role':
      return select(app.roles.map((role) => ({ value: role, label: role })));
    case 'team':
      return select(app.teams.map((team) => ({ value: team.id, label: team.name })));
    case 'address':
      return select(app.addresses.map((address) => ({ value: address.id, label: address.email })));
    case 'template':
      return select(book.templates.map((template) => ({ value: template.id, label: templateName(template) })));
    case 'dossier':
      return searchField({
        name: path, label, hint: t('rule.dossierHint'), values: value ? [value] : [], onchange: ([key]) => keep(key ?? ''),
        search: async (words, signal) => (await dossiers.choices(words, signal)).map((found) => ({ id: found.key, label: found.title, detail: t(`dossier.kind.${found.kind}`) })),
        nameOf: async (key) => (await dossiers.get(key)).title,
      });
    case 'choice':
      return select(choices.map((choice) => ({ value: choice, label: t(`ticket.${name}.${choice}`) })));
    case 'number':
      return textField({ name: path, label, optional, type: 'number', min: '0', step: 'any', value: String(value), onchange });
    case 'html':
    case 'longText':
      return area(path, label, optional, String(value), onchange);
    default:
      return textField({ name: path, label, optional, value: String(value), onchange });
  }
}

function area(name, label, optional, value, onchange) {
  const id = uniqueId('rule-text');
  return h('div', { class: 'mc-field', data: { field: name } },
    h('label', { class: 'mc-label', htmlFor: id }, label, optional && h('span', { class: 'mc-optional' }, ` ${t('form.optional')}`)),
    h('textarea', { id, class: 'mc-input mc-textarea', rows: '4', dir: 'auto', value, onchange }),
    h('p', { class: 'mc-field-error', hidden: true }));
}
