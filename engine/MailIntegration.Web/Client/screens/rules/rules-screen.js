// Rules: what happens by itself when mail comes, in order.
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, iconButton, skeleton } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { classes, fill, h } from '../../lib/dom.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { editRule } from './rule-editor.js';
import { showRuns } from './rule-runs.js';
import { actionText, conditionTexts, eventText } from './rule-words.js';
import { rulesApi } from './rules-api.js';

class RulesScreen extends View {
  #book = null;

  connected() {
    this.className = 'mc-page';
    fill(this, skeleton(6, 'mc-skeleton-page'));
    this.#load();
  }

  get heading() {
    return t('nav.rules');
  }

  show() {}

  async #load() {
    try {
      this.#book = await rulesApi.rules(this.signal);
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render(focus = null) {
    const add = () => button(t('rule.add'), () => this.#edit(null), { icon: 'plus', kind: 'primary' });
    const { rules } = this.#book;
    fill(this,
      h('header', { class: 'mc-page-head' },
        h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.rules')), h('p', { class: 'mc-page-lead' }, t('rule.lead'))),
        rules.length > 0 && add()),
      rules.length === 0
        ? emptyState('filter', t('rule.none'), t('rule.noneText'), add())
        : h('ol', { class: 'mc-cards mc-rules' }, rules.map((rule, at) => this.#card(rule, at))));
    if (focus) {
      this.querySelector(`[data-rule="${CSS.escape(focus.id)}"] [data-move="${focus.move}"]:not(:disabled), [data-rule="${CSS.escape(focus.id)}"] [data-move]:not(:disabled)`)?.focus();
    }
  }

  #card(rule, at) {
    const last = this.#book.rules.length - 1;
    const conditions = conditionTexts(rule.conditions);
    return h('li', { class: classes('mc-card', 'mc-rule', { 'mc-rule-off': !rule.isEnabled }), data: { rule: rule.id } },
      h('div', { class: 'mc-rule-order' },
        this.#mover(rule, at, -1, 'chevronUp', 'rule.up', at === 0),
        h('span', { class: 'mc-rule-number', 'aria-hidden': 'true' }, String(at + 1)),
        this.#mover(rule, at, 1, 'chevronDown', 'rule.down', at === last)),
      h('div', { class: 'mc-card-text mc-rule-text' },
        h('strong', { dir: 'auto' }, rule.name),
        h('p', { class: 'mc-hint' }, [eventText(rule.event), ...conditions].join(' · ')),
        h('p', { class: 'mc-rule-actions' }, rule.actions.map((step) => h('span', { class: 'mc-chip' }, actionText(step.action))),
          rule.stopsProcessing && h('span', { class: 'mc-hint' }, t('rule.stops')))),
      h('label', { class: 'mc-rule-switch' },
        h('input', { type: 'checkbox', role: 'switch', class: 'mc-switch', checked: rule.isEnabled, 'aria-label': t('rule.on', { name: rule.name }), onchange: (event) => this.#switch(rule, event.currentTarget) })),
      iconButton('clock', t('rule.runs', { name: rule.name }), () => showRuns(rule)),
      iconButton('edit', t('rule.edit', { name: rule.name }), () => this.#edit(rule)),
      iconButton('trash', t('rule.delete', { name: rule.name }), (event) => busy(event.currentTarget, () => this.#delete(rule))));
  }

  #mover(rule, at, by, icon, key, disabled) {
    return iconButton(icon, t(key, { name: rule.name }), (event) => busy(event.currentTarget, async () => {
      const ids = this.#book.rules.map((item) => item.id);
      ids.splice(at, 1);
      ids.splice(at + by, 0, rule.id);
      this.#book = await rulesApi.orderRules(ids, this.#book.version);
      this.#render({ id: rule.id, move: by });
    }), { disabled, data: { move: String(by) } });
  }

  async #switch(rule, box) {
    await busy(box, async () => {
      try {
        this.#book = await rulesApi.switchRule(rule.id, box.checked, this.#book.version);
      } finally {
        this.#render();
        this.querySelector(`[data-rule="${CSS.escape(rule.id)}"] .mc-switch`)?.focus();
      }
    });
  }

  async #edit(rule) {
    const book = await editRule(this.#book, rule);
    if (book) {
      this.#book = book;
      toast(t('toast.saved'));
      this.#render();
    }
  }

  async #delete(rule) {
    if (await confirmDialog({ title: t('rule.deleteTitle', { name: rule.name }), text: t('rule.deleteText'), confirm: t('action.delete'), danger: true })) {
      this.#book = await rulesApi.deleteRule(rule.id, this.#book.version);
      this.#render();
    }
  }
}

customElements.define('rules-screen', RulesScreen);
