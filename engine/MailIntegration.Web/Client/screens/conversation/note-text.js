// The text of internal messages: plain words with links and mentions, made of nodes only.
import { h } from '../../lib/dom.js';

const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/gu;

/** Paragraphs for showing; `names` are the names of mentioned members. */
export function noteNodes(text, names) {
  return text.split('\n').map((line) => h('p', { dir: 'auto' }, marked(line, names)));
}

/** What is sent: escaped paragraphs. Only the five characters of markup are written by hand. */
export function noteHtml(text) {
  return text.trim().split('\n').map((line) => `<p>${escaped(line) || '<br>'}</p>`).join('');
}

const escaped = (line) => line.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

function marked(line, names) {
  const parts = [];
  let last = 0;
  for (const match of line.matchAll(LINK)) {
    parts.push(...mentions(line.slice(last, match.index), names), h('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]));
    last = match.index + match[0].length;
  }
  return [...parts, ...mentions(line.slice(last), names)];
}

function mentions(text, names) {
  const name = names.find((wanted) => text.includes(`@${wanted}`));
  if (!name) {
    return [text];
  }
  const at = text.indexOf(`@${name}`);
  return [...mentions(text.slice(0, at), names), h('strong', { class: 'mc-mention' }, `@${name}`), ...mentions(text.slice(at + name.length + 1), names)];
}
