// My notifications: of what a member is told, how, and what only he decides (NT1 to NT4).
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, failedState, notice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, radioCards, showErrors, switchField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { play, savePreferences } from '../../sound.js';
import './followed-list.js';
import './invitation-list.js';
import { notices } from './notices-api.js';

const PRESETS = {
  silent: { fromCustomers: 'none', fromMembers: 'none', followedInternal: false },
  supportManager: { fromCustomers: 'all', fromMembers: 'all', followedInternal: true },
  teamMember: { fromCustomers: 'mine', fromMembers: 'followed', followedInternal: true },
};
const SWITCHES = ['followedInternal', 'byEmail', 'assignmentMails', 'newFollowers', 'acceptInvitations'];

class NotificationsScreen extends View {
  #settings = null;

  connected() {
    this.className = 'mc-page mc-notifications';
    fill(this, skeleton(8, 'mc-skeleton-page'));
    this.#load();
  }

  get heading() {
    return t('notices.settings');
  }

  show() {}

  async #load() {
    try {
      this.#settings = await notices.settings(this.signal);
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const form = h('form', {
      class: 'mc-form', novalidate: true,
      oninput: () => this.#markPreset(form),
      onsubmit: (event) => {
        event.preventDefault();
        this.#save(form);
      },
    },
    this.#presets(),
    h('section', { class: 'mc-group' },
      h('h2', { class: 'mc-group-title' }, t('notices.what')),
      this.#choice('fromCustomers', ['all', 'mine', 'none']),
      this.#choice('fromMembers', ['all', 'followed', 'none'], { all: t('notices.allReplies') }),
      this.#switch('followedInternal')),
    h('section', { class: 'mc-group' },
      h('h2', { class: 'mc-group-title' }, t('notices.how')),
      switchField({ name: 'sound', label: t('notices.sound'), hint: t('notices.soundHint'), checked: app.session.preferences.sound }),
      this.#switch('byEmail'),
      !app.session.member.email && notice('warning', t('notices.noEmail'))),
    h('section', { class: 'mc-group' },
      h('h2', { class: 'mc-group-title' }, t('notices.more')),
      this.#switch('assignmentMails'),
      this.#switch('newFollowers'),
      this.#switch('acceptInvitations')),
    h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
    fill(this,
      h('header', { class: 'mc-page-head' }, h('div', null,
        h('h1', { class: 'mc-page-title' }, t('notices.settings')),
        h('p', { class: 'mc-page-lead' }, t('notices.lead')))),
      h('invitation-list'),
      form,
      h('followed-list'));
    this.#markPreset(form);
  }

  #presets() {
    return h('div', { class: 'mc-presets', role: 'group', 'aria-label': t('notices.presets') },
      h('span', { class: 'mc-label' }, t('notices.presets')),
      Object.keys(PRESETS).map((name) => button(t(`notices.preset.${name}`), (event) => {
        this.#take(event.currentTarget.closest('form'), PRESETS[name]);
      }, { kind: 'small', 'data-preset': name, 'aria-pressed': 'false' })));
  }

  #take(form, values) {
    form.elements.fromCustomers.value = values.fromCustomers;
    form.elements.fromMembers.value = values.fromMembers;
    form.elements.followedInternal.checked = values.followedInternal;
    this.#markPreset(form);
  }

  #markPreset(form) {
    const { fromCustomers, fromMembers, followedInternal } = form.elements;
    for (const [name, values] of Object.entries(PRESETS)) {
      const isChosen = fromCustomers.value === values.fromCustomers && fromMembers.value === values.fromMembers && followedInternal.checked === values.followedInternal;
      form.querySelector(`[data-preset=${name}]`).setAttribute('aria-pressed', String(isChosen));
    }
  }

  #choice(name, values, labels = {}) {
    return radioCards({
      name, label: t(`notices.${name}`), value: this.#settings[name],
      options: values.map((value) => ({ value, label: labels[value] ?? t(`notices.choice.${value}`), hint: t(`notices.${name}.${value}`) })),
    });
  }

  #switch(name) {
    return switchField({ name, label: t(`notices.${name}`), hint: t(`notices.${name}Hint`), checked: this.#settings[name] });
  }

  async #save(form) {
    const { elements } = form;
    clearErrors(form);
    await busy(form.querySelector('[type=submit]'), async () => {
      try {
        const sound = elements.sound.checked;
        if (sound !== app.session.preferences.sound) {
          await savePreferences({ sound });
          if (sound) {
            play(); // The click after which browsers let a page make sound.
          }
        }
        this.#settings = await notices.saveSettings({
          ...Object.fromEntries(SWITCHES.map((name) => [name, elements[name].checked])),
          fromCustomers: elements.fromCustomers.value,
          fromMembers: elements.fromMembers.value,
        });
        toast(t('toast.saved'));
      } catch (error) {
        showErrors(form, error);
      }
    });
  }
}

customElements.define('notifications-screen', NotificationsScreen);
