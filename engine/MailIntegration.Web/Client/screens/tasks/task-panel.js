// The tasks of an open conversation.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, iconButton } from '../../lib/controls.js';
import { classes, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { dueChip } from '../tickets/ticket-parts.js';
import { openTask } from './task-dialog.js';
import { doneBox } from './task-parts.js';

/** `changed()` runs after a task was made, changed or finished. */
export function taskPanel(conversation, changed) {
  const { id, tasks } = conversation;
  const open = tasks.filter((task) => task.state === 'open').length;
  const edit = async (task) => {
    if (await openTask(task)) {
      changed();
    }
  };
  return h('section', { class: 'mc-work-card', 'aria-label': t('nav.tasks') },
    h('div', { class: 'mc-work-summary' },
      icon('task'), h('strong', null, t('nav.tasks')), open > 0 && h('span', { class: 'mc-hint' }, tn('task.open', open)),
      iconButton('plus', t('task.new'), () => edit({ conversationId: id, state: 'open' }), { class: 'mc-work-add', 'data-focus': 'new-task' })),
    tasks.length > 0 && h('ul', { class: 'mc-task-lines' }, tasks.map((task) => h('li', { class: classes('mc-task-line', { 'mc-task-finished': task.state === 'done' }) },
      doneBox(task, changed),
      h('button', { type: 'button', class: 'mc-task-title', dir: 'auto', 'data-focus': `task-${task.id}`, onclick: () => edit(task) }, task.title),
      dueChip(task),
      app.member(task.assigneeId) && h('span', { title: t('assign.to', { name: app.member(task.assigneeId).name }) }, avatar(app.member(task.assigneeId).name, { small: true, key: task.assigneeId }))))));
}
