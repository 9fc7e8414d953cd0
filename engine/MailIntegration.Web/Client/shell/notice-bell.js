// The bell: a badge with the number of unread notifications, and a list with the newest on top (NT1).
import { app } from '../app.js';
import { t, tn } from '../i18n.js';
import { busy, button, emptyState, failedState, iconButton, skeleton } from '../lib/controls.js';
import { fill, h } from '../lib/dom.js';
import { capped } from '../lib/format.js';
import { icon } from '../lib/icons.js';
import { openPopover } from '../lib/popover.js';
import { isAbort, View } from '../lib/view.js';
import { live } from '../live.js';
import { router } from '../router.js';
import { noticeLine } from '../screens/notifications/notice-line.js';
import { notices } from '../screens/notifications/notices-api.js';
import { play } from '../sound.js';

class NoticeBell extends View {
  #badge = null;
  #list = null;
  #close = null;
  #newest = null;

  connected() {
    this.className = 'mc-bell';
    this.#badge = h('span', { class: 'mc-badge', 'aria-hidden': 'true' });
    this.button = h('button', { type: 'button', class: 'mc-icon-button mc-bell-button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', onclick: () => this.#open() }, icon('bell'), this.#badge);
    fill(this, this.button);
    this.listen(app, 'counts', () => this.#showCount());
    this.listen(live, 'desk', ({ detail }) => detail.kinds?.includes('notice') && this.#reload(true));
    this.#showCount();
    this.#reload(false);
  }

  #showCount() {
    const count = app.counts.notices ?? 0;
    this.#badge.textContent = capped(count);
    this.#badge.hidden = count === 0;
    const label = count > 0 ? tn('notices.bell', count) : t('notices.bellNone');
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
  }

  // Only what is newer than anything before makes a sound; reading does not.
  async #reload(isLoud) {
    try {
      const page = await notices.list(null, this.signal);
      const [first] = page.lines.filter((line) => !line.isRead);
      const isNews = Boolean(first) && (this.#newest === null || first.at > this.#newest);
      if (first && (this.#newest === null || first.at > this.#newest)) {
        this.#newest = first.at;
      }
      if (isLoud && isNews && app.session.preferences.sound) {
        play();
      }
      this.#show(page);
    } catch (error) {
      if (!isAbort(error) && this.#list) {
        fill(this.#list, failedState(error, () => this.#reload(false)));
      }
    }
  }

  #open() {
    if (this.#close) {
      this.#close();
      return;
    }
    const { close } = openPopover(this.button, (shut) => {
      this.#list = h('div', { class: 'mc-bell-list', tabindex: '-1' }, skeleton(4));
      return h('div', { class: 'mc-bell-panel' },
        h('div', { class: 'mc-bell-head' },
          h('h2', { class: 'mc-bell-title' }, t('notices.title')),
          button(t('notices.allRead'), (event) => busy(event.currentTarget, () => this.#markRead()), { kind: 'small' }),
          iconButton('settings', t('notices.settings'), () => {
            shut();
            router.go('notifications');
          })),
        this.#list);
    }, { align: 'end', className: 'mc-bell-popover', label: t('notices.title'), onclose: () => {
      this.#close = null;
      this.#list = null;
    } });
    this.#close = close;
    this.#list.focus({ preventScroll: true });
    this.#reload(false);
  }

  #show(page) {
    if (!this.#list) {
      return;
    }
    const more = h('div', { class: 'mc-bell-more' });
    const lines = h('ul', { class: 'mc-bell-lines' });
    fill(this.#list, page.lines.length === 0 ? emptyState('bell', t('notices.none'), t('notices.noneText')) : [lines, more]);
    this.#append(lines, more, page);
  }

  #append(lines, more, page) {
    lines.append(...page.lines.map((line) => noticeLine(line, (opened) => this.#opened(opened), () => this.#reload(false))));
    fill(more, page.next && button(t('notices.older'), (event) => busy(event.currentTarget, async () => {
      this.#append(lines, more, await notices.list(page.next, this.signal));
    }), { kind: 'quiet' }));
  }

  async #opened(line) {
    this.#close?.();
    if (!line.isRead) {
      await busy(this.button, () => notices.markRead([line.id]));
    }
  }

  async #markRead() {
    await notices.markRead();
    await this.#reload(false);
  }
}

customElements.define('notice-bell', NoticeBell);
