// Choosing from a list with a search field (ARIA combobox with a listbox).
import { t } from '../i18n.js';
import { fill, h, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { openPopover } from './popover.js';

/**
 * Opens a picker. Options: { id, label, detail, selected, lead (node) }. `pick(option)` runs for a choice; with `multiple`
 * the picker stays open and the choice toggles. `create(text)` offers to make what does not exist yet.
 */
export function openPicker(anchor, { label, placeholder, options, pick, multiple = false, create, empty, align = 'start', onclose }) {
  const listId = uniqueId('options');
  const items = options.map((option) => ({ ...option }));
  let shown = [];
  let active = 0;

  const input = h('input', {
    class: 'mc-input mc-picker-input', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': listId,
    'aria-autocomplete': 'list', 'aria-label': label, placeholder: placeholder ?? t('picker.search'), autocomplete: 'off',
    oninput: () => render(0), onkeydown: (event) => keydown(event),
  });
  const list = h('div', { id: listId, class: 'mc-options', role: 'listbox', 'aria-label': label, 'aria-multiselectable': multiple ? 'true' : null });
  const { close } = openPopover(anchor, () => h('div', { class: 'mc-picker' }, input, list), { align, label, className: 'mc-popover-picker', onclose });

  function render(index) {
    const text = input.value.trim();
    const wanted = text.toLocaleLowerCase();
    shown = items.filter((item) => `${item.label} ${item.detail ?? ''}`.toLocaleLowerCase().includes(wanted));
    if (create && text && !items.some((item) => item.label.toLocaleLowerCase() === wanted)) {
      shown.push({ id: null, label: t('picker.create', { text }), text, isNew: true });
    }
    active = Math.max(0, Math.min(index, shown.length - 1));
    fill(list, shown.length > 0
      ? shown.map((item, at) => optionNode(item, at))
      : h('p', { class: 'mc-options-empty' }, empty ?? t('picker.nothing')));
    mark();
  }

  function optionNode(item, at) {
    return h('div', {
      id: `${listId}-${at}`, class: 'mc-option', role: 'option', 'aria-selected': String(Boolean(item.selected)),
      onclick: () => choose(item, at), onpointermove: () => at !== active && mark(at),
    },
    multiple && h('span', { class: 'mc-option-check' }, item.selected && icon('check')),
    item.isNew ? icon('plus') : item.lead?.cloneNode(true),
    h('span', { class: 'mc-option-text' },
      h('span', { class: 'mc-option-label', dir: 'auto' }, item.label),
      item.detail && h('span', { class: 'mc-option-detail', dir: 'auto' }, item.detail)),
    !multiple && item.selected && icon('check'));
  }

  function mark(index = active) {
    active = index;
    [...list.children].forEach((node, at) => node.classList.toggle('mc-active', at === active));
    const node = list.children[active];
    input.setAttribute('aria-activedescendant', node?.id ?? '');
    node?.scrollIntoView?.({ block: 'nearest' });
  }

  function choose(item, at) {
    if (item.isNew) {
      const made = create(item.text);
      if (multiple && made) {
        items.unshift({ id: made, label: made, selected: true });
        input.value = '';
        render(0);
        return;
      }
    } else if (multiple) {
      item.selected = !item.selected;
      pick(item);
      render(at);
      return;
    } else {
      pick(item);
    }
    close();
  }

  function keydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      mark((active + step + shown.length) % shown.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (shown[active]) {
        choose(shown[active], active);
      }
    }
  }

  render(0);
  input.focus();
  return { close };
}
