// Entry of the contact's page: it holds <contact-portal data-base data-key lang> and loads this module. The key is the
// token of a link, or "me" for whoever is signed in to the site.
import { api, setBase } from '../api.js';
import { currentLanguage, loadLanguage, reasonText, t, tn } from '../i18n.js';
import { button, failedState } from '../lib/controls.js';
import { fill, h } from '../lib/dom.js';
import { dateTime } from '../lib/format.js';
import { View } from '../lib/view.js';
import { portalApi } from './portal-api.js';
import { askForAll, endedLink } from './portal-links.js';
import './portal-conversation.js';

class ContactPortal extends View {
  #session = null;

  async connected() {
    setBase(`${this.dataset.base}/${encodeURIComponent(this.dataset.key)}`);
    await loadLanguage(this.lang || 'en');
    await this.#start();
  }

  async #start() {
    try {
      this.#session = await api.session();
      if (this.#session.culture !== currentLanguage()) {
        await loadLanguage(this.#session.culture);
      }
      await this.#show();
    } catch (error) {
      this.#fail(error);
    }
  }

  get #wanted() {
    return this.#session.conversationId ?? (location.hash.slice(1) || null);
  }

  async #show() {
    const { name, address } = this.#session;
    const outlet = h('div', { class: 'mc-portal-outlet' });
    fill(this, h('p', { class: 'mc-portal-for' }, t('portal.for', { name, address })), outlet);
    const id = this.#wanted;
    if (id) {
      const conversation = document.createElement('portal-conversation');
      conversation.dataset.id = id;
      fill(outlet, !this.#session.conversationId && h('a', { class: 'mc-portal-back', href: '#', onclick: (event) => this.#go(event, '') }, t('portal.all')), conversation,
        this.#session.canAskForAll && askForAll(address));
    } else {
      await this.#list(outlet);
    }
  }

  async #list(outlet) {
    const rows = await portalApi.conversations();
    fill(outlet, h('h1', { class: 'mc-portal-title' }, t('portal.title')),
      rows.length === 0
        ? h('p', { class: 'mc-portal-empty' }, t('portal.none'), h('br'), t('portal.noneHint', { site: this.#session.site }))
        : h('ul', { class: 'mc-portal-list' }, rows.map((row) => h('li', null,
          h('a', { class: 'mc-portal-row', href: `#${row.id}`, onclick: (event) => this.#go(event, row.id) },
            h('span', { class: 'mc-portal-subject', dir: 'auto' }, row.subject || t('mail.noSubject')),
            h('span', { class: 'mc-portal-meta' }, `${tn('portal.count', row.count)} · ${dateTime(row.at)}`),
            h('span', { class: 'mc-portal-snippet', dir: 'auto' }, row.isOwn ? `${t('portal.you')}: ` : '', row.snippet))))));
  }

  #go(event, id) {
    event.preventDefault();
    history.pushState(null, '', id ? `#${id}` : location.pathname);
    this.#show().catch((error) => this.#fail(error));
  }

  #fail(error) {
    const code = error.reason?.code;
    if (code === 'portal-link-expired' || code === 'portal-link-elsewhere') {
      fill(this, endedLink(code, () => setBase(`${this.dataset.base}/renew/${encodeURIComponent(this.dataset.key)}`)));
      return;
    }
    if (code === 'portal-link-ended' || code === 'portal-signed-out') {
      const isLink = code === 'portal-link-ended';
      fill(this, h('div', { class: 'mc-portal-empty', role: 'alert' },
        h('h1', { class: 'mc-portal-title' }, isLink ? t('portal.ended') : t('portal.signIn')),
        h('p', null, isLink ? t('portal.endedHint') : t('portal.signInHint')),
        !isLink && this.dataset.signIn && button(t('portal.signIn'), () => location.assign(this.dataset.signIn), { kind: 'primary' })));
      return;
    }
    fill(this, failedState(error, () => this.#start()), h('p', { class: 'mc-portal-meta' }, reasonText(error.reason)));
  }
}

customElements.define('contact-portal', ContactPortal);
