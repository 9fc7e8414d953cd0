// Text that did not reach the server before the browser was closed or the connection lost goes there now.
import { api } from '../../api.js';
import { allBackups, dropBackup } from './backup.js';

/** Saves what this browser still holds, except for the draft that is open; resolves with how many. */
export async function recoverDrafts(openId) {
  let saved = 0;
  for (const backup of allBackups().filter(({ draftId }) => draftId !== openId)) {
    try {
      saved += await recover(backup) ? 1 : 0;
    } catch (error) {
      console.warn('Unsaved text stays in this browser for now', error);
    }
  }
  return saved;
}

// A draft that was changed elsewhere meanwhile is left alone: opening it shows both and asks.
async function recover({ draftId, version, fields }) {
  const draft = await find(draftId);
  if (draft && draft.version !== version) {
    return false;
  }
  const target = draft ?? await api.createDraft({ mode: 'new' });
  await api.saveDraft(target.id, { ...fields, version: target.version });
  dropBackup(draftId);
  return true;
}

async function find(draftId) {
  try {
    return await api.draft(draftId);
  } catch (error) {
    if (error.status === 404) {
      return null; // Deleted or sent elsewhere: the words that were not in it become a draft of their own.
    }
    throw error;
  }
}
