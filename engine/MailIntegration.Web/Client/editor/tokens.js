// Placeholders such as {{ fullName }}, shown as chips with a word of the page's language.
import { h } from '../lib/dom.js';

/** A chip for a placeholder. */
export function tokenNode(name, labels) {
  return h('span', { class: 'mc-token', contenteditable: 'false', data: { token: name } }, labels[name]);
}

/** Text with its placeholders as chips. */
export function tokenNodes(text, labels) {
  return text.split(/(\{\{\s*\w+\s*\}\})/).filter(Boolean).map((part) => {
    const name = /^\{\{\s*(\w+)\s*\}\}$/.exec(part)?.[1];
    return name && Object.hasOwn(labels, name) ? tokenNode(name, labels) : part;
  });
}
