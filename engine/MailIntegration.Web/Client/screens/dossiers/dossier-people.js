// Who takes part in a dossier, and inviting others to (NT4).
import { get, post, remove } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { listOf } from '../../lib/format.js';
import { openMenu } from '../../lib/menu.js';
import { openPicker } from '../../lib/picker.js';
import { toast, toastError } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';

const SHOWN = 5;

class DossierPeople extends View {
  #people = { followers: [], invited: [] };

  connected() {
    this.className = 'mc-dossier-people';
    this.listen(live, 'desk', ({ detail }) => detail.kinds.includes('follow') && this.#load());
    this.#load();
  }

  get #path() {
    return `dossiers/${encodeURIComponent(this.dataset.key)}`;
  }

  async #load() {
    try {
      this.#people = await get(`${this.#path}/people`, {}, this.signal);
      this.#render();
    } catch (error) {
      if (!isAbort(error) && error.status !== 404) {
        toastError(error);
      }
    }
  }

  #render() {
    const { followers, invited } = this.#people;
    const names = followers.map((id) => this.#name(id));
    fill(this,
      followers.length > 0 && h('span', { class: 'mc-follower-faces', title: listOf(names) },
        followers.slice(0, SHOWN).map((id, at) => avatar(names[at], { small: true, key: id })),
        h('span', { class: 'mc-sr' }, t('follow.followers', { names: listOf(names) })),
        followers.length > SHOWN && h('span', { class: 'mc-hint' }, tn('follow.more', followers.length - SHOWN))),
      invited.length > 0 && button(tn('invitation.waiting', invited.length), (event) => this.#withdraw(event.currentTarget), {
        kind: 'small', icon: 'clock', title: listOf(invited.map((id) => this.#name(id))), 'aria-haspopup': 'menu',
      }),
      iconButton('plus', t('invitation.invite'), (event) => this.#choose(event.currentTarget), { 'aria-haspopup': 'dialog' }));
  }

  #name(id) {
    return app.member(id)?.name ?? t('desk.somebody');
  }

  #choose(anchor) {
    const { followers, invited } = this.#people;
    const there = new Set([...followers, ...invited, app.session.member.id]);
    openPicker(anchor, {
      label: t('invitation.invite'),
      placeholder: t('assign.search'),
      options: app.members.filter((member) => member.isEnabled && !there.has(member.id))
        .map((member) => ({ id: member.id, label: member.name, detail: member.email, lead: avatar(member.name, { small: true, key: member.id }) })),
      pick: (option) => this.#invite(option),
    });
  }

  async #invite({ id, label }) {
    try {
      const { waits } = await post(`${this.#path}/invitations`, { memberId: id });
      toast(t(waits ? 'invitation.sent' : 'invitation.joined', { name: label }));
    } catch (error) {
      toastError(Object.values(error.errors ?? {}).flat().length > 0 ? { reason: Object.values(error.errors).flat()[0] } : error);
    }
    await this.#load();
  }

  #withdraw(anchor) {
    openMenu(anchor, this.#people.invited.map((id) => ({
      label: t('invitation.withdraw', { name: this.#name(id) }), icon: 'close', run: async () => {
        try {
          await remove(`${this.#path}/invitations/${encodeURIComponent(id)}`);
        } catch (error) {
          toastError(error);
        }
        await this.#load();
      },
    })), { label: t('invitation.invite'), align: 'end' });
  }
}

customElements.define('dossier-people', DossierPeople);
