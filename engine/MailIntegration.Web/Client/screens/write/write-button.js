// "Write e-mail": on top of the filters, and as a round button on phones.
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { writeMail } from './writing.js';

export function writeButton({ floating = false } = {}) {
  return h('button', {
    type: 'button', class: floating ? 'mc-write-float' : 'mc-button mc-button-primary mc-write-button', 'aria-keyshortcuts': 'c', title: `${t('write.new')} (c)`,
    onclick: async (event) => {
      const node = event.currentTarget;
      if (node.getAttribute('aria-busy') !== 'true') {
        node.setAttribute('aria-busy', 'true');
        await writeMail();
        node.removeAttribute('aria-busy');
      }
    },
  }, icon('edit'), h('span', { class: floating ? 'mc-sr' : null }, t('write.new')));
}
