// The editor's toolbar: one tab stop, arrow keys inside, each button says whether it is on.
import { t } from '../i18n.js';
import { h } from '../lib/dom.js';
import { icon } from '../lib/icons.js';

const GROUPS = [
  [['bold', 'Ctrl+B'], ['italic', 'Ctrl+I'], ['underline', 'Ctrl+U'], ['strikeThrough']],
  [['heading'], ['insertUnorderedList'], ['insertOrderedList'], ['quote']],
  [['link', 'Ctrl+K'], ['clear']],
];
const SWITCHES = ['bold', 'italic', 'underline', 'strikeThrough', 'heading', 'insertUnorderedList', 'insertOrderedList', 'quote', 'link'];

/** { element, show(states), focus() } for an editor. */
export function buildToolbar(editor) {
  const element = h('div', { class: 'mc-editor-tools', role: 'toolbar', 'aria-label': t('editor.toolbar'), onkeydown: (event) => move(element, event) },
    GROUPS.map((group) => h('div', { class: 'mc-editor-group' }, group.map(([name, hint]) => tool(editor, name, hint)))),
    editor.tools.length > 0 && h('div', { class: 'mc-editor-group' }, editor.tools));
  const buttons = () => [...element.querySelectorAll('button')];
  buttons().forEach((button, at) => button.setAttribute('tabindex', at === 0 ? '0' : '-1'));
  element.addEventListener('focusin', ({ target }) => buttons().forEach((button) => button.setAttribute('tabindex', button === target ? '0' : '-1')));
  return {
    element,
    show: (states) => SWITCHES.forEach((name) => element.querySelector(`[data-tool=${name}]`).setAttribute('aria-pressed', String(states[name]))),
    focus: () => element.querySelector('[tabindex="0"]').focus(),
  };
}

function tool(editor, name, hint) {
  const label = t(`editor.${name}`);
  return h('button', {
    type: 'button', class: 'mc-icon-button mc-tool', data: { tool: name }, 'aria-label': label, title: hint ? `${label} (${hint})` : label,
    'aria-pressed': SWITCHES.includes(name) ? 'false' : null, 'aria-keyshortcuts': hint?.replace('Ctrl', 'Control') ?? null,
    onpointerdown: (event) => event.preventDefault(), // The text keeps its selection.
    onclick: (event) => (name === 'link' ? editor.editLink(event.currentTarget) : editor.command(name)),
  }, icon(name));
}

function move(element, event) {
  const buttons = [...element.querySelectorAll('button:not([hidden])')];
  const rtl = getComputedStyle(element).direction === 'rtl';
  const at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
  const next = step ? buttons[(at + step + buttons.length) % buttons.length] : { Home: buttons[0], End: buttons[buttons.length - 1] }[event.key];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
