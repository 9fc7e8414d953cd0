// The whole page: signs in, loads what every screen needs, shows the screen of the address.
import { api, apiEvents, setBase } from '../api.js';
import { app } from '../app.js';
import { currentLanguage, loadLanguage, reasonText, t } from '../i18n.js';
import { fill, h } from '../lib/dom.js';
import { button, emptyState } from '../lib/controls.js';
import { mountToasts, toastError } from '../lib/toast.js';
import { View } from '../lib/view.js';
import { startLive } from '../live.js';
import { router } from '../router.js';
import { addShortcuts, startShortcuts } from '../shortcuts.js';
import { showHelp } from './help-dialog.js';
import { capped } from '../lib/format.js';
import { writeButton } from '../screens/write/write-button.js';
import { writeMail } from '../screens/write/writing.js';

const ELEMENTS = {
  mail: 'mail-screen', unprocessed: 'unprocessed-screen', channels: 'channels-screen', accounts: 'accounts-screen', channel: 'channel-screen',
  address: 'address-screen', settings: 'settings-screen', team: 'team-screen', drafts: 'drafts-screen', outbox: 'outbox-screen', snippets: 'snippets-screen', rules: 'rules-screen',
  messenger: 'messenger-screen', messaging: 'messaging-screen', template: 'template-screen', tickets: 'tickets-screen', tasks: 'tasks-screen', contacts: 'contacts-screen', 'try-out': 'try-out-screen',
  dossiers: 'dossiers-screen', dossier: 'dossier-screen', processing: 'processing-screen', notifications: 'notifications-screen',
};

/** What a screen asks of whoever opens it by its address; links to it are shown to nobody else. */
const NEEDS = { channels: 'manageChannels', channel: 'manageChannels', settings: 'manageSettings', snippets: 'seeAll', team: 'manageTeam' };

class MailCentre extends View {
  #outlet = null;
  #screen = null;
  #started = false;

