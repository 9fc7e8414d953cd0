// What a member follows, with a button to let go of each (CV5).
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openPicker } from '../../lib/picker.js';
import { toastError } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { follows } from '../follow/follow-api.js';
import { KIND_ICONS, targetHref } from './notice-line.js';

class FollowedList extends View {
  connected() {
    this.className = 'mc-group mc-followed';
    this.list = h('div', null, skeleton(3));
    fill(this, h('h2', { class: 'mc-group-title' }, t('follow.mine')), this.list);
    app.teams.length > 0 && this.append(button(t('follow.team'), (event) => this.#choose(event.currentTarget), { kind: 'small', icon: 'people', 'aria-haspopup': 'dialog' }));
    this.listen(live, 'desk', ({ detail }) => detail.kinds.includes('follow') && this.#load());
    this.#load();
  }

  async #load() {
    try {
      const rows = await follows.list(this.signal);
      fill(this.list, rows.length === 0
        ? emptyState('bell', t('follow.nothing'), t('follow.nothingText'))
        : h('ul', { class: 'mc-followed-lines' }, rows.map((row) => this.#line(row))));
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.list, failedState(error, () => this.#load()));
      }
    }
  }

  #choose(anchor) {
    openPicker(anchor, {
      label: t('follow.team'),
      options: app.teams.map((team) => ({ id: team.id, label: team.name, lead: icon('people') })),
      pick: async ({ id }) => {
        try {
          await follows.set({ kind: 'team', id }, true);
        } catch (error) {
          toastError(error);
        }
        await this.#load();
      },
    });
  }

  #line(row) {
    const title = row.title === null ? t('follow.gone') : row.title || t('mail.noSubject');
    return h('li', { class: 'mc-followed-line', data: { kind: row.kind } },
      icon(KIND_ICONS[row.kind]),
      h('span', { class: 'mc-followed-words' },
        row.title === null ? h('span', { class: 'mc-hint' }, title) : h('a', { href: targetHref(row), dir: 'auto' }, title),
        h('span', { class: 'mc-hint' }, t(`follow.kind.${row.kind}`), ' · ', t('follow.since', { time: dateTime(row.since) }))),
      button(t('follow.end'), (event) => busy(event.currentTarget, async () => {
        await follows.set(row, false);
        await this.#load();
      }), { kind: 'small', 'aria-label': t('follow.endOne', { title }) }));
  }
}

customElements.define('followed-list', FollowedList);
