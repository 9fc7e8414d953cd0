// Left column: filters of the mail, or the pages of Integrations.
import { app } from '../app.js';
import { t } from '../i18n.js';
import { fill, h, classes } from '../lib/dom.js';
import { ago, capped, hue } from '../lib/format.js';
import { icon } from '../lib/icons.js';
import { View } from '../lib/view.js';
import { router } from '../router.js';
import { canSeeMessaging } from '../screens/messaging/messaging-screen.js';
import { writeButton } from '../screens/write/write-button.js';

const BOXES = [
  ['inbox', 'inbox'], ['mine', 'person'], ['unassigned', 'personOff'], ['unread', 'unread'], ['drafts', 'edit'], ['outbox', 'outbox'], ['sent', 'send'],
  ['spam', 'spam'], ['unprocessed', 'unprocessed'], ['archive', 'archive'], ['deleted', 'trash'], ['all', 'all'],
];
const DESK = [['messenger', 'chat'], ['tickets', 'ticket'], ['tasks', 'task'], ['contacts', 'people'], ['dossiers', 'folder'], ['processing', 'history']];
const SCREEN_BOXES = ['unprocessed', 'drafts', 'outbox'];
const MAIL_SCREENS = ['mail', ...SCREEN_BOXES, ...DESK.map(([name]) => name), 'dossier', 'notifications'];