  async connected() {
    if (this.#started) {
      return;
    }
    this.#started = true;
    app.base = (this.dataset.base ?? '/mail').replace(/\/$/, '');
    setBase(app.base);
    router.mount(app.base);
    this.#adoptTheme();
    await loadLanguage(this.lang || 'en');
    try {
      app.session = await api.session();
      if (app.session.culture !== currentLanguage()) {
        await loadLanguage(app.session.culture);
      }
      await app.load();
    } catch (error) {
      this.#showFailure(error);
      return;
    }
    this.#build();
    app.listen();
    startLive(app.base);
    startShortcuts();
    this.#shortcuts();
    app.addEventListener('counts', () => this.#setTitle());
    this.listen(apiEvents, 'signed-out', ({ detail }) => this.#showFailure(detail));
    router.addEventListener('route', ({ detail }) => this.#show(detail));
    router.start();
  }

  /** Changes the language of the page; the screen stays. */
  async changeLanguage(language) {
    try {
      await api.setCulture(language);
      await loadLanguage(language);
    } catch (error) {
      toastError(error);
      return;
    }
    this.lang = language;
    document.documentElement.lang = language;
    this.#screen = null;
    this.#build();
    this.#show(router.current);
    this.querySelector('.mc-language')?.focus();
  }

  toggleSidebar(open = !this.classList.contains('mc-sidebar-open')) {
    this.classList.toggle('mc-sidebar-open', open);
    this.querySelector('.mc-sidebar-toggle')?.setAttribute('aria-expanded', String(open));
    if (open) {
      this.querySelector('app-sidebar a[aria-current], app-sidebar a')?.focus();
    }
  }

  #build() {
    this.#outlet = h('main', { class: 'mc-main', id: 'mc-main', tabindex: '-1' });
    this.replaceChildren(
      h('a', { class: 'mc-skip', href: '#mc-main', 'data-external': true, onclick: (event) => this.#skip(event) }, t('shell.skip')),
      document.createElement('app-header'),
      h('div', { class: 'mc-shell' },
        document.createElement('app-sidebar'),
        h('div', { class: 'mc-scrim', onclick: () => this.toggleSidebar(false) }),
        this.#outlet),
      writeButton({ floating: true }));
    mountToasts(this);
    this.append(document.createElement('compose-dock'));
  }

  #show(route) {
    this.toggleSidebar(false);
    if (NEEDS[route.screen] && !app.can[NEEDS[route.screen]]) {
      this.#screen = null;
      this.dataset.screen = route.screen;
      fill(this.#outlet, emptyState('lock', t('denied.title'), t('denied.text'), h('a', { class: 'mc-button mc-button-primary', href: router.href('') }, t('nav.backToMail'))));
      this.#setTitle();
      return;
    }
    const name = ELEMENTS[route.screen];
    this.dataset.screen = route.screen;
    if (this.#screen?.localName !== name) {
      this.#screen = document.createElement(name);
      this.#outlet.replaceChildren(this.#screen);
    }
    this.#screen.show(route);
    this.#setTitle();
  }

  #setTitle() {
    const { unreadInbox, cap } = app.counts;
    document.title = `${unreadInbox > 0 ? `(${capped(unreadInbox, cap)}) ` : ''}${this.#screen?.heading ?? t('app.name')} · ${t('app.name')}`;
  }

  #skip(event) {
    event.preventDefault();
    this.#outlet.focus();
  }

  #shortcuts() {
    const to = (path) => () => router.go(path);
    addShortcuts({
      '/': () => this.querySelector('.mc-search-input')?.focus(),
      '?': () => showHelp(),
      c: () => void writeMail(),
      'g i': to('inbox'), 'g s': to('sent'), 'g u': to('unread'), 'g m': to('mine'), 'g a': to('archive'),
      'g d': to('deleted'), 'g l': to('all'), 'g p': to('unprocessed'), 'g w': to('drafts'), 'g o': to('outbox'),
      'g c': to('messenger'), 'g t': to('tickets'), 'g k': to('tasks'), 'g b': to('contacts'),
      'g e': () => app.can.manageChannels && router.go('channels'),
      Escape: () => this.classList.contains('mc-sidebar-open') ? this.toggleSidebar(false) : false,
    }, this.signal);
    this.addEventListener('mc-title', () => this.#setTitle());
  }

  /** Inside a Bootstrap page without a colour mode, Bootstrap is light whatever the system prefers. */
  #adoptTheme() {
    const hasBootstrap = getComputedStyle(document.documentElement).getPropertyValue('--bs-body-bg').trim() !== '';
    if (hasBootstrap && !document.documentElement.dataset.bsTheme) {
      this.dataset.bsTheme = 'light';
    }
    // Orchard's admin lets people change the colour mode without a reload.
    new MutationObserver(() => app.dispatchEvent(new CustomEvent('theme'))).observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
    // What the page around us takes above and below; the page itself must not scroll.
    let taken = this.getBoundingClientRect().top + window.scrollY;
    for (let around = this.parentElement; around; around = around.parentElement) {
      taken += parseFloat(getComputedStyle(around).paddingBottom);
    }
    if (taken > 0) {
      this.style.setProperty('--mc-top', `${Math.round(taken)}px`);
    }
  }

  #showFailure(error) {
    const signedOut = error.status === 401;
    this.replaceChildren(h('main', { class: 'mc-failure' }, signedOut
      ? emptyState('person', t('signIn.needed'), t('signIn.neededText'),
        h('a', { class: 'mc-button mc-button-primary', href: `${app.base}/sign-in`, 'data-external': true }, t('signIn.go')))
      : emptyState('warning', t('state.failed'), error.reason ? reasonText(error.reason) : t('reason.client-error'),
        button(t('action.tryAgain'), () => location.reload(), { icon: 'refresh', kind: 'primary' }))));
    if (!error.reason) {
      console.error(error);
    }
  }
}

customElements.define('mail-centre', MailCentre);
