// Sending a draft: what is asked before, what the server may say against it, and the way back for ten seconds.
import { api } from '../../api.js';
import { reasonText, t } from '../../i18n.js';
import { confirmDialog, openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { toast, toastError } from '../../lib/toast.js';
import { router } from '../../router.js';
import { showUndo } from './undo-toast.js';
import { openDraft } from './writing.js';

const MENTIONS_FILE = /\b(attach(ed|ment)|enclosed|bijlage|bijgevoegd|anbei|anhang|angehängt|beigefügt)/i;

/**
 * Sends and resolves with the entry; null when somebody chose not to. Throws what the form has to show. `looked()` runs when the
 * member goes to look at what came meanwhile.
 */
export async function sendDraft(session, { at, onlyIfUnanswered, lastSeenEmailId }, looked) {
  await session.flush();
  const { draft } = session;
  if (!await askSuppressed(draft)) {
    return null;
  }
  if (draft.subject.trim() === '' && !await confirmDialog({ title: t('write.noSubjectTitle'), text: t('write.noSubjectText'), confirm: t('write.send') })) {
    return null;
  }
  if (draft.attachments.length === 0 && MENTIONS_FILE.test(draft.html) && !await confirmDialog({ title: t('write.noFileTitle'), text: t('write.noFileText'), confirm: t('write.send') })) {
    return null;
  }
  const request = { at, onlyIfUnanswered, lastSeenEmailId };
  try {
    return await session.send(request);
  } catch (error) {
    if (error?.reason?.code !== 'answered-meanwhile') {
      throw error;
    }
    const answer = await askAnswered(error.reason, draft);
    if (answer === 'look') {
      await looked();
    }
    return answer === 'send' ? session.send({ ...request, force: true }) : null;
  }
}

/** The newest e-mail of the conversation that a draft answers; undefined when there is none, or when it was erased meanwhile. */
export async function newestEmail({ conversationId }, signal) {
  if (!conversationId) {
    return undefined;
  }
  try {
    return (await api.conversation(conversationId, signal)).emails.at(-1)?.id;
  } catch (error) {
    if (error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** Says that it is on its way, with a way back for as long as there is one. */
export function tellSent(entry) {
  if (entry.dueAt && new Date(entry.dueAt) - Date.now() > 60_000) {
    toast(t('write.scheduledFor', { time: dateTime(entry.dueAt) }), { undo: () => undoSend(entry) });
  } else if (entry.canUndo && entry.dueAt) {
    showUndo(entry, () => undoSend(entry));
  } else {
    toast(t('write.sentNow'));
  }
}

/** Takes a mail back out of the outbox and opens it again. */
export async function undoSend(entry) {
  try {
    openDraft(await api.undoSend(entry.id));
  } catch (error) {
    toastError(error);
  }
}

// To some addresses nothing is sent, because mail to them came back for good: said before, not found in the outbox afterwards.
async function askSuppressed({ to, cc, bcc }) {
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address).filter(Boolean);
  const found = addresses.length > 0 ? await api.suppressedRecipients(addresses) : [];
  return found.length === 0 || await openDialog({
    title: t('write.suppressedTitle'),
    size: 'small',
    alert: true,
    build: ({ close }) => h('div', { class: 'mc-dialog-text' },
      found.map(({ address, words, contactId, contactName }) => h('p', { dir: 'auto' }, t('reason.address-suppressed', { address, words }), ' ',
        contactId && h('a', { href: router.href(`contacts/${encodeURIComponent(contactId)}`), onclick: () => close() }, t('write.suppressedOpen', { name: contactName })))),
      h('p', null, t('write.suppressedHint'))),
    footer: ({ close }) => [
      h('button', { type: 'button', class: 'mc-button', onclick: () => close('send') }, t('write.sendAnyway')),
      h('button', { type: 'button', class: 'mc-button mc-button-primary', autofocus: true, onclick: () => close() }, t('action.cancel')),
    ],
  }) === 'send';
}

// Somebody else was faster: the member looks at it first, or sends anyway; closing keeps the draft.
async function askAnswered(reason, draft) {
  const answer = await openDialog({
    title: t('write.answeredTitle'),
    size: 'small',
    alert: true,
    build: () => h('p', { class: 'mc-dialog-text', dir: 'auto' }, reasonText(reason)),
    footer: ({ close }) => [
      h('button', { type: 'button', class: 'mc-button', onclick: () => close('send') }, t('write.sendAnyway')),
      h('button', { type: 'button', class: 'mc-button mc-button-primary', autofocus: true, onclick: () => close('look') }, t('write.look')),
    ],
  });
  if (answer === 'look' && router.current.conversationId !== draft.conversationId) {
    router.go(`conversations/${encodeURIComponent(draft.conversationId)}`);
  }
  return answer;
}
