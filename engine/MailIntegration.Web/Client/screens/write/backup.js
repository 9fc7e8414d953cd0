// What was typed and has not reached the server yet, kept in this browser per member: a crash, a closed window or a lost
// connection costs no word. It goes as soon as the server has it.
import { app } from '../../app.js';

const PREFIX = 'mail-centre-draft';

const prefix = () => `${PREFIX}:${app.base}:${app.session.member.id}:`;

/** Keeps unsaved fields of a draft with the version that they were written on. */
export function keepBackup(draftId, version, fields) {
  try {
    localStorage.setItem(prefix() + draftId, JSON.stringify({ version, fields, at: new Date().toISOString() }));
  } catch (error) {
    console.warn('No room to keep unsaved text in this browser', error);
  }
}

/** { draftId, version, fields, at } of a draft, or null. */
export function readBackup(draftId) {
  const text = localStorage.getItem(prefix() + draftId);
  try {
    return text ? { draftId, ...JSON.parse(text) } : null;
  } catch (error) {
    console.warn('Unsaved text of a draft cannot be read', error);
    return null;
  }
}

export function dropBackup(draftId) {
  localStorage.removeItem(prefix() + draftId);
}

/** All drafts with unsaved text of this member. */
export function allBackups() {
  const start = prefix();
  return Object.keys(localStorage).filter((key) => key.startsWith(start)).map((key) => readBackup(key.slice(start.length))).filter(Boolean);
}
