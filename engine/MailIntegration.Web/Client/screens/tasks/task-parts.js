// A task as a line with a check box.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { toast, toastError } from '../../lib/toast.js';

/** The box that finishes a task or opens it again. */
export function doneBox(task, changed) {
  return h('input', {
    type: 'checkbox', class: 'mc-task-done', checked: task.state === 'done', 'aria-label': t('task.doneLabel', { title: task.title }),
    onchange: (event) => finish(task, event.target.checked, changed),
  });
}

export async function finish(task, done, changed) {
  try {
    await api.saveTask({ ...task, state: done ? 'done' : 'open' });
    toast(t(done ? 'toast.task.done' : 'toast.task.open'));
  } catch (error) {
    toastError(error);
  }
  changed();
}

export async function removeTask(task, changed) {
  try {
    await api.deleteTask(task.id);
    toast(t('toast.task.deleted'));
  } catch (error) {
    toastError(error);
  }
  changed();
}
