// Where writing begins: a new mail, an answer, a draft that is opened again. Whoever can show it takes the `open` event.
import { api } from '../../api.js';
import { toastError } from '../../lib/toast.js';
import { router } from '../../router.js';

const PHONE = '(max-width: 699px)';

/** Fires cancelable `open` { draft }: who shows it, in the conversation, prevents the default, which is the dock. */
export const writing = new EventTarget();

/** Drafts that were begun on this page; one in which nothing was written goes when it is closed. */
export const fresh = new Set();

let dock = null;

/** The panel that shows what nobody else shows. */
export function setDock(element) {
  dock = element;
}

export const isPhone = () => matchMedia(PHONE).matches;

/** Begins a new mail, to people or to nobody yet. */
export function writeMail({ to } = {}) {
  return begin({ mode: 'new', to });
}

/** Answers or forwards an e-mail: mode is reply, replyAll or forward. */
export function answer(email, mode) {
  return begin({ mode, emailId: email.id, conversationId: email.conversationId });
}

async function begin(request) {
  try {
    const draft = await api.createDraft(request);
    fresh.add(draft.id);
    openDraft(draft);
  } catch (error) {
    toastError(error);
  }
}

/** Shows a draft for writing: on a phone as a page of its own, else in its conversation or in the dock. */
export function openDraft(draft) {
  if (isPhone()) {
    router.go('write', { draft: draft.id });
  } else if (writing.dispatchEvent(new CustomEvent('open', { cancelable: true, detail: { draft } }))) {
    dock.open(draft);
  }
}

/** Mails to which everybody who was involved could be answered, not only the sender. */
export function hasSeveral(email, own) {
  const others = [...email.to, ...email.cc, email.from].filter((mailbox) => mailbox && !own.has(mailbox.address.toLowerCase()));
  return new Set(others.map(({ address }) => address.toLowerCase())).size > 1;
}
