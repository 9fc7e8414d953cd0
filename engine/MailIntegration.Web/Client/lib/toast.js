// Short messages at the bottom of the page, and words for screen readers alone.
import { reasonText, t } from '../i18n.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { isAbort } from './view.js';

const SHOWN = 7000;
let region = null;
let spoken = null;

/** Where messages go; called once by the shell. */
export function mountToasts(root) {
  region = h('div', { class: 'mc-toasts', role: 'status', 'aria-live': 'polite' });
  spoken = h('div', { class: 'mc-sr', 'aria-live': 'polite' });
  root.append(region, spoken);
}

/** Says something to screen readers without showing it. */
export function announce(text) {
  if (spoken) {
    spoken.textContent = '';
    requestAnimationFrame(() => {
      spoken.textContent = text;
    });
  }
}

/** Puts an element among the messages, which it leaves by the returned function. */
export function mountToast(element) {
  while (region.children.length > 2) {
    region.firstElementChild.remove();
  }
  region.append(element);
  return () => element.remove();
}

/** Shows a message; `undo` adds an Undo button. A message with a button stays while it is hovered or focused. */
export function toast(text, { undo, kind = 'info', action } = {}) {
  const button = undo ? { label: t('action.undo'), run: undo } : action;
  const element = h('div', { class: `mc-toast mc-toast-${kind}` },
    kind === 'error' && icon('warning'),
    h('span', { class: 'mc-toast-text' }, text),
    button && h('button', {
      class: 'mc-toast-action', type: 'button',
      onclick: () => {
        remove();
        button.run();
      },
    }, button.label),
    h('button', { class: 'mc-toast-close', type: 'button', 'aria-label': t('action.dismiss'), onclick: () => remove() }, icon('close')));
  let timer = 0;
  const remove = () => {
    clearTimeout(timer);
    element.remove();
  };
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(remove, SHOWN);
  };
  element.addEventListener('pointerenter', () => clearTimeout(timer));
  element.addEventListener('focusin', () => clearTimeout(timer));
  element.addEventListener('pointerleave', start);
  element.addEventListener('focusout', start);
  mountToast(element);
  start();
  return remove;
}

/** Shows why a request failed; a request that was given up says nothing. */
export function toastError(error) {
  if (isAbort(error)) {
    return;
  }
  if (!error.reason) {
    console.error(error);
  }
  toast(reasonText(error.reason ?? { code: 'client-error' }), { kind: 'error' });
}
