// Modal dialogs on the platform's own <dialog>: focus stays inside and goes back to where it was.
import { t } from '../i18n.js';
import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';

/**
 * Opens a dialog and resolves with what `close(value)` was given; undefined when it was dismissed.
 * `build({ close, dialog })` returns the content; `footer({ close, dialog })` the buttons.
 */
export function openDialog({ title, build, footer, size = 'medium', alert = false }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const titleId = uniqueId('dialog');
    let result;
    const dialog = h('dialog', {
      class: `mc-dialog mc-dialog-${size}`, 'aria-labelledby': titleId, role: alert ? 'alertdialog' : null,
    });
    const close = (value) => {
      result = value;
      dialog.close();
    };
    dialog.append(
      h('header', { class: 'mc-dialog-header' },
        h('h2', { id: titleId, class: 'mc-dialog-title' }, title),
        h('button', { class: 'mc-icon-button', type: 'button', 'aria-label': t('action.close'), onclick: () => close() }, icon('close'))),
      h('div', { class: 'mc-dialog-body' }, build({ close, dialog })));
    if (footer) {
      dialog.append(h('footer', { class: 'mc-dialog-footer' }, footer({ close, dialog })));
    }
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before?.isConnected) {
        before.focus({ preventScroll: true });
      }
      resolve(result);
    });
    document.querySelector('mail-centre').append(dialog);
    dialog.showModal();
    dialog.querySelector('[autofocus]')?.focus();
  });
}

/** Asks before something that cannot be taken back; resolves true when confirmed. */
export async function confirmDialog({ title, text, confirm, danger = false }) {
  const answer = await openDialog({
    title,
    size: 'small',
    alert: true,
    build: () => h('p', { class: 'mc-dialog-text' }, text),
    footer: ({ close }) => [
      h('button', { class: 'mc-button', type: 'button', autofocus: danger, onclick: () => close(false) }, t('action.cancel')),
      h('button', { class: `mc-button ${danger ? 'mc-button-danger' : 'mc-button-primary'}`, type: 'button', autofocus: !danger, onclick: () => close(true) }, confirm),
    ],
  });
  return answer === true;
}
