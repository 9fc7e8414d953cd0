// The bar below a composer: send now or later, attach, insert a text block, discard.
import { t } from '../../i18n.js';
import { iconButton } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { limitSize } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { openSnippets } from './snippet-menu.js';

/** { element, show(), tell(text), busy(on) }. */
export function composerFoot({ files, editor, send, later, discard, attach }) {
  const chooser = h('input', {
    type: 'file', multiple: true, class: 'mc-sr', tabindex: '-1', 'aria-hidden': 'true',
    onchange: (event) => {
      attach(event.target.files);
      event.target.value = '';
    },
  });
  const limit = h('span', { class: 'mc-hint mc-write-limit' });
  const message = h('p', { class: 'mc-write-message', role: 'alert', hidden: true });
  const sendButton = h('button', { type: 'button', class: 'mc-button mc-button-primary mc-send', title: 'Ctrl+Enter', 'aria-keyshortcuts': 'Control+Enter', onclick: () => send() }, icon('send'), h('span', null, t('write.send')));
  return {
    element: h('footer', { class: 'mc-composer-foot' },
      message,
      h('div', { class: 'mc-send-group' },
        sendButton,
        h('button', {
          type: 'button', class: 'mc-button mc-button-primary mc-send-more', 'aria-haspopup': 'menu', 'aria-label': t('write.sendMore'), title: t('write.sendMore'),
          onclick: (event) => openMenu(event.currentTarget, [
            { label: t('write.send'), icon: 'send', hint: 'Ctrl ↵', run: () => send() },
            { label: t('write.sendLater'), icon: 'clock', run: () => later() },
          ], { align: 'start', label: t('write.sendMore') }),
        }, icon('down'))),
      h('div', { class: 'mc-write-adds' },
        iconButton('clip', t('write.attach'), () => chooser.click()),
        iconButton('snippet', t('write.insertSnippet'), (event) => openSnippets(event.currentTarget, editor), { 'aria-haspopup': 'dialog' }),
        limit),
      chooser,
      iconButton('trash', t('write.discard'), discard, { class: 'mc-composer-discard' })),
    show() {
      limit.textContent = Number.isFinite(files.limit) ? t('write.limit', { limit: limitSize(files.limit) }) : '';
      limit.hidden = files.total > 0; // The list of attachments says more then.
      message.hidden = true;
    },
    tell(text) {
      message.textContent = text;
      message.hidden = false;
    },
    busy(on) {
      sendButton.setAttribute('aria-busy', String(on));
    },
  };
}
