// Asking the contact of a task by mail, and what he answered.
import { post } from '../../api.js';
import { reasonText, t } from '../../i18n.js';
import { button, notice, reasonNotice } from '../../lib/controls.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { selectField } from '../../lib/form.js';
import { dateTime } from '../../lib/format.js';
import { toast } from '../../lib/toast.js';

const KINDS = ['approve', 'confirm', 'answer'];

/** The part of a task's form; `close(task)` ends the dialog with the saved task. */
export function askPart(task, close) {
  const place = h('div', { class: 'mc-task-ask' });
  const open = () => fill(place, form(task, close));
  fill(place, state(task.ask), button(t('task.ask'), open, { icon: 'send', kind: 'small' }));
  return place;
}

function state(ask) {
  if (!ask) {
    return null;
  }
  const { address, answer } = ask;
  if (!answer) {
    return new Date(ask.expiresAt) < new Date()
      ? notice('warning', t('task.askExpired', { address }))
      : notice('info', [h('strong', { dir: 'auto' }, ask.question), h('span', null, t('task.waiting', { address, when: dateTime(ask.askedAt) }))]);
  }
  const word = { confirm: 'confirmed', answer: 'answered', approve: answer.isApproved ? 'approved' : 'declined' }[ask.kind];
  return notice(word === 'declined' ? 'warning' : 'success', [
    h('strong', { dir: 'auto' }, ask.question),
    h('span', null, `${t(`task.answered.${word}`, { address })} · ${dateTime(answer.at)}${answer.hasSecondFactor ? ` · ${t('task.secondFactor')}` : ''}`),
    answer.text && h('span', { dir: 'auto' }, answer.text),
  ]);
}

function form(task, close) {
  const id = uniqueId('question');
  const failed = h('div', { 'aria-live': 'polite' });
  const question = h('textarea', { id, name: 'question', class: 'mc-input', rows: '3', dir: 'auto', maxlength: '1000', value: task.ask?.question ?? '' });
  const kind = selectField({ name: 'askKind', label: t('task.askKind'), value: 'approve', options: KINDS.map((value) => ({ value, label: t(`task.askKind.${value}`) })) });
  return [
    h('p', { class: 'mc-hint' }, t('task.askHint')),
    kind,
    h('div', { class: 'mc-field' }, h('label', { class: 'mc-label', htmlFor: id }, t('task.question')), question),
    failed,
    button(t('task.askSend'), async () => {
      try {
        const saved = await post(`tasks/${encodeURIComponent(task.id)}/ask`, { kind: kind.querySelector('select').value, question: question.value, version: task.version });
        toast(t('task.asked', { address: saved.ask.address }));
        close(saved);
      } catch (error) {
        const [reasons] = Object.values(error.errors ?? {});
        fill(failed, reasons ? notice('danger', reasonText(reasons[0])) : reasonNotice(error.reason ?? { code: 'client-error' }, { kind: 'danger' }));
      }
    }, { kind: 'primary', icon: 'send' }),
  ];
}
