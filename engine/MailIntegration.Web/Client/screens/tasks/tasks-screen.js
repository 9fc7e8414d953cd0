// All tasks that the member may see: his own first, done at a click, many at once.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { personName } from '../../lib/format.js';
import { openMenu } from '../../lib/menu.js';
import { icon } from '../../lib/icons.js';
import { router } from '../../router.js';
import { DeskList } from '../desk/desk-list.js';
import { filterSelect, filterToggle } from '../desk/filter-select.js';
import { dueChip, memberOptions } from '../tickets/ticket-parts.js';
import { openTask } from './task-dialog.js';
import { doneBox, removeTask } from './task-parts.js';

class TasksScreen extends DeskList {
  kind = 'task';
  screen = 'tasks';
  title = 'nav.tasks';
  keyOf = (task) => task.id;
  labelOf = (task) => task.title;

  fetch({ state, assigneeId, mine, overdue }, after, signal) {
    return api.tasks({ state: state === 'all' ? null : state || 'open', assigneeId, mine, overdue, after }, signal);
  }

  filters(query) {
    return [
      filterSelect(t('task.state'), [['', t('task.state.open')], ['done', t('task.state.done')], ['all', t('filter.any')]], query.state, (state) => this.narrow({ state })),
      filterSelect(t('task.assignee'), [['', t('ticket.anybody')], ...memberOptions(query.assigneeId).filter((option) => option.value).map((option) => [option.value, option.label])], query.assigneeId, (assigneeId) => this.narrow({ assigneeId })),
      filterToggle(t('filter.mine'), query.mine === '1', (on) => this.narrow({ mine: on ? '1' : null })),
      filterToggle(t('filter.overdue'), query.overdue === '1', (on) => this.narrow({ overdue: on ? '1' : null })),
    ];
  }

  tools() {
    return button(t('task.new'), () => this.#edit({ state: 'open', assigneeId: app.session.member.id }), { icon: 'plus', kind: 'small' });
  }

  bulk() {
    const many = (values) => (event) => this.change(event.currentTarget, (ids) => api.changeTasks({ ids, ...values }));
    return [
      button(t('task.finish'), many({ state: 'done' }), { icon: 'check', kind: 'small' }),
      button(t('action.reopen'), many({ state: 'open' }), { icon: 'restore', kind: 'small' }),
      iconButton('person', t('action.assign'), (event) => {
        const anchor = event.currentTarget;
        openMenu(anchor, memberOptions().map((option) => ({ label: option.label, run: () => this.change(anchor, (ids) => api.changeTasks({ ids, assigneeId: option.value })) })), { label: t('action.assign') });
      }, { 'aria-haspopup': 'menu' }),
    ];
  }

  content(task) {
    const assignee = app.member(task.assigneeId);
    const reload = () => this.reload();
    return [
      doneBox(task, reload),
      h('div', { class: 'mc-desk-text' },
        h('button', { type: 'button', class: task.state === 'done' ? 'mc-desk-title mc-desk-button mc-task-finished' : 'mc-desk-title mc-desk-button', dir: 'auto', onclick: () => this.#edit(task) }, task.title),
        h('div', { class: 'mc-desk-meta' },
          dueChip(task),
          task.contact && h('span', { class: 'mc-chip' }, icon('person'), h('bdi', null, personName(task.contact))),
          task.conversationId && h('a', { class: 'mc-desk-link', href: router.href(`conversations/${encodeURIComponent(task.conversationId)}`, { email: task.emailId }) }, icon('mail'), t('task.toConversation')),
          task.note && h('span', { class: 'mc-desk-note', dir: 'auto' }, task.note))),
      assignee && h('span', { class: 'mc-desk-who', title: t('assign.to', { name: assignee.name }) }, avatar(assignee.name, { small: true, key: assignee.id }), h('span', { class: 'mc-desk-name' }, assignee.name)),
      iconButton('trash', t('task.delete', { title: task.title }), () => removeTask(task, reload), { class: 'mc-desk-delete' }),
    ];
  }

  empty(query) {
    return Object.values(query).some(Boolean) ? ['task', t('desk.nothingFound'), t('desk.nothingFoundText')] : ['task', t('task.none'), t('task.noneText')];
  }

  async #edit(task) {
    if (await openTask(task)) {
      this.reload();
    }
  }
}

customElements.define('tasks-screen', TasksScreen);
