// Reduces HTML to what an e-mail of ours may hold. The markup is parsed as an inert document and walked into new nodes:
// nothing of the source is taken over but text, a few attributes that are checked, and the structure. The server cleans again.
import { h } from '../lib/dom.js';
import { fillTable, isTable } from './clean-table.js';
import { marksOf } from './marks.js';

const SKIPPED = new Set([
  'SCRIPT', 'STYLE', 'HEAD', 'TITLE', 'META', 'LINK', 'BASE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'AUDIO', 'VIDEO',
  'CANVAS', 'INPUT', 'BUTTON', 'SELECT', 'TEXTAREA',
]);
const HEADINGS = { H1: 'h2', H2: 'h2', H3: 'h3', H4: 'h3', H5: 'h3', H6: 'h3' };
const PARAGRAPHS = new Set([
  'P', 'DIV', 'SECTION', 'ARTICLE', 'HEADER', 'FOOTER', 'MAIN', 'ASIDE', 'NAV', 'FIGURE', 'FIGCAPTION', 'ADDRESS', 'CENTER', 'FORM', 'FIELDSET',
  'DL', 'DT', 'DD', 'DETAILS', 'SUMMARY',
]);
const DEEPEST = 80;

/**
 * A fragment of allowed nodes made of HTML text. `image(img)` answers { src, cid, alt } for a picture that may stay, `token(text)`
 * nodes for a text with placeholders in it; both are optional.
 */
export function cleanHtml(html, options) {
  return cleanNodes(new DOMParser().parseFromString(unstyled(html), 'text/html').body, options);
}

// Styles and handlers do nothing in an inert document, but the page's content security policy would report every one of them.
const unstyled = (html) => html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, ' data-$1='));

/** The same for nodes, such as those of an editor. */
export function cleanNodes(source, { image, token } = {}) {
  const result = document.createDocumentFragment();
  const walker = { image: image ?? (() => null), token, depth: 0 };
  walk(walker, source, flow(result, true), []);
  return result;
}

/** A place that takes content: with `wraps`, text that stands in it directly gets a paragraph around it. */
function flow(element, wraps, { isPre = false, isLine = false } = {}) {
  return { element, wraps, isPre, isLine, open: null, owesBreak: false };
}

function walk(walker, node, into, marks) {
  if (walker.depth > DEEPEST) {
    addText(walker, node.textContent, into, marks);
    return;
  }
  walker.depth += 1;
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      addText(walker, child.data, into, marks);
    } else if (child.nodeType === Node.ELEMENT_NODE && !SKIPPED.has(child.tagName.toUpperCase())) {
      walkElement(walker, child, into, marks);
    }
  }
  walker.depth -= 1;
}

function walkElement(walker, element, into, marks) {
  const tag = element.tagName;
  if (tag === 'BR') {
    host(into).append(h('br'));
  } else if (tag === 'IMG') {
    addImage(walker, element, into, marks);
  } else if (element.dataset?.token && walker.token) {
    addText(walker, `{{ ${element.dataset.token} }}`, into, marks);
  } else if (PARAGRAPHS.has(tag)) {
    close(into);
    walk(walker, element, into, [...marks, ...marksOf(element)]);
    close(into);
  } else if (into.isLine) {
    walk(walker, element, into, [...marks, ...marksOf(element)]);
  } else if (isBlock(tag)) {
    close(into);
    addBlock(walker, element, into, marks);
  } else {
    walk(walker, element, into, [...marks, ...marksOf(element)]);
  }
}

const isBlock = (tag) => tag in HEADINGS || ['UL', 'OL', 'LI', 'BLOCKQUOTE', 'PRE', 'HR'].includes(tag) || isTable(tag);

function addBlock(walker, element, into, marks) {
  const tag = element.tagName;
  if (tag === 'HR') {
    into.element.append(h('hr'));
  } else if (tag === 'UL' || tag === 'OL') {
    addList(walker, element, into, marks);
  } else if (tag === 'LI') { // A list item without its list, as some programs copy it.
    addList(walker, h('ul', null, element.cloneNode(true)), into, marks);
  } else if (isTable(tag)) {
    keep(into.element, fillTable(element, (cell, made) => walk(walker, cell, flow(made, false), marks)));
  } else if (tag === 'BLOCKQUOTE') {
    const made = h('blockquote');
    walk(walker, element, flow(made, true), marks);
    keep(into.element, made);
  } else {
    const made = h(tag === 'PRE' ? 'pre' : HEADINGS[tag]);
    walk(walker, element, flow(made, false, { isPre: tag === 'PRE', isLine: true }), tag === 'PRE' ? [] : marks);
    keep(into.element, made);
  }
}

function addList(walker, element, into, marks) {
  const list = h(element.tagName.toLowerCase());
  for (const child of element.childNodes) {
    if (child.tagName === 'LI') {
      const item = h('li');
      walk(walker, child, flow(item, false), marks);
      list.append(item);
    } else if (child.textContent.trim() !== '') { // Browsers nest a list beside its item, not inside it.
      const item = list.lastElementChild ?? list.appendChild(h('li'));
      const place = flow(item, false);
      if (child.nodeType === Node.TEXT_NODE) {
        addText(walker, child.data, place, marks);
      } else {
        walkElement(walker, child, place, marks);
      }
    }
  }
  keep(into.element, list);
}

function addText(walker, data, into, marks) {
  const text = into.isPre ? data : data.replace(/[ \t\r\n\f]+/g, ' ');
  const begins = into.wraps ? into.open === null : into.element.lastChild === null || into.owesBreak;
  const shown = begins && !into.isPre ? text.trimStart() : text;
  if (shown === '') {
    return;
  }
  const place = marked(host(into), marks);
  place.append(...(walker.token?.(shown) ?? [shown]));
  place.normalize();
}

function addImage(walker, element, into, marks) {
  const picture = walker.image(element);
  if (picture) {
    const made = h('img', { src: picture.src, alt: picture.alt ?? '', data: picture.cid ? { cid: picture.cid } : {} });
    ['width', 'height'].filter((name) => /^\d{1,4}$/.test(element.getAttribute(name) ?? '')).forEach((name) => made.setAttribute(name, element.getAttribute(name)));
    marked(host(into), marks.filter((mark) => mark.tag === 'a')).append(made);
  }
}

/** Where inline content goes now; opens a paragraph where one is needed. */
function host(into) {
  if (into.wraps) {
    into.open ??= into.element.appendChild(h('p'));
    return into.open;
  }
  if (into.owesBreak) {
    into.owesBreak = false;
    into.element.append(h('br'));
  }
  return into.element;
}

// Ends a paragraph; in a list item or cell, which have none, the next text begins a new line.
function close(into) {
  if (into.wraps) {
    into.open = null;
  } else {
    into.owesBreak = into.element.lastChild !== null && !['UL', 'OL', 'BR'].includes(into.element.lastChild.nodeName);
  }
}

/** The innermost element for these marks; goes on in the one that just ended when it is the same. */
function marked(place, marks) {
  const wanted = marks.filter((mark, at) => marks.findIndex((other) => other.tag === mark.tag) === at);
  return wanted.reduce((parent, { tag, href }) => {
    const last = parent.lastChild;
    const same = last?.localName === tag && (tag !== 'a' || last.getAttribute('href') === href);
    return same ? last : parent.appendChild(h(tag, { href }));
  }, place);
}

function keep(parent, made) {
  if (made.hasChildNodes()) {
    parent.append(made);
  }
}
