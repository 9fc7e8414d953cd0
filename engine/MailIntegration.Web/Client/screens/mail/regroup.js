// Putting mail into the conversation where it belongs: merge, split, move, answer suggestions, correct the sender.
import { api } from '../../api.js';
import { t } from '../../i18n.js';
import { button } from '../../lib/controls.js';
import { confirmDialog, openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { personName, shortTime } from '../../lib/format.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { icon } from '../../lib/icons.js';
import { toast, toastError } from '../../lib/toast.js';
import { debounce, isAbort } from '../../lib/view.js';
import { router } from '../../router.js';
import { changes } from './actions.js';
import { calls } from './regroup-calls.js';

/** Makes one conversation of the selected rows; the oldest is the one that stays. */
export async function mergeRows(rows) {
  const into = rows.reduce((one, other) => (new Date(other.at) < new Date(one.at) ? other : one));
  if (await confirmDialog({ title: t('regroup.mergeTitle'), text: t('regroup.mergeText'), confirm: t('regroup.merge') })) {
    await run(() => calls.merge(into.conversationId, rows.map((row) => row.conversationId)), 'regroup.merged');
  }
}

/** Asks with which conversation this one is to be one. */
export async function mergeWith(conversation) {
  const chosen = await chooseConversation(t('regroup.mergeWith'), t('regroup.mergeText'), conversation.id, conversation.subject);
  if (chosen) {
    await run(() => calls.merge(chosen, [conversation.id]), 'regroup.merged');
  }
}

/** Begins a new conversation with an e-mail and all that came later. */
export async function splitFrom(email) {
  if (await confirmDialog({ title: t('regroup.splitTitle'), text: t('regroup.splitText'), confirm: t('regroup.split') })) {
    await run(() => calls.split(email.conversationId, email.id), 'regroup.splitDone');
  }
}

/** Asks into which conversation an e-mail is to go. */
export async function moveEmail(email) {
  const chosen = await chooseConversation(t('regroup.moveTitle'), t('regroup.moveText'), email.conversationId, email.subject, true);
  if (chosen !== undefined) {
    await run(() => calls.move([email.id], chosen), 'regroup.moved');
  }
}

export function answerSuggestion(conversation, suggestion, accept) {
  return run(() => calls.answer(conversation.id, suggestion.conversationId, accept), accept ? 'regroup.merged' : 'regroup.dismissed');
}

/** Says to whom an e-mail belongs; resolves true when it was saved. */
export function correctSender(email) {
  return openDialog({
    title: t('regroup.senderTitle'),
    size: 'small',
    build: ({ close }) => {
      const form = h('form', {
        class: 'mc-form', id: 'mc-sender-form', onsubmit: async (event) => {
          event.preventDefault();
          clearErrors(form);
          try {
            await calls.setSender(email.id, { name: form.elements.name.value.trim(), address: form.elements.address.value.trim() });
            toast(t('toast.saved'));
            changes.dispatchEvent(new CustomEvent('reload'));
            close(true);
          } catch (error) {
            showErrors(form, error);
          }
        },
      },
      h('p', { class: 'mc-dialog-text' }, t('regroup.senderText')),
      textField({ name: 'name', label: t('regroup.senderName'), optional: true, value: email.sender?.name ?? email.from?.name ?? '' }),
      textField({ name: 'address', label: t('regroup.senderAddress'), hint: t('regroup.senderHint'), type: 'email', value: email.sender?.address ?? email.from?.address ?? '', autofocus: true }));
      return form;
    },
    footer: ({ close }) => [
      button(t('action.cancel'), () => close()),
      h('button', { class: 'mc-button mc-button-primary', type: 'submit', form: 'mc-sender-form' }, t('action.save')),
    ],
  });
}

async function run(request, text) {
  try {
    const { conversationId } = await request();
    changes.dispatchEvent(new CustomEvent('reload'));
    toast(t(text));
    router.open(router.conversationHref(conversationId), { replace: true });
  } catch (error) {
    toastError(error);
    changes.dispatchEvent(new CustomEvent('reload'));
  }
}

/** Resolves with a conversation's id, null for a new one, undefined when nothing was chosen. */
function chooseConversation(title, text, exceptId, subject, mayBeNew = false) {
  return openDialog({
    title,
    build: ({ close }) => {
      const list = h('ul', { class: 'mc-choices', 'aria-live': 'polite' });
      let request = null;
      const search = async (words) => {
        request?.abort();
        request = new AbortController();
        try {
          const { rows } = await api.conversations({ box: 'all', q: words }, request.signal);
          const found = rows.filter((row) => row.conversationId !== exceptId).slice(0, 20);
          fill(list, found.length > 0 ? found.map((row) => choice(row, close)) : h('li', { class: 'mc-hint' }, t('picker.nothing')));
        } catch (error) {
          if (!isAbort(error)) {
            toastError(error);
          }
        }
      };
      const later = debounce(search, 250);
      const words = (subject ?? '').replace(/^(\p{L}{1,5}(\[\d+\])?:\s*)+/u, '').trim();
      const input = h('input', {
        class: 'mc-input', type: 'search', value: words, 'aria-label': t('regroup.search'), placeholder: t('regroup.search'), autofocus: true,
        oninput: () => later(input.value.trim()),
      });
      search(words);
      return [
        h('p', { class: 'mc-dialog-text' }, text),
        mayBeNew && button(t('regroup.intoNew'), () => close(null), { icon: 'plus' }),
        input,
        list,
      ];
    },
    footer: ({ close }) => button(t('action.cancel'), () => close()),
  });
}

function choice(row, close) {
  return h('li', null, h('button', { type: 'button', class: 'mc-choice', onclick: () => close(row.conversationId) },
    icon('mail'),
    h('span', { class: 'mc-choice-text' },
      h('span', { class: 'mc-choice-title', dir: 'auto' }, row.subject || t('mail.noSubject')),
      h('span', { class: 'mc-hint', dir: 'auto' }, `${personName(row.lastFrom)} · ${shortTime(row.at)}`))));
}
