// What a paste brings: files, clean HTML, or text.
import { cleanHtml } from './clean-html.js';
import { isBlank, writeHtml } from './write-html.js';

/**
 * { files, html, text } of a clipboard. Office programs put a picture of the copied text beside the text itself: the text wins.
 * Pasting without formatting (ctrl+shift+v) offers no HTML, so that the text is taken.
 */
export function pasted(clipboard, incoming) {
  const files = [...clipboard.files];
  const markup = clipboard.getData('text/html');
  const text = clipboard.getData('text/plain');
  if (!markup) {
    return { files, html: null, text };
  }
  const clean = cleanHtml(markup, incoming);
  if (files.length > 0 && clean.textContent.trim() === '') {
    return { files, html: null, text };
  }
  return { files: [], html: isBlank(clean) ? null : writeHtml(unwrapped(clean), { live: true }), text };
}

// A few words out of a paragraph go on in the line where they are put.
function unwrapped(fragment) {
  const only = fragment.childNodes.length === 1 && fragment.firstChild.localName === 'p' ? fragment.firstChild : null;
  return only ?? fragment;
}
