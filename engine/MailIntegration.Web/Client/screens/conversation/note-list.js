// The internal stream as a list: author, text, marks, and what can be done with a message.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { classes, fill, h } from '../../lib/dom.js';
import { confirmDialog } from '../../lib/dialog.js';
import { dateTime, fullTime, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { toastError } from '../../lib/toast.js';
import { namesOf } from './note-editor.js';
import { noteHtml, noteNodes } from './note-text.js';
import { mailedLine } from './mailed-line.js';
import { seenLine } from './seen-line.js';

const EDIT_TIME = 15 * 60 * 1000;

/** One message. `actions` are { answer(message), changed() }. */
export function noteItem(message, all, actions) {
  const answered = message.replyTo && (all.find((other) => other.id === message.replyTo) ?? { authorName: '', text: t('note.gone') });
  const mentionsMe = message.mentions.includes(app.session.member.id);
  const item = h('li', {
    class: classes('mc-note', { 'mc-note-mine': message.mine, 'mc-note-called': mentionsMe }), data: { id: message.id }, tabindex: '-1',
  },
  h('div', { class: 'mc-note-head' },
    avatar(message.authorName, { small: true, key: message.authorId }),
    h('bdi', { class: 'mc-note-author' }, message.authorName || t('desk.somebody')),
    h('time', { datetime: message.at, title: fullTime(message.at) }, shortTime(message.at)),
    message.editedAt && h('span', { class: 'mc-note-edited', title: dateTime(message.editedAt) }, t('note.edited')),
    iconButton('reply', t('note.reply'), () => actions.answer(message), { class: 'mc-note-tool' }),
    (canEdit(message) || canDelete(message)) && iconButton('more', t('note.more'), (event) => openMenu(event.currentTarget, [
      canEdit(message) && { label: t('action.edit'), icon: 'edit', run: () => edit(item, message, actions) },
      canDelete(message) && { label: t('action.delete'), icon: 'trash', danger: true, run: () => remove(message, actions) },
    ], { label: t('note.more') }), { class: 'mc-note-tool', 'aria-haspopup': 'menu' })),
  answered && h('blockquote', { class: 'mc-note-quote', dir: 'auto' }, h('bdi', null, answered.authorName), ` ${answered.text.slice(0, 120)}`),
  h('div', { class: 'mc-note-text' }, noteNodes(message.text, namesOf(message.mentions))),
  h('div', { class: 'mc-note-marks' }, seenLine(message.seenBy) ?? deliveredMark(message), mailedLine(message.mailedTo)));
  return item;
}

// Nobody saw it yet: it lies where the others find it.
const deliveredMark = (message) => message.mine && h('span', { class: 'mc-note-delivered', title: fullTime(message.at) }, icon('check'), t('note.delivered'));

const canEdit = (message) => message.mine && Date.now() - new Date(message.at) < EDIT_TIME;
const canDelete = (message) => message.mine || app.session.member.isManager;

function edit(item, message, actions) {
  const place = item.querySelector('.mc-note-text');
  const field = h('textarea', { class: 'mc-input mc-note-field', rows: '3', dir: 'auto', value: message.text, 'aria-label': t('note.label') });
  const stop = () => {
    fill(place, noteNodes(message.text, namesOf(message.mentions)));
    item.focus();
  };
  const save = async () => {
    try {
      await api.editMessage(message.conversationId, message.id, { html: noteHtml(field.value), version: message.version });
      actions.changed();
      stop();
    } catch (error) {
      toastError(error);
    }
  };
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      stop();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  });
  fill(place, field, h('div', { class: 'mc-note-foot' }, button(t('action.cancel'), stop, { kind: 'quiet' }), button(t('action.save'), save, { kind: 'primary' })));
  field.focus();
}

async function remove(message, actions) {
  if (!await confirmDialog({ title: t('note.deleteTitle'), text: t('note.deleteText'), confirm: t('action.delete'), danger: true })) {
    return;
  }
  try {
    await api.deleteMessage(message.conversationId, message.id);
    actions.changed();
  } catch (error) {
    toastError(error);
  }
}
