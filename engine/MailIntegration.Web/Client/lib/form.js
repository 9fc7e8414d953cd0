// Form fields with labels, hints and errors beside the field that they are about.
import { reasonText, t } from '../i18n.js';
import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';

/** A labelled text field. Other props go to the input. */
export function textField({ name, label, hint, type = 'text', optional, ...props }) {
  const id = uniqueId(name);
  return wrap(name, id, label, hint, optional, h('input', {
    id, name, type, class: 'mc-input', dir: type === 'text' ? 'auto' : null, spellcheck: 'false', 'aria-describedby': `${id}-hint ${id}-error`, ...props,
  }));
}

/** A labelled choice. Options: { value, label }. */
export function selectField({ name, label, hint, options, value, ...props }) {
  const id = uniqueId(name);
  return wrap(name, id, label, hint, false, h('select', {
    id, name, class: 'mc-input mc-select', 'aria-describedby': `${id}-hint ${id}-error`, ...props,
  }, options.map((option) => h('option', { value: option.value, selected: option.value === value }, option.label))));
}

/** A switch with a sentence that says what it does. */
export function switchField({ name, label, hint, checked, ...props }) {
  const id = uniqueId(name);
  return h('div', { class: 'mc-switch-field', data: { field: name } },
    h('input', { id, name, type: 'checkbox', role: 'switch', class: 'mc-switch', checked, 'aria-describedby': hint ? `${id}-hint` : null, ...props }),
    h('label', { htmlFor: id, class: 'mc-switch-label' }, label),
    hint && h('p', { id: `${id}-hint`, class: 'mc-hint' }, hint),
    h('p', { id: `${id}-error`, class: 'mc-field-error', hidden: true }));
}

/** One of several, as cards. Options: { value, label, hint }. */
export function radioCards({ name, label, options, value, onchange }) {
  return h('fieldset', { class: 'mc-fieldset', data: { field: name } },
    h('legend', { class: 'mc-label' }, label),
    h('div', { class: 'mc-radio-cards' }, options.map((option) => h('label', { class: 'mc-radio-card' },
      h('input', { type: 'radio', name, value: option.value, checked: option.value === value, onchange }),
      h('span', { class: 'mc-radio-text' },
        h('span', { class: 'mc-radio-label' }, option.label),
        option.hint && h('span', { class: 'mc-hint' }, option.hint))))),
    h('p', { class: 'mc-field-error', hidden: true }));
}

/** Several of many, as check boxes. */
export function checkboxes({ name, label, hint, options, values }) {
  return h('fieldset', { class: 'mc-fieldset', data: { field: name } },
    h('legend', { class: 'mc-label' }, label),
    hint && h('p', { class: 'mc-hint' }, hint),
    h('div', { class: 'mc-checks' }, options.map((option) => h('label', { class: 'mc-check' },
      h('input', { type: 'checkbox', name, value: option.value, checked: values.includes(option.value) }), option.label))),
    h('p', { class: 'mc-field-error', hidden: true }));
}

/** Shows what the server refused: beside the fields it names, the rest on top. Focus goes to the first. */
export function showErrors(form, error) {
  clearErrors(form);
  const general = [];
  for (const [path, reasons] of Object.entries(error.errors ?? {})) {
    const text = reasons.map(reasonText).join(' ');
    const place = form.querySelector(`[data-field="${CSS.escape(path)}"]`) ?? form.querySelector(`[data-field="${CSS.escape(path.split('.').pop())}"]`);
    if (place) {
      markField(place, text);
    } else {
      general.push(text);
    }
  }
  if (general.length > 0 || form.querySelector('[aria-invalid]') === null) {
    form.prepend(h('div', { class: 'mc-notice mc-notice-danger mc-form-error', role: 'alert' },
      icon('warning'), h('div', { class: 'mc-notice-text' }, general.join(' ') || reasonText(error.reason ?? { code: 'client-error' }))));
  }
  (form.querySelector('[aria-invalid]') ?? form.querySelector('.mc-form-error'))?.scrollIntoView({ block: 'nearest' });
  form.querySelector('[aria-invalid]')?.focus();
}

export function clearErrors(form) {
  form.querySelectorAll('.mc-form-error').forEach((node) => node.remove());
  form.querySelectorAll('[aria-invalid]').forEach((node) => node.removeAttribute('aria-invalid'));
  form.querySelectorAll('.mc-field-error').forEach((node) => {
    node.hidden = true;
  });
}

/** The base64 text of a chosen file; null when none was chosen. */
export async function fileBase64(input) {
  const file = input.files?.[0];
  if (!file) {
    return null;
  }
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}

function markField(place, text) {
  const line = place.querySelector('.mc-field-error');
  line.textContent = text;
  line.hidden = false;
  place.querySelector('input, select, textarea')?.setAttribute('aria-invalid', 'true');
}

function wrap(name, id, label, hint, optional, input) {
  return h('div', { class: 'mc-field', data: { field: name } },
    h('label', { class: 'mc-label', htmlFor: id }, label, optional && h('span', { class: 'mc-optional' }, ` ${t('form.optional')}`)),
    input,
    hint && h('p', { id: `${id}-hint`, class: 'mc-hint' }, hint),
    h('p', { id: `${id}-error`, class: 'mc-field-error', hidden: true }));
}
