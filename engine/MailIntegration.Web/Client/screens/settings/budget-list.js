// Automatic mail that was stopped because it became too much: who or what it was about, and the button that lets it go on.
import { http } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';

class BudgetList extends View {
  connected() {
    this.className = 'mc-budgets';
    this.hidden = true;
    this.listen(live, 'outbox resync', debounce(() => this.#load(), 500));
    this.#load();
  }

  async #load() {
    try {
      this.#render((await http.get('budgets')).filter(({ trippedAt }) => trippedAt));
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('Budgets not read', error); // The settings themselves are there.
      }
    }
  }

  #render(budgets) {
    this.hidden = budgets.length === 0;
    fill(this, h('section', { class: 'mc-notice mc-notice-danger' },
      icon('warning'),
      h('div', { class: 'mc-notice-text' },
        h('strong', null, tn('budget.tripped', budgets.length)),
        h('span', null, t('budget.text')),
        h('ul', { class: 'mc-budget-list' }, budgets.map((budget) => this.#row(budget))))));
  }

  #row(budget) {
    const { id, kind, correspondent, conversationId, count, minutes, trippedAt } = budget;
    return h('li', { class: 'mc-budget' },
      h('span', { class: 'mc-budget-text' },
        kind === 'conversation' && conversationId
          ? h('a', { href: router.href(`conversations/${encodeURIComponent(conversationId)}`) }, t('budget.conversation'))
          : h('bdi', null, correspondent),
        h('span', { class: 'mc-hint' }, ` ${tn('budget.facts', count, { minutes, time: dateTime(trippedAt) })}`)),
      button(t('budget.release'), (event) => busy(event.currentTarget, async () => {
        await http.post(`budgets/${encodeURIComponent(id)}/release`);
        toast(t('budget.released'));
        await this.#load();
      }), { kind: 'small' }));
  }
}

customElements.define('budget-list', BudgetList);
