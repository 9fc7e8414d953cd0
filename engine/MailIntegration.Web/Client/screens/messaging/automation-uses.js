// The rules and workflows that send a template or insert a message: opened, switched on and off.
import { t } from '../../i18n.js';
import { busy, reasonNotice } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { router } from '../../router.js';
import { messaging } from './messaging-api.js';

/** A list of uses; `changed()` runs after one was switched, or was found to be gone. */
export function usesList(uses, changed) {
  return h('ul', { class: 'mc-uses', 'aria-label': t('use.title') }, uses.map((use) => h('li', { class: 'mc-use', data: { use: use.id } },
    icon(use.source === 'rule' ? 'filter' : 'settings'),
    h('a', {
      class: 'mc-use-name', dir: 'auto', href: use.url ?? router.href('rules', { rule: use.id }), ...(use.url ? { 'data-external': true } : {}),
    }, use.name || t('use.unnamed')),
    h('span', { class: 'mc-hint' }, t(use.source === 'rule' ? 'use.rule' : 'use.workflow'), use.isComputed && ` · ${t('use.computed')}`),
    h('input', {
      type: 'checkbox', role: 'switch', class: 'mc-switch', checked: use.isOn, 'aria-label': t('use.switch', { name: use.name }),
      onchange: (event) => busy(event.currentTarget, async () => {
        const on = event.target.checked;
        try {
          await messaging.switchAutomation(use, on);
          toast(t(on ? 'use.switchedOn' : 'use.switchedOff', { name: use.name }));
        } catch (error) {
          if (error.status !== 404) {
            throw error;
          }
          toast(t('use.gone', { name: use.name }));
        } finally {
          await changed();
        }
      }),
    }))));
}

/** Who sends one template. What was deleted while the template is open is gone from the list at the first touch. */
class TemplateUses extends View {
  connected() {
    this.className = 'mc-studio-uses';
    this.#load();
  }

  async #load() {
    try {
      const uses = (await messaging.automations(this.signal)).filter((use) => use.template === this.dataset.template);
      fill(this, h('h2', { class: 'mc-section-title' }, t('use.title')), uses.length === 0 ? h('p', { class: 'mc-hint' }, t('use.none')) : usesList(uses, () => this.#load()));
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, reasonNotice(error.reason ?? { code: 'client-error' }));
      }
    }
  }
}

customElements.define('template-uses', TemplateUses);

export function templateUses(template) {
  const element = document.createElement('template-uses');
  element.dataset.template = template;
  return element;
}
