// Header: product, search, mail icon with unread badge, sync, language, member.
import { api, http } from '../api.js';
import { app } from '../app.js';
import { currentLanguage, LANGUAGES, t, tn } from '../i18n.js';
import { avatar, busy, iconButton, stateBadge } from '../lib/controls.js';
import { fill, h } from '../lib/dom.js';
import { capped } from '../lib/format.js';
import { icon } from '../lib/icons.js';
import { openMenu } from '../lib/menu.js';
import { toast, toastError } from '../lib/toast.js';
import { debounce, View } from '../lib/view.js';
import { FILTERS, router } from '../router.js';
import { play, savePreferences } from '../sound.js';
import { canSeeMessaging } from '../screens/messaging/messaging-screen.js';
import { showHelp } from './help-dialog.js';

const SHORTEST_SEARCH = 2;
const SEARCH_PAUSE = 350;

class AppHeader extends View {
  #badge = null;
  #input = null;

  connected() {
    this.className = 'mc-header';
    this.setAttribute('role', 'banner');
    fill(this,
      iconButton('menu', t('shell.menu'), () => this.closest('mail-centre').toggleSidebar(), { class: 'mc-sidebar-toggle', 'aria-expanded': 'false' }),
      h('a', { class: 'mc-brand', href: router.href('') }, h('span', { class: 'mc-brand-mark' }, icon('mail')), h('span', { class: 'mc-brand-name' }, t('app.name'))),
      this.#search(),
      h('div', { class: 'mc-header-end' },
        document.createElement('sync-indicator'),
        this.#mailIcon(),
        document.createElement('notice-bell'),
        canSeeMessaging() && h('a', { class: 'mc-header-link', href: router.href('messaging'), title: t('nav.messaging') },
          icon('megaphone'), h('span', { class: 'mc-header-link-text' }, t('nav.messaging'))),
        app.can.manageChannels && h('a', { class: 'mc-header-link', href: router.href('channels'), title: t('nav.integrations') },
          icon('plug'), h('span', { class: 'mc-header-link-text' }, t('nav.integrations'))),
        h('button', {
          type: 'button', class: 'mc-icon-button mc-language', 'aria-haspopup': 'menu', 'aria-label': `${t('shell.language')}: ${currentLanguage().toUpperCase()}`, title: t('shell.language'),
          onclick: (event) => this.#languages(event.currentTarget),
        }, icon('globe'), h('span', { class: 'mc-language-code', 'aria-hidden': 'true' }, currentLanguage().toUpperCase())),
        this.#availability(),
        h('button', {
          type: 'button', class: 'mc-member-button', 'aria-haspopup': 'menu', 'aria-label': t('shell.memberMenu', { name: app.session.member.name }),
          title: app.session.member.name, onclick: (event) => this.#memberMenu(event.currentTarget),
        }, avatar(app.session.member.name, { key: app.session.member.id }))));
    this.listen(app, 'counts', () => this.#showCounts());
    this.listen(router, 'route', () => this.#showSearch());
    this.#showCounts();
    this.#showSearch();
  }

  #search() {
    const later = debounce(() => this.#run(), SEARCH_PAUSE);
    this.#input = h('input', {
      class: 'mc-search-input', type: 'search', placeholder: t('search.placeholder'), 'aria-label': t('search.label'),
      autocomplete: 'off', enterkeyhint: 'search', dir: 'auto', 'aria-keyshortcuts': '/',
      oninput: later,
      onkeydown: (event) => {
        if (event.key === 'Escape') {
          event.target.value ? (event.target.value = '', later()) : event.target.blur();
        }
      },
    });
    return h('form', {
      class: 'mc-search', role: 'search',
      onsubmit: (event) => {
        event.preventDefault();
        later.cancel();
        this.#run(true);
      },
    }, icon('search'), this.#input, h('kbd', { class: 'mc-kbd mc-search-key', 'aria-hidden': 'true' }, '/'));
  }

  // Searching looks through all mail unless a filter was chosen before; typing on does not pile up history entries.
  #run(now = false) {
    const q = this.#input.value.trim();
    const { screen, box, query } = router.current;
    if ((query.q ?? '') === q || (!now && q.length > 0 && q.length < SHORTEST_SEARCH)) {
      return;
    }
    const kept = screen === 'mail' ? Object.fromEntries(FILTERS.map((name) => [name, query[name]])) : {};
    const wasSearching = Boolean(query.q);
    const from = wasSearching || screen !== 'mail' || box === 'inbox' ? 'all' : box;
    router.go(q ? (wasSearching ? box : from) : (box === 'all' ? 'inbox' : box ?? 'inbox'), { ...kept, q }, { replace: wasSearching && q !== '' });
  }

