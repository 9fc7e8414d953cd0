// Team: members with their roles, process teams; a manager makes sign-in links.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, busy, button, copyField, emptyState, stateBadge } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime, listOf } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toastError } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { follows } from '../follow/follow-api.js';
import { followButton } from '../follow/follow-button.js';

class TeamScreen extends View {
  #followed = null;

  connected() {
    this.className = 'mc-page';
    this.listen(app, 'people', () => this.#render());
    this.every(60_000, () => app.reloadPeople().catch(() => {}));
    this.listen(live, 'desk', ({ detail }) => detail.kinds.includes('follow') && this.#loadFollowed());
    this.#render();
    app.reloadPeople().catch(toastError);
    this.#loadFollowed();
  }

  get heading() {
    return t('nav.team');
  }

  show() {}

  #render() {
    fill(this,
      h('header', { class: 'mc-page-head' }, h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.team')), h('p', { class: 'mc-page-lead' }, t('team.lead')))),
      h('section', { class: 'mc-section' },
        h('h2', { class: 'mc-section-title' }, t('team.members')),
        h('ul', { class: 'mc-cards' }, app.members.map((member) => this.#member(member)))),
      h('section', { class: 'mc-section' },
        h('h2', { class: 'mc-section-title' }, t('team.teams')),
        app.teams.length === 0
          ? emptyState('people', t('team.noTeams'), t('team.noTeamsText'))
          : h('ul', { class: 'mc-cards' }, app.teams.map((team) => this.#team(team)))));
  }

  async #loadFollowed() {
    try {
      this.#followed = new Set((await follows.list(this.signal)).filter((row) => row.kind === 'team').map((row) => row.id));
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        toastError(error);
      }
    }
  }

  #member(member) {
    return h('li', { class: 'mc-card' },
      avatar(member.name, { key: member.id }),
      h('div', { class: 'mc-card-text' },
        h('div', { class: 'mc-card-line' }, h('strong', { dir: 'auto' }, member.name), !member.isEnabled && stateBadge('idle', t('team.disabled')), member.isEnabled && stateBadge(member.isAvailable ? 'good' : 'idle', t(member.isAvailable ? 'availability.available' : 'availability.away')), member.id === app.session.member.id && h('span', { class: 'mc-chip' }, t('team.you'))),
        h('div', { class: 'mc-card-links' }, h('bdi', { class: 'mc-hint' }, member.email), member.isManager && h('span', { class: 'mc-chip mc-chip-good' }, t('team.manager')), !member.isManager && member.onlyFollowed && h('span', { class: 'mc-chip' }, t('team.onlyFollowed')), member.roles.map((role) => h('span', { class: 'mc-chip', dir: 'auto' }, role)))),
      app.can.manageTeam && member.isEnabled && button(t('team.link'), (event) => busy(event.currentTarget, () => this.#link(member)), { icon: 'link', kind: 'small' }));
  }

  #team(team) {
    const members = team.memberIds.map((id) => app.member(id)?.name).filter(Boolean);
    const invited = team.invitedIds.map((id) => app.member(id)?.name).filter(Boolean);
    return h('li', { class: 'mc-card' },
      h('span', { class: 'mc-card-icon' }, icon('people')),
      h('div', { class: 'mc-card-text' },
        h('div', { class: 'mc-card-line' }, h('strong', { dir: 'auto' }, team.name), h('span', { class: 'mc-hint' }, tn('team.count', team.memberIds.length))),
        h('p', { class: 'mc-hint', dir: 'auto' }, members.length > 0 ? listOf(members) : t('team.nobody')),
        invited.length > 0 && h('p', { class: 'mc-hint', dir: 'auto' }, t('team.invited', { names: listOf(invited) }))),
      this.#followed && followButton({ kind: 'team', id: team.id, title: team.name }, { following: this.#followed.has(team.id), changed: () => this.#loadFollowed() }));
  }

  async #link(member) {
    const link = await api.createSignInLink(member.id);
    await openDialog({
      title: t('team.linkTitle', { name: member.name }),
      build: () => [
        h('p', { class: 'mc-dialog-text' }, t('team.linkText', { name: member.name, time: dateTime(link.expiresAt) })),
        copyField(t('team.linkLabel'), link.url),
      ],
    });
  }
}

customElements.define('team-screen', TeamScreen);
