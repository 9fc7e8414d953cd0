// A choice in the bar of filters above a list.
import { h, uniqueId } from '../../lib/dom.js';

/** Options: [value, label]; '' stands for no filter. */
export function filterSelect(label, options, value, pick) {
  const id = uniqueId('filter');
  return h('div', { class: 'mc-desk-filter' },
    h('label', { class: 'mc-sr', htmlFor: id }, label),
    h('select', { id, class: 'mc-input mc-select', title: label, onchange: (event) => pick(event.target.value) },
      options.map(([option, text]) => h('option', { value: option, selected: option === (value ?? '') }, text))));
}

/** A filter that is on or off. */
export function filterToggle(label, on, pick) {
  return h('button', { type: 'button', class: on ? 'mc-button mc-button-small mc-button-soft' : 'mc-button mc-button-small', 'aria-pressed': String(on), onclick: () => pick(!on) }, label);
}
