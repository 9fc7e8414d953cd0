// Changes of rows that are shown before the server has confirmed them.

/** Brings children into this order while moving as few nodes as possible. */
export function place(parent, nodes) {
  const wanted = new Set(nodes);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  nodes.forEach((node, at) => parent.children[at] !== node && parent.insertBefore(node, parent.children[at] ?? null));
}

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
