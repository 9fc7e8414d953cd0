// Who follows a conversation, and the button to do so.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { listOf } from '../../lib/format.js';
import { followButton } from '../follow/follow-button.js';

const SHOWN = 5;

/** `changed()` runs after following began or ended. */
export function followersRow(conversation, changed) {
  const { id, followers, following } = conversation;
  const names = followers.map((member) => app.member(member)?.name ?? t('desk.somebody'));
  return h('div', { class: 'mc-followers' },
    followButton({ kind: 'conversation', id }, { following, changed: () => changed() }),
    names.length > 0 && h('span', { class: 'mc-follower-faces', title: listOf(names) },
      followers.slice(0, SHOWN).map((member, at) => avatar(names[at], { small: true, key: member })),
      h('span', { class: 'mc-sr' }, t('follow.followers', { names: listOf(names) })),
      followers.length > SHOWN && h('span', { class: 'mc-hint' }, tn('follow.more', followers.length - SHOWN))));
}
