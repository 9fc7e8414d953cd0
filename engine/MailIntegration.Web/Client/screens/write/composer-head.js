// The bar on top of a composer: what it is, whether it is saved, where it stands, the way out.
import { t } from '../../i18n.js';
import { iconButton } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { stateText } from './session-notice.js';

/** { element, show(heading) } for a composer. */
export function composerHead(composer, { session, close }) {
  const title = h('h2', { class: 'mc-composer-title', dir: 'auto' });
  const state = h('span', { class: 'mc-composer-state', 'aria-live': 'polite' });
  const to = (place) => composer.emit('mc-place', { place });
  return {
    element: h('header', { class: 'mc-composer-head' },
      title, state,
      composer.place === 'dock' && iconButton('minimise', t('write.minimise'), () => to('minimised'), { class: 'mc-composer-minimise' }),
      composer.place === 'dock' && iconButton('expand', t('write.expand'), () => to('wide'), { class: 'mc-composer-expand' }),
      composer.place === 'inline' && iconButton('external', t('write.popOut'), () => to('dock')),
      iconButton('close', t('write.close'), close, { class: 'mc-composer-close' })),
    show(heading) {
      title.textContent = heading;
      const text = stateText(session);
      if (state.textContent !== text) {
        state.textContent = text; // Only then, or screen readers would say it again.
      }
      state.classList.toggle('mc-composer-unsaved', ['offline', 'refused', 'conflict', 'gone'].includes(session.state));
    },
  };
}
