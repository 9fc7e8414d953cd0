// The messaging centre: what the site says by itself, and what went out and came in.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { View } from '../../lib/view.js';
import { router } from '../../router.js';
import './journal-list.js';
import './messaging-settings.js';
import './notice-policies.js';
import './template-list.js';

const SECTIONS = [
  ['messages', 'manageTemplates', 'template-list'],
  ['emails', 'manageTemplates', 'template-list'],
  ['system', 'manageTemplates', 'template-list'],
  ['incoming', 'viewJournal', 'journal-list'],
  ['outgoing', 'viewJournal', 'journal-list'],
  ['notifications', 'manageSettings', 'notice-policies'],
  ['settings', 'manageSettings', 'messaging-settings'],
];

/** Whether a member has anything to do here. */
export const canSeeMessaging = () => app.can.manageTemplates || app.can.viewJournal;

class MessagingScreen extends View {
  #section = '';
  #view = null;

  connected() {
    this.className = 'mc-page mc-messaging';
    this.tabs = h('nav', { class: 'mc-tabs', 'aria-label': t('nav.messaging') });
    this.place = h('div', { class: 'mc-messaging-place' });
    fill(this, h('header', { class: 'mc-page-head' }, h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.messaging')), h('p', { class: 'mc-page-lead' }, t('messaging.lead')))), this.tabs, this.place);
  }

  get heading() {
    return t('nav.messaging');
  }

  show(route) {
    const open = SECTIONS.filter(([, permission]) => app.can[permission]);
    const [section, , element] = open.find(([name]) => name === route.section) ?? open[0] ?? SECTIONS[3];
    fill(this.tabs, open.map(([name]) => h('a', {
      class: name === section ? 'mc-tab mc-current' : 'mc-tab', href: router.href(`messaging/${name}`), 'aria-current': name === section ? 'page' : null,
    }, t(`messaging.${name}`))));
    this.tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (section !== this.#section) {
      this.#section = section;
      this.#view = document.createElement(element);
      this.#view.section = section;
      fill(this.place, this.#view);
    }
    this.#view.show(route);
  }
}

customElements.define('messaging-screen', MessagingScreen);