  #showSearch() {
    if (document.activeElement !== this.#input) {
      this.#input.value = router.current.query.q ?? '';
    }
    this.querySelector('.mc-header-link')?.classList.toggle('mc-current', ['channels', 'channel', 'address', 'settings', 'team', 'snippets', 'rules'].includes(router.current.screen));
  }

  #mailIcon() {
    this.#badge = h('span', { class: 'mc-badge', 'aria-hidden': 'true' });
    this.mailLink = h('a', { class: 'mc-icon-button mc-mail-icon', href: router.href('inbox') }, icon('mail'), this.#badge);
    return this.mailLink;
  }

  // Whoever is away is not assigned new conversations (AD10).
  #availability() {
    this.available = h('button', { type: 'button', role: 'switch', class: 'mc-availability', 'aria-label': t('availability.label'), onclick: (event) => busy(event.currentTarget, () => this.#switchAvailability()) });
    this.#showAvailability();
    return this.available;
  }

  #showAvailability() {
    const { isAvailable } = app.session;
    this.available.setAttribute('aria-checked', String(isAvailable));
    this.available.title = t('availability.label');
    fill(this.available, stateBadge(isAvailable ? 'good' : 'idle', h('span', { class: 'mc-availability-text' }, t(isAvailable ? 'availability.available' : 'availability.away'))));
  }

  async #switchAvailability() {
    const isAvailable = !app.session.isAvailable;
    await http.put('session/availability', { isAvailable });
    app.session.isAvailable = isAvailable;
    this.#showAvailability();
    toast(t(isAvailable ? 'availability.nowAvailable' : 'availability.nowAway'));
    await app.reloadPeople();
  }

  #showCounts() {
    const { unreadInbox, cap } = app.counts;
    this.#badge.textContent = capped(unreadInbox, Math.min(cap, 1000));
    this.#badge.hidden = unreadInbox === 0;
    const label = unreadInbox > 0 ? tn('shell.unread', unreadInbox) : t('shell.noUnread');
    this.mailLink.setAttribute('aria-label', label);
    this.mailLink.title = label;
    this.#showInSite(label);
  }

  // A site that shows the mail centre has a mail icon of its own, drawn when the page was made.
  #showInSite(label) {
    const link = document.querySelector('[data-mail-badge]');
    const badge = link?.querySelector('.mail-badge');
    if (badge) {
      badge.textContent = this.#badge.textContent;
      badge.hidden = this.#badge.hidden;
      link.setAttribute('aria-label', label);
    }
  }

  #languages(anchor) {
    openMenu(anchor, Object.entries(LANGUAGES).map(([code, name]) => ({
      label: name, lang: code, checked: code === currentLanguage(), run: () => this.closest('mail-centre').changeLanguage(code),
    })), { label: t('shell.language') });
  }

  // Switching it on plays it: that is the click after which browsers let a page make sound.
  async #toggleSound() {
    const sound = !app.session.preferences.sound;
    try {
      await savePreferences({ sound });
      toast(t(sound ? 'sound.on' : 'sound.off'));
    } catch (error) {
      toastError(error);
      return;
    }
    if (sound) {
      play();
    }
  }

  #memberMenu(anchor) {
    const { member, home } = app.session;
    openMenu(anchor, [
      { label: t('help.title'), icon: 'keyboard', hint: '?', run: () => showHelp() },
      { label: t('nav.accounts'), icon: 'settings', run: () => router.go('accounts') },
      app.can.manageTeam && home === 'embedded' && { label: t('nav.team'), icon: 'people', run: () => router.go('team') },
      { label: t('notices.settings'), icon: 'bell', run: () => router.go('notifications') },
      { label: t('sound.newMail'), icon: app.session.preferences.sound ? 'check' : 'bell', run: () => this.#toggleSound() },
      home === 'embedded' && 'line',
      home === 'embedded' && { label: t('signOut.as', { name: member.name }), icon: 'signOut', run: () => signOut() },
    ], { label: t('shell.memberMenu', { name: member.name }) });
  }
}

/** Signs out by an ordinary post, so that the server decides where to go. */
function signOut() {
  const form = h('form', { method: 'post', action: `${app.base}/sign-out`, hidden: true },
    h('input', { type: 'hidden', name: '__RequestVerificationToken', value: api.antiforgeryToken() }));
  document.body.append(form);
  form.submit();
}

customElements.define('app-header', AppHeader);
