// Changes of rows that are shown before the server has confirmed them.

/** Unread e-mails of a row after e-mails were marked. */
export function unreadAfter(row, { emailIds, read }) {
  if (emailIds) {
    return Math.max(0, row.unread + (read ? -emailIds.length : emailIds.length));
  }
  return read ? 0 : Math.max(1, row.unread);
}

/** A row after its conversation was changed. */
export function edited(row, { state, assigneeId, addTags = [], removeTags = [] }) {
  const tags = [...row.tags.filter((tag) => !removeTags.includes(tag)), ...addTags.filter((tag) => !row.tags.includes(tag))];
  return { ...row, state: state ?? row.state, assigneeId: assigneeId === undefined ? row.assigneeId : assigneeId || null, tags };
}
