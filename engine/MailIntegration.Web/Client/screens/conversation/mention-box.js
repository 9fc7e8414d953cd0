// Suggestions of members while somebody types "@" in a text field (ARIA combobox with a listbox).
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { avatar } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';

const MOST = 6;

/** Adds suggestions to a textarea; returns { list (put it beside the field), mentioned(), reset(), keydown }. */
export function mentionBox(field) {
  const listId = uniqueId('mentions');
  const list = h('div', { id: listId, class: 'mc-mentions', role: 'listbox', 'aria-label': t('note.mention'), hidden: true });
  const picked = new Map();
  let shown = [];
  let active = 0;
  let start = -1;

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', listId);
  field.setAttribute('aria-expanded', 'false');
  field.addEventListener('input', () => suggest());
  field.addEventListener('blur', () => setTimeout(close, 150));

  function suggest() {
    const before = field.value.slice(0, field.selectionStart);
    const match = /(^|[\s(])@([\p{L}\p{N}.'-]{0,30})$/u.exec(before);
    if (!match) {
      close();
      return;
    }
    const wanted = match[2].toLocaleLowerCase();
    start = before.length - match[2].length - 1;
    shown = app.members
      .filter((member) => member.isEnabled && member.id !== app.session.member.id)
      .filter((member) => member.name.toLocaleLowerCase().split(/\s+/).some((word, at, words) => words.slice(at).join(' ').startsWith(wanted)))
      .slice(0, MOST);
    active = 0;
    render();
  }

  function render() {
    list.hidden = shown.length === 0;
    field.setAttribute('aria-expanded', String(shown.length > 0));
    fill(list, shown.map((member, at) => h('div', {
      id: `${listId}-${at}`, class: at === active ? 'mc-option mc-active' : 'mc-option', role: 'option', 'aria-selected': String(at === active),
      onmousedown: (event) => {
        event.preventDefault(); // The field keeps the focus.
        choose(member);
      },
    }, avatar(member.name, { small: true, key: member.id }), h('span', { class: 'mc-option-text' }, h('span', { class: 'mc-option-label', dir: 'auto' }, member.name)))));
    field.setAttribute('aria-activedescendant', shown.length > 0 ? `${listId}-${active}` : '');
  }

  function choose(member) {
    const end = field.selectionStart;
    field.setRangeText(`@${member.name} `, start, end, 'end');
    picked.set(member.id, member.name);
    close();
    field.dispatchEvent(new Event('input'));
  }

  function close() {
    shown = [];
    render();
  }

  return {
    list,
    /** Members whose name still stands in the text. */
    mentioned: () => [...picked].filter(([, name]) => field.value.includes(`@${name}`)).map(([id]) => id),
    reset: () => picked.clear(),
    /** Handles a key; true when it was for the suggestions. */
    keydown(event) {
      if (shown.length === 0) {
        return false;
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        active = (active + step + shown.length) % shown.length;
        render();
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        choose(shown[active]);
      } else if (event.key === 'Escape') {
        close();
      } else {
        return false;
      }
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
