// The advice to write messages instead of e-mails (PR8), above the inbox until the member closes it.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { iconButton, notice } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { toastError } from '../../lib/toast.js';
import { router } from '../../router.js';
import { savePreferences } from '../../sound.js';

/** The notice; null when the member closed it before. */
export function messageNotice() {
  if (!app.session.preferences.showMessageNotice) {
    return null;
  }
  const element = notice('info', [
    h('strong', null, t('settings.messageModule')),
    h('span', null, t('settings.messageModuleText')),
    h('a', { href: router.href('messenger') }, t('nav.messenger')),
  ], iconButton('close', t('notice.close'), async () => {
    element.remove();
    try {
      await savePreferences({ showMessageNotice: false });
    } catch (error) {
      toastError(error);
    }
  }));
  element.classList.add('mc-message-notice');
  return element;
}