class AppSidebar extends View {
  connected() {
    this.className = 'mc-sidebar';
    this.listen(app, 'counts addresses people tags', () => this.#render());
    this.listen(router, 'route', () => this.#render());
    this.listen(this, 'keydown', (event) => event.key === 'Escape' && this.closest('mail-centre').toggleSidebar(false));
    this.#render();
  }

  // Built anew at each change; it is small, and the focused link is found again by its address.
  #render() {
    const focused = this.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    const top = this.scrollTop;
    const manages = ['manageChannels', 'manageSettings', 'manageTeam', 'seeAll'].some((right) => app.can[right]);
    fill(this, MAIL_SCREENS.includes(router.current.screen) || !manages ? this.#mail() : this.#integrations());
    this.scrollTop = top;
    if (focused) {
      [...this.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus({ preventScroll: true });
    }
  }

  #mail() {
    const { screen, box, query } = router.current;
    const narrowed = Boolean(query.address || query.team || query.tag || query.q);
    return h('nav', { 'aria-label': t('nav.mail') },
      writeButton(),
      h('ul', { class: 'mc-nav' }, BOXES
        .filter(([name]) => isShown(name, screen))
        .map(([name, symbol]) => this.#item({
          href: router.href(name), icon: icon(symbol), label: t(`box.${name}`), count: boxCount(name), strong: name === 'inbox',
          mark: name === 'outbox' && app.counts.outboxProblems > 0 ? 'attention' : null,
          current: SCREEN_BOXES.includes(name) ? screen === name : screen === 'mail' && box === name && !narrowed,
        }))),
      h('ul', { class: 'mc-nav mc-nav-desk' }, DESK.map(([name, symbol]) => this.#item({
        href: router.href(name), icon: icon(symbol), label: t(`nav.${name}`), count: app.counts[name] ?? 0, current: screen === name || (name === 'dossiers' && screen === 'dossier'),
      }))),
      app.addresses.length > 0 && this.#section(t('nav.addresses'), app.addresses.map((address) => this.#item({
        href: router.href('inbox', { address: address.id }), label: address.email, dir: 'ltr',
        icon: h('span', { class: `mc-dot mc-hue-${hue(address.id)}` }),
        count: app.counts.unreadByAddress[address.id] ?? 0, strong: true,
        current: screen === 'mail' && query.address === address.id,
        title: addressTitle(address), mark: ['attention', 'paused', 'waiting'].includes(address.state) ? address.state : null,
      }))),
      app.mailTeams.length > 0 && this.#section(t('nav.teams'), app.mailTeams.map((team) => this.#item({
        href: router.href('inbox', { team: team.id }), icon: icon('people'), label: team.name, dir: 'auto', title: team.name,
        count: app.counts.unreadByTeam[team.id], strong: true, current: screen === 'mail' && query.team === team.id,
      }))),
      app.tags.length > 0 && this.#section(t('nav.tags'), app.tags.map((tag) => this.#item({
        href: router.href('all', { tag }), icon: icon('tag'), label: tag, dir: 'auto', current: screen === 'mail' && query.tag === tag,
      }))));
  }

  #integrations() {
    const { screen } = router.current;
    const embedded = app.session.home === 'embedded';
    return h('nav', { 'aria-label': t('nav.integrations') },
      h('a', { class: 'mc-nav-back', href: router.href('') }, icon('back'), t('nav.backToMail')),
      h('h2', { class: 'mc-nav-title' }, t('nav.mailIntegration')),
      h('ul', { class: 'mc-nav' },
        app.can.manageChannels && this.#item({ href: router.href('channels'), icon: icon('plug'), label: t('nav.environments'), current: ['channels', 'channel', 'address'].includes(screen) }),
        canSeeMessaging() && this.#item({ href: router.href('messaging'), icon: icon('megaphone'), label: t('nav.messaging'), current: ['messaging', 'template'].includes(screen) }),
        app.can.seeAll && this.#item({ href: router.href('snippets'), icon: icon('snippet'), label: t('nav.snippets'), current: screen === 'snippets' }),
        app.can.manageRules && this.#item({ href: router.href('rules'), icon: icon('filter'), label: t('nav.rules'), current: screen === 'rules' }),
        app.can.seeAll && this.#item({ href: router.href('try-out'), icon: icon('play'), label: t('nav.tryOut'), current: screen === 'try-out' }),
        app.can.manageSettings && this.#item({ href: router.href('settings'), icon: icon('settings'), label: t('nav.settings'), current: screen === 'settings' }),
        embedded && app.can.manageTeam && this.#item({ href: router.href('team'), icon: icon('people'), label: t('nav.team'), current: screen === 'team' })));
  }

  #section(title, items) {
    return [h('h2', { class: 'mc-nav-title' }, title), h('ul', { class: 'mc-nav' }, items)];
  }

  #item({ href, icon: lead, label, dir, count = 0, strong, current, title, mark }) {
    return h('li', null, h('a', {
      class: classes('mc-nav-item', { 'mc-current': current, 'mc-strong': strong && count > 0 }), href, title, 'aria-current': current ? 'page' : null,
    },
    h('span', { class: 'mc-nav-lead' }, lead),
    h('span', { class: 'mc-nav-label', dir }, label),
    mark && h('span', { class: `mc-nav-mark mc-mark-${mark}`, role: 'img', 'aria-label': t(`address.state.${mark}`) }, icon(mark === 'paused' ? 'pause' : mark === 'waiting' ? 'clock' : 'warning')),
    count > 0 && h('span', { class: 'mc-nav-count' }, capped(count, app.counts.cap))));
  }
}

function boxCount(name) {
  const { unreadInbox, unreadSpam, unprocessed, drafts, outbox } = app.counts;
  return { inbox: unreadInbox, spam: unreadSpam, unprocessed, drafts, outbox }[name] ?? 0;
}

// Boxes that mostly are empty only take room when there is something in them, or when they are open.
function isShown(name, screen) {
  const { unprocessed, outbox, outboxProblems } = app.counts;
  return { unprocessed: unprocessed > 0 || app.can.seeAll, outbox: outbox + outboxProblems > 0 || screen === 'outbox' }[name] ?? true;
}

function addressTitle(address) {
  const fresh = address.lastSuccess ? t('address.fetched', { ago: ago(address.lastSuccess) }) : t('address.neverFetched');
  return `${address.email} · ${fresh}`;
}

customElements.define('app-sidebar', AppSidebar);
