// "Sending in 8 s": a message that counts down, with a button and a key that take the mail back.
import { t, tn } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { announce, mountToast } from '../../lib/toast.js';
import { addShortcuts } from '../../shortcuts.js';

const KEY = 'z';

/** Shows it until the entry leaves; `undo()` runs once at most. */
export function showUndo(entry, undo) {
  const ended = new AbortController();
  const left = h('span', { class: 'mc-toast-text', 'aria-hidden': 'true' });
  const run = () => {
    end();
    undo();
  };
  const button = h('button', { type: 'button', class: 'mc-toast-action', 'aria-keyshortcuts': KEY, onclick: run }, t('action.undo'), ' ', h('kbd', { class: 'mc-kbd mc-toast-kbd', 'aria-hidden': 'true' }, KEY.toUpperCase()));
  const element = h('div', { class: 'mc-toast mc-toast-undo', role: 'group', 'aria-label': t('write.sending') },
    icon('send'), left, button, h('button', { type: 'button', class: 'mc-toast-close', 'aria-label': t('action.dismiss'), onclick: () => end() }, icon('close')));
  const remove = mountToast(element);
  const timer = setInterval(tick, 500);
  addShortcuts({ [KEY]: run }, ended.signal);
  announce(t('write.undoSpoken', { key: KEY.toUpperCase() })); // Said once; the seconds would talk over everything else.
  tick();

  function tick() {
    const seconds = Math.ceil((new Date(entry.dueAt) - Date.now()) / 1000);
    if (seconds <= 0) {
      end();
      return;
    }
    fill(left, tn('write.sendingIn', seconds));
  }

  function end() {
    clearInterval(timer);
    ended.abort();
    remove();
  }
}
