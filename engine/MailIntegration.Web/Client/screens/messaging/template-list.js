// A section's templates: what triggers them, in which languages they speak, on or off, when they were last sent.
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton, stateBadge } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { ago, fullTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { router } from '../../router.js';
import { usesList } from './automation-uses.js';
import { templateName } from './template-words.js';
import { messaging } from './messaging-api.js';

const GROUPS = { messages: ['message'], emails: [null], system: ['system', 'account'] };

class TemplateList extends View {
  section = 'system';
  #rows = null;
  #uses = [];

  connected() {
    fill(this, skeleton(6, 'mc-skeleton-page'));
  }

  show() {
    this.#load();
  }

  async #load() {
    try {
      [this.#rows, this.#uses] = await Promise.all([messaging.templates(this.signal), messaging.automations(this.signal)]);
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const rows = this.#rows.filter((row) => GROUPS[this.section].includes(row.group ?? null));
    const add = () => button(t('template.add'), () => this.#add(), { icon: 'plus', kind: 'primary' });
    fill(this,
      h('div', { class: 'mc-messaging-head' }, h('p', { class: 'mc-page-lead' }, t(`messaging.${this.section}Lead`)), this.section === 'emails' && rows.length > 0 && add()),
      rows.length === 0 && this.section === 'emails'
        ? emptyState('mail', t('template.none'), t('template.noneText'), add())
        : h('ul', { class: 'mc-cards mc-templates' }, rows.map((row) => this.#card(row))),
      this.section === 'messages' && this.#inserted());
  }

  /** Messages with a text of their own, which rules and workflows insert. */
  #inserted() {
    const uses = this.#uses.filter((use) => use.template === null && !use.isComputed);
    return h('section', { class: 'mc-inserted' }, h('h2', { class: 'mc-section-title' }, t('use.inserted')),
      uses.length === 0 ? h('p', { class: 'mc-hint' }, t('use.noneInserted')) : usesList(uses, () => this.#load()));
  }

  #card(row) {
    const name = templateName(row);
    const trigger = row.isSystem ? t(`template.trigger.${row.id}`) : null;
    return h('li', { class: 'mc-card mc-template', data: { id: row.id } },
      h('div', { class: 'mc-card-text' },
        row.isAvailable
          ? h('a', { class: 'mc-template-name', href: router.href(`messaging/templates/${encodeURIComponent(row.id)}`), dir: 'auto' }, name)
          : h('span', { class: 'mc-template-name' }, name),
        trigger && h('span', { class: 'mc-hint' }, trigger),
        h('div', { class: 'mc-template-facts' },
          !row.isAvailable && h('span', { class: 'mc-chip' }, icon('lock'), t('template.notAvailable')),
          row.isAvailable && !row.canDisable && h('span', { class: 'mc-chip', title: t('template.criticalText') }, icon('lock'), t('template.critical')),
          h('span', { class: 'mc-chip', title: t('template.languages') }, icon('globe'), row.languages.map((language) => language.toUpperCase()).join(' ') || t('template.noText')),
          row.ownLanguages.length > 0 && h('span', { class: 'mc-chip' }, t('template.changed', { languages: row.ownLanguages.map((language) => language.toUpperCase()).join(' ') })),
          row.hasDraft && h('span', { class: 'mc-chip mc-chip-draft' }, t('template.draft')),
          !row.isPublished && h('span', { class: 'mc-chip' }, t('template.unpublished')),
          h('span', { class: 'mc-hint', title: row.lastSentAt ? fullTime(row.lastSentAt) : null }, row.lastSentAt ? t('template.lastSent', { ago: ago(row.lastSentAt) }) : t('template.notSent'))),
        row.group ? null : this.#usesOf(row)),
      row.isAvailable && this.#switch(row, name));
  }

  #usesOf(row) {
    const uses = this.#uses.filter((use) => use.template === row.id || use.isComputed);
    return uses.length === 0 ? h('p', { class: 'mc-hint' }, t('use.none')) : usesList(uses, () => this.#load());
  }

  #switch(row, name) {
    if (!row.canDisable) {
      return stateBadge('good', t('template.alwaysOn'));
    }
    return h('input', {
      type: 'checkbox', role: 'switch', class: 'mc-switch', checked: row.isOn, 'aria-label': t('template.switch', { name }),
      onchange: (event) => busy(event.currentTarget, async () => {
        const on = event.target.checked;
        try {
          await messaging.switchTemplate(row.id, on);
          toast(t(on ? 'template.switchedOn' : 'template.switchedOff', { name }));
        } finally {
          await this.#load();
        }
      }),
    });
  }

  async #add() {
    const made = await openDialog({
      title: t('template.add'),
      build: ({ close }) => {
        const form = h('form', {
          class: 'mc-form', novalidate: true,
          onsubmit: async (event) => {
            event.preventDefault();
            clearErrors(form);
            await busy(form.querySelector('[type=submit]'), async () => {
              try {
                close(await messaging.addTemplate({ name: form.elements.name.value.trim(), isOn: true, senderId: '', texts: {} }));
              } catch (error) {
                showErrors(form, error);
              }
            });
          },
        },
        textField({ name: 'name', label: t('template.name'), hint: t('template.nameHint'), maxlength: '100', autofocus: true }),
        h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.next'))));
        return form;
      },
    });
    if (made) {
      router.go(`messaging/templates/${encodeURIComponent(made.row.id)}`);
    }
  }
}

customElements.define('template-list', TemplateList);
