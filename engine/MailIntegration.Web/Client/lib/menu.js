// A menu button's menu: arrow keys, Home, End, first letters.
import { h } from './dom.js';
import { icon } from './icons.js';
import { openPopover } from './popover.js';

/**
 * Opens a menu. Items: { label, icon, run, danger, checked, hint, href, download } or 'line'; falsy ones are left out.
 */
export function openMenu(anchor, items, { align = 'end', label } = {}) {
  const shown = items.filter(Boolean).filter((item, at, all) => item !== 'line' || (at > 0 && at < all.length - 1 && all[at - 1] !== 'line'));
  const { element } = openPopover(anchor, (close) => {
    const list = h('div', { class: 'mc-menu' }, shown.map((item) => (item === 'line'
      ? h('div', { class: 'mc-menu-line', role: 'separator' })
      : menuItem(item, close))));
    list.addEventListener('keydown', (event) => moveFocus(list, event));
    return list;
  }, { align, label, role: 'menu', className: 'mc-popover-menu' });
  element.querySelector('[role^=menuitem]')?.focus();
}

function menuItem(item, close) {
  const props = {
    class: `mc-menu-item${item.danger ? ' mc-danger' : ''}`,
    role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': item.checked === undefined ? null : String(item.checked),
    tabindex: '-1',
    onclick: () => {
      close();
      item.run?.();
    },
  };
  const content = [
    item.checked === undefined ? (item.icon && icon(item.icon)) : h('span', { class: 'mc-menu-check' }, item.checked && icon('check')),
    h('span', { class: 'mc-menu-label', lang: item.lang }, item.label),
    item.hint && h('kbd', { class: 'mc-kbd' }, item.hint),
  ];
  return item.href
    ? h('a', { ...props, href: item.href, download: item.download, 'data-external': item.download !== undefined }, content)
    : h('button', { ...props, type: 'button' }, content);
}

function moveFocus(list, event) {
  const items = [...list.querySelectorAll('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement);
  const next = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items[(at - 1 + items.length) % items.length],
    Home: items[0],
    End: items[items.length - 1],
  }[event.key] ?? (event.key.length === 1 && event.key !== ' ' ? byLetter(items, at, event.key) : null);
  if (next) {
    event.preventDefault();
    next.focus();
  } else if (event.key === 'Tab') {
    event.preventDefault();
    list.parentElement.hidePopover();
  }
}

function byLetter(items, at, letter) {
  const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return order.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()));
}
