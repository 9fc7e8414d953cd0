// What can be done with mail. The screens change at once; when the server refuses, they are told to reload.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { toast, toastError } from '../../lib/toast.js';

/**
 * Fires `read` { ids, emailIds, read }, `moved` { ids, emailIds, action }, `edited` { ids, change } and `reload`.
 * `ids` are conversations; `emailIds` is set when only those e-mails were meant.
 */
export const changes = new EventTarget();

const writes = new Set();

/** Resolves when no change is on its way to the server: what is fetched before then may not know of it. */
export async function settled() {
  while (writes.size > 0) {
    await Promise.allSettled([...writes]);
  }
}

async function write(request) {
  writes.add(request);
  try {
    return await request;
  } finally {
    writes.delete(request);
  }
}

const OPPOSITE = { archive: 'restore', delete: 'restore', restore: 'archive', spam: 'notSpam', notSpam: 'spam' };

/** Marks conversations, or single e-mails of one conversation, as read or unread. */
export async function setRead(target, read) {
  fire('read', { ...target, read });
  try {
    await write(api.setRead({ ...forApi(target), read }));
    app.reloadCounts();
  } catch (error) {
    failed(error);
  }
}

/** Archives, deletes, restores, marks as spam or not spam; the message offers to take it back. */
export async function move(target, action, { box } = {}) {
  fire('moved', { ...target, action, box });
  try {
    await write(api.setState({ ...forApi(target), action }));
    app.reloadCounts();
    const count = target.emailIds ? target.emailIds.length : target.ids.length;
    toast(tn(`${target.emailIds ? 'toast.email' : 'toast.conversation'}.${action}`, count), { undo: () => undo(target, undoOf(action, box)) });
  } catch (error) {
    failed(error);
  }
}

/** Changes state, assignee or tags of conversations; `before` holds what to go back to. */
export async function change(ids, values, { text, undo: before } = {}) {
  fire('edited', { ids, change: values });
  try {
    await write(api.changeConversations({ conversationIds: ids, ...values }));
    if (values.addTags) {
      app.addTags(values.addTags);
    }
    if (text) {
      toast(text, { undo: before && (() => change(ids, before)) });
    }
  } catch (error) {
    failed(error);
  }
}

export function setDone(ids, done) {
  return change(ids, { state: done ? 'done' : 'open' }, {
    text: tn(done ? 'toast.done' : 'toast.open', ids.length), undo: { state: done ? 'open' : 'done' },
  });
}

export function assign(ids, memberId, before) {
  const member = app.member(memberId);
  const undo = before === undefined ? undefined : { assigneeId: before ?? '' };
  return change(ids, { assigneeId: memberId ?? '' }, { text: member ? t('toast.assigned', { name: member.name }) : t('toast.unassigned'), undo });
}

// What was deleted out of the spam folder, or archived mail that was deleted, goes back to where it was.
function undoOf(action, box) {
  if (action === 'restore') {
    return box === 'deleted' ? 'delete' : 'archive';
  }
  if (action === 'delete' && box === 'spam') {
    return 'spam';
  }
  return action === 'delete' && box === 'archive' ? 'archive' : OPPOSITE[action];
}

async function undo(target, action) {
  try {
    await write(api.setState({ ...forApi(target), action }));
    app.reloadCounts();
    toast(t('toast.undone'));
  } catch (error) {
    toastError(error);
  }
  fire('reload');
}

function forApi({ ids, emailIds }) {
  return emailIds ? { emailIds } : { conversationIds: ids };
}

function failed(error) {
  toastError(error);
  fire('reload');
}

function fire(type, detail) {
  changes.dispatchEvent(new CustomEvent(type, { detail }));
}
