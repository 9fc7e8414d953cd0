// Choosing a member or tags for conversations.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { avatar } from '../../lib/controls.js';
import { icon } from '../../lib/icons.js';
import { openPicker } from '../../lib/picker.js';
import { assign, change } from './actions.js';

/** Opens the choice of an assignee for conversations { conversationId, assigneeId }. */
export function openAssign(anchor, conversations, options) {
  const ids = conversations.map((row) => row.conversationId);
  const current = conversations.length === 1 ? conversations[0].assigneeId : undefined;
  const me = app.session.member.id;
  const members = app.members.filter((member) => member.isEnabled).sort((a, b) => (b.id === me) - (a.id === me) || a.name.localeCompare(b.name));
  openPicker(anchor, {
    ...options,
    label: t('assign.title'),
    placeholder: t('assign.search'),
    options: [
      ...members.map((member) => ({
        id: member.id, label: member.id === me ? t('assign.me', { name: member.name }) : member.name, detail: member.email,
        selected: member.id === current, lead: avatar(member.name, { small: true, key: member.id }),
      })),
      { id: null, label: t('assign.nobody'), selected: current === null, lead: icon('personOff') },
    ],
    pick: (option) => assign(ids, option.id, current),
  });
}

/** Opens the choice of tags for conversations { conversationId, tags }; all of them get or lose a tag together. */
export function openTags(anchor, conversations, options) {
  const ids = conversations.map((row) => row.conversationId);
  const has = (tag) => conversations.every((row) => row.tags.includes(tag));
  openPicker(anchor, {
    ...options,
    label: t('tags.title'),
    placeholder: t('tags.search'),
    empty: t('tags.none'),
    multiple: true,
    options: app.tags.map((tag) => ({ id: tag, label: tag, selected: has(tag) })),
    pick: (option) => change(ids, option.selected ? { addTags: [option.id] } : { removeTags: [option.id] }),
    create: (text) => {
      change(ids, { addTags: [text] });
      return text;
    },
  });
}
