// Invitations that wait for the member's answer; nothing shows when there are none (NT4).
import { get } from '../../api.js';
import { t } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toastError } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { answerButtons } from './invitation-buttons.js';
import { KIND_ICONS } from './notice-line.js';

class InvitationList extends View {
  connected() {
    this.className = 'mc-group mc-invitations';
    this.hidden = true;
    this.listen(live, 'desk', ({ detail }) => detail.kinds.some((kind) => kind === 'notice' || kind === 'follow') && this.#load());
    this.#load();
  }

  async #load() {
    try {
      const rows = await get('invitations', {}, this.signal);
      this.hidden = rows.length === 0;
      fill(this,
        h('h2', { class: 'mc-group-title' }, t('invitation.title')),
        h('ul', { class: 'mc-followed-lines' }, rows.map((row) => this.#line(row))));
    } catch (error) {
      if (!isAbort(error)) {
        toastError(error);
      }
    }
  }

  #line(row) {
    return h('li', { class: 'mc-followed-line', data: { kind: row.kind } },
      icon(KIND_ICONS[row.kind]),
      h('span', { class: 'mc-followed-words' },
        h('strong', { dir: 'auto' }, row.title),
        h('span', { class: 'mc-hint' }, t(`follow.kind.${row.kind}`), row.invitedBy && ` · ${t('invitation.by', { name: row.invitedBy })}`)),
      h('span', { class: 'mc-invitation-answer' }, answerButtons(row, () => this.#load())));
  }
}

customElements.define('invitation-list', InvitationList);
