// Addresses of screens. Every screen has one, so that links, back, forward and reload work.

const SCREENS = ['channels', 'accounts', 'settings', 'team', 'unprocessed', 'drafts', 'outbox', 'snippets', 'rules', 'messenger', 'tickets', 'tasks', 'contacts', 'try-out', 'dossiers', 'processing', 'notifications'];
const BOXES = ['inbox', 'sent', 'spam', 'archive', 'deleted', 'all', 'unread', 'mine', 'unassigned'];

/** What narrows a list; kept in the address while a conversation is open, so that the list stays. */
export const FILTERS = ['address', 'team', 'tag', 'q', 'state', 'attachments', 'from', 'until'];

let base = '';

class Router extends EventTarget {
  #guard = null;

  /** The route on screen: { screen, params..., query }. */
  current = { screen: 'mail', box: 'inbox', conversationId: null, query: {} };

  /** Sets the mount path and reads the address; screens are told by start(). */
  mount(mountPath) {
    base = mountPath;
    this.current = parse(location.pathname, new URLSearchParams(location.search));
  }

  /** Asks before the screen is left: `ask()` resolves false to stay. Ends with the signal. */
  setGuard(ask, signal) {
    this.#guard = ask;
    signal?.addEventListener('abort', () => {
      this.#guard = null;
    }, { once: true });
  }

  start() {
    window.addEventListener('popstate', () => this.#show());
    document.addEventListener('click', (event) => this.#click(event));
    this.#show();
  }

  /** Address of a path below the mount path; empty query values are left out. */
  href(path, query) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== null && value !== undefined && value !== '') {
        search.set(name, value);
      }
    }
    const text = search.toString();
    return `${base}/${path}${text ? `?${text}` : ''}`;
  }

  go(path, query, { replace = false } = {}) {
    this.#open(this.href(path, query), replace);
  }

  /** Address of a list: its box and what narrows it. */
  listHref(query, box = this.current.box) {
    return this.href(box ?? 'inbox', pick(query ?? {}));
  }

  /** Address of a conversation in the list that is on screen. */
  conversationHref(id, route = this.current) {
    return this.href(`conversations/${encodeURIComponent(id)}`, {
      box: route.box === 'inbox' ? null : route.box, ...pick(route.query ?? {}),
    });
  }

  /** Opens an address made by one of the above. */
  open(href, { replace = false } = {}) {
    this.#open(href, replace);
  }

  async #open(href, replace) {
    if (this.#guard && !await this.#guard()) {
      return;
    }
    if (href !== location.pathname + location.search) {
      history[replace ? 'replaceState' : 'pushState'](null, '', href);
    }
    this.#show();
  }

  #show() {
    this.current = parse(location.pathname, new URLSearchParams(location.search));
    this.dispatchEvent(new CustomEvent('route', { detail: this.current }));
  }

  // Plain clicks on our own links stay in the page; with a modifier, a target or a download they are the browser's.
  #click(event) {
    const anchor = event.target.closest?.('mail-centre a[href]');
    if (!anchor || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey
      || event.altKey || anchor.target || anchor.hasAttribute('download') || anchor.dataset.external !== undefined) {
      return;
    }
    const url = new URL(anchor.href);
    if (url.origin === location.origin && (url.pathname === base || url.pathname.startsWith(`${base}/`))) {
      event.preventDefault();
      this.#open(url.pathname + url.search, false);
    }
  }
}

export const router = new Router();

function pick(query) {
  return Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
}

function parse(pathname, search) {
  const query = Object.fromEntries(search);
  const [first = '', second = '', third = ''] = pathname.slice(base.length).split('/').filter(Boolean).map(decode);
  if (first === 'conversations' && second) {
    const box = BOXES.includes(query.box) ? query.box : 'inbox';
    return { screen: 'mail', box, conversationId: second, emailId: query.email ?? null, query };
  }
  if (first === 'channels' && second) {
    return { screen: 'channel', id: second, query };
  }
  if (first === 'addresses' && second) {
    return { screen: 'address', id: second, query };
  }
  if (first === 'contacts' && second) {
    return { screen: 'contacts', id: second, query };
  }
  if (first === 'tickets' && second) {
    return { screen: 'tickets', number: second, query };
  }
  if (first === 'dossiers' && second) {
    return { screen: 'dossier', key: second, query };
  }
  if (first === 'messaging') {
    return second === 'templates' && third ? { screen: 'template', id: third, query } : { screen: 'messaging', section: second, query };
  }
  if (SCREENS.includes(first)) {
    return { screen: first, query };
  }
  if (first === 'write') { // The inbox with a mail that is written over it.
    return { screen: 'mail', box: 'inbox', conversationId: null, emailId: null, query: {}, write: { to: query.to ?? '', draft: query.draft ?? null } };
  }
  return { screen: 'mail', box: BOXES.includes(first) ? first : 'inbox', conversationId: null, emailId: null, query };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign typed by hand.
  }
}
