// A field for what is found by searching: contacts, dossiers. What is chosen stands before the search as chips.
import { t } from '../../i18n.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { debounce, isAbort } from '../../lib/view.js';

/**
 * `search(words, signal)` answers options { id, label, detail }; `nameOf(id)` names what was chosen before. With `multiple`
 * a choice is added, else it takes the place of the one before. The element's `values` are the ids.
 */
export function searchField({ name, label, hint, values, multiple = false, search, nameOf, onchange }) {
  const id = uniqueId('rule-search');
  const chosen = new Map(values.map((value) => [value, value]));
  const chips = h('ul', { class: 'mc-rule-chosen' });
  const found = h('ul', { class: 'mc-rule-found', 'aria-label': t('rule.search'), hidden: true });
  let abort = null;
  const input = h('input', {
    id, type: 'search', class: 'mc-input', maxlength: '100', autocomplete: 'off', dir: 'auto', placeholder: t('rule.search'),
    'aria-describedby': `${id}-hint ${id}-error`,
    onfocus: () => look(),
    oninput: debounce(() => look(), 250),
    onkeydown: (event) => {
      if (event.key === 'Enter') {
        event.preventDefault(); // It would save the rule.
        found.querySelector('button')?.focus();
      } else if (event.key === 'Escape' && !found.hidden) {
        event.preventDefault();
        event.stopPropagation();
        found.hidden = true;
      }
    },
  });
  const element = h('div', {
    class: 'mc-field', data: { field: name },
    onfocusout: (event) => {
      if (!element.contains(event.relatedTarget)) {
        found.hidden = true;
      }
    },
  },
  h('label', { class: 'mc-label', htmlFor: id }, label),
  chips, input, found,
  hint && h('p', { id: `${id}-hint`, class: 'mc-hint' }, hint),
  h('p', { id: `${id}-error`, class: 'mc-field-error', hidden: true }));

  async function look() {
    abort?.abort();
    abort = new AbortController();
    try {
      const options = (await search(input.value.trim(), abort.signal)).filter((option) => !chosen.has(option.id));
      fill(found, options.length > 0
        ? options.map((option) => h('li', null, h('button', { type: 'button', class: 'mc-dossier-choice', onclick: () => choose(option) },
          h('span', { class: 'mc-dossier-choice-title', dir: 'auto' }, option.label), option.detail && h('span', { class: 'mc-hint' }, option.detail))))
        : h('li', { class: 'mc-hint' }, t('picker.nothing')));
      found.hidden = !element.contains(document.activeElement);
    } catch (error) {
      if (!isAbort(error)) {
        found.hidden = true;
      }
    }
  }

  function choose(option) {
    if (!multiple) {
      chosen.clear();
    }
    chosen.set(option.id, option.label);
    input.value = '';
    input.focus();
    found.hidden = true;
    changed();
  }

  function changed() {
    show();
    onchange?.([...chosen.keys()]);
  }

  function show() {
    chips.hidden = chosen.size === 0;
    fill(chips, [...chosen].map(([value, text]) => h('li', { class: 'mc-chip' }, h('span', { dir: 'auto' }, text),
      h('button', {
        type: 'button', class: 'mc-chip-remove', 'aria-label': t('rule.searchRemove', { name: text }),
        onclick: () => {
          chosen.delete(value);
          changed();
          input.focus();
        },
      }, icon('close')))));
  }

  show();
  for (const value of values) {
    nameOf(value).then((text) => {
      if (chosen.has(value)) {
        chosen.set(value, text);
        show();
      }
    }, () => {}); // It is gone, or not to be seen: its id stays, and saving says what is wrong with it.
  }
  Object.defineProperty(element, 'values', { get: () => [...chosen.keys()] });
  return element;
}
