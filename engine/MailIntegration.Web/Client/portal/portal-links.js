// Links that a contact asks for on his page. They are mailed to the address of the old one; whether a mail left is never told.
import { api } from '../api.js';
import { reasonText, t } from '../i18n.js';
import { fill, h } from '../lib/dom.js';
import { portalApi } from './portal-api.js';

/** Below a conversation that was opened by its link: the way to all of them. */
export function askForAll(address) {
  const status = h('p', { class: 'mc-portal-status', role: 'status', 'aria-live': 'polite' });
  const ask = askButton(t('portal.askAll'), status, () => portalApi.askForAll(), t('portal.askedAll', { address }));
  return h('section', { class: 'mc-portal-links', 'aria-label': t('portal.askAll') },
    h('p', { class: 'mc-portal-meta' }, t('portal.askAllHint', { address })), ask, status);
}

/** In place of the page: the link was good once, or is good in another browser. `open` sets the base that renews it. */
export function endedLink(code, open) {
  const isElsewhere = code === 'portal-link-elsewhere';
  const status = h('p', { class: 'mc-portal-status', role: 'status', 'aria-live': 'polite' });
  const place = h('div', { class: 'mc-portal-links' });
  open();
  api.session().then(
    () => fill(place, askButton(t('portal.askAgain'), status, () => portalApi.askAgain(), t('portal.askedAgain')), status),
    () => fill(place, h('p', null, t('portal.endedHint'))),
  );
  return h('div', { class: 'mc-portal-empty', role: 'alert' },
    h('h1', { class: 'mc-portal-title' }, isElsewhere ? t('portal.elsewhere') : t('portal.expired')),
    h('p', null, isElsewhere ? t('portal.elsewhereHint') : t('portal.expiredHint')), place);
}

function askButton(label, status, ask, done) {
  const button = h('button', {
    type: 'button', class: 'mc-portal-button mc-portal-second',
    onclick: async () => {
      if (button.getAttribute('aria-busy') === 'true') {
        return;
      }
      button.setAttribute('aria-busy', 'true');
      try {
        await ask();
        status.classList.remove('mc-portal-bad');
        status.textContent = done;
      } catch (error) {
        status.classList.add('mc-portal-bad');
        status.textContent = reasonText(error.reason ?? { code: 'client-error' });
      } finally {
        button.removeAttribute('aria-busy');
      }
    },
  }, label);
  return button;
}
