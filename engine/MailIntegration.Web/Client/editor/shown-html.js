// HTML to be looked at inside the page: signatures, quotes, text blocks. Made anew from what is allowed; links open elsewhere.
import { cleanHtml } from './clean-html.js';

export function shownHtml(html, options) {
  const nodes = cleanHtml(html, options);
  nodes.querySelectorAll('a[href]').forEach((link) => {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  });
  return nodes;
}
