// Making and changing a task.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { busy } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { h, uniqueId } from '../../lib/dom.js';
import { clearErrors, selectField, showErrors, textField } from '../../lib/form.js';
import { followButton } from '../follow/follow-button.js';
import { askPart } from './task-ask.js';
import { dayOf, instantOf, memberOptions } from '../tickets/ticket-parts.js';

/** Opens the form; resolves to the saved task, or undefined. `task` may be a new one without id. */
export function openTask(task) {
  return openDialog({
    title: t(task.id ? 'task.change' : 'task.new'),
    build: ({ close }) => form(task, close),
  });
}

/** A task of an e-mail; subject and sender are filled in. */
export function openTaskOfEmail(email) {
  return openTask({
    title: email.subject.slice(0, 200), note: '', state: 'open', conversationId: email.conversationId, emailId: email.id,
    contact: email.kind === 'received' ? email.from : email.to[0] ?? null,
  });
}

function form(task, close) {
  const noteId = uniqueId('note');
  const element = h('form', {
    class: 'mc-form mc-task-form',
    onsubmit: (event) => {
      event.preventDefault();
      clearErrors(element);
      busy(element.querySelector('[type=submit]'), async () => {
        const saved = await save(element, task);
        if (saved) {
          close(saved);
        }
      });
    },
  },
  textField({ name: 'title', label: t('task.title'), value: task.title ?? '', maxlength: '200', required: true, autofocus: true }),
  h('div', { class: 'mc-field-row' },
    selectField({ name: 'assigneeId', label: t('task.assignee'), options: memberOptions(task.assigneeId), value: task.assigneeId ?? '' }),
    textField({ name: 'dueAt', type: 'date', label: t('task.due'), value: dayOf(task.dueAt), optional: true })),
  textField({ name: 'contact', type: 'email', label: t('task.contact'), value: task.contact?.address ?? '', optional: true, maxlength: '254' }),
  h('div', { class: 'mc-field', data: { field: 'note' } },
    h('label', { class: 'mc-label', htmlFor: noteId }, t('task.note'), h('span', { class: 'mc-optional' }, ` ${t('form.optional')}`)),
    h('textarea', { id: noteId, name: 'note', class: 'mc-input mc-note-field', rows: '4', dir: 'auto', maxlength: '10000', value: task.note ?? '' }),
    h('p', { class: 'mc-field-error', hidden: true })),
  task.id && task.contact && askPart(task, close),
  h('div', { class: 'mc-form-actions' },
    task.id && h('span', { class: 'mc-form-aside' }, followButton({ kind: 'task', id: task.id })),
    h('button', { type: 'button', class: 'mc-button', onclick: () => close() }, t('action.cancel')),
    h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
  return element;
}

async function save(element, task) {
  const { title, assigneeId, dueAt, contact, note } = element.elements;
  const address = contact.value.trim();
  const values = {
    ...task, title: title.value, note: note.value, assigneeId: assigneeId.value || null, dueAt: dueAt.value === dayOf(task.dueAt) ? task.dueAt : instantOf(dueAt.value),
    contact: address ? { name: address === task.contact?.address ? task.contact.name : '', address } : null,
  };
  try {
    return await (task.id ? api.saveTask(values) : api.addTask(values));
  } catch (error) {
    showErrors(element, error);
    return undefined;
  }
}
