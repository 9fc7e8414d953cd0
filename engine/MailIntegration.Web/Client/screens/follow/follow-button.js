// The button to follow something: a conversation, ticket, task, dossier or process team (CV5).
import { t } from '../../i18n.js';
import { busy } from '../../lib/controls.js';
import { classes, fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toastError } from '../../lib/toast.js';
import { follows } from './follow-api.js';

/**
 * `target` has kind and id, and a title where the button stands among others of its kind. Without `following` the button reads that
 * itself. `changed(state)` runs after following began or ended; `compact` is where there is room for a bell only.
 */
export function followButton(target, { following, changed, compact = false } = {}) {
  let isFollowing = following;
  const show = () => {
    element.className = classes('mc-button mc-button-small mc-follow', { 'mc-button-soft': isFollowing, 'mc-follow-unknown': isFollowing === undefined });
    element.setAttribute('aria-pressed', String(Boolean(isFollowing)));
    fill(element, icon(isFollowing && !compact ? 'check' : 'bell'), h('span', null, t(isFollowing ? 'follow.following' : 'follow.follow')));
  };
  const element = h('button', {
    type: 'button', title: t(`follow.hint.${target.kind}`), 'aria-label': target.title && t('follow.titled', { title: target.title }), 'data-focus': `follow-${target.kind}-${target.id}`,
    onclick: () => busy(element, async () => {
      const state = await follows.set(target, !isFollowing);
      isFollowing = state.following;
      show();
      changed?.(state);
    }),
  });
  show();
  if (isFollowing === undefined) {
    follows.get(target).then((state) => {
      isFollowing = state.following;
      show();
    }).catch((error) => error.status !== 404 && toastError(error)); // What is gone meanwhile is not followed.
  }
  return element;
}
