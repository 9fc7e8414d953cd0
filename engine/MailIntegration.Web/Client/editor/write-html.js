// Writes clean nodes as HTML text. Pictures of the mail itself are named by their content id, as the mail will name them.

const VOID = ['br', 'hr', 'img'];
const ATTRIBUTES = ['href', 'alt', 'width', 'height', 'colspan', 'rowspan'];

/** The HTML of a fragment made by cleanNodes; with `live`, pictures keep the address that an editor shows them from. */
export function writeHtml(fragment, { live = false } = {}) {
  return [...fragment.childNodes].map((node) => write(node, live)).join('');
}

/** The content id that a picture's address names (RFC 2392 encodes it); null for other pictures. */
export function contentId(img) {
  const id = /^cid:(.+)$/i.exec(img.getAttribute('src') ?? '')?.[1];
  try {
    return id ? decodeURIComponent(id) : null;
  } catch {
    return id; // A stray percent sign.
  }
}

/** Whether there is nothing in it that a reader would see. */
export const isBlank = (fragment) => fragment.textContent.trim() === '' && !fragment.querySelector('img, hr, table');

function write(node, live) {
  if (node.nodeType === Node.TEXT_NODE) {
    return escape(node.data).replace(/\u00a0/g, '&nbsp;');
  }
  const tag = node.localName;
  const attributes = [...(tag === 'img' ? source(node, live) : []), ...ATTRIBUTES.map((name) => [name, node.getAttribute(name)])]
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escape(value).replace(/"/g, '&quot;')}"`).join('');
  return VOID.includes(tag) ? `<${tag}${attributes}>` : `<${tag}${attributes}>${writeHtml(node, { live })}</${tag}>`;
}

function source(img, live) {
  const { cid } = img.dataset;
  return cid && !live ? [['src', `cid:${encodeURIComponent(cid)}`]] : [['src', img.getAttribute('src')], ['data-cid', cid ?? null]];
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
