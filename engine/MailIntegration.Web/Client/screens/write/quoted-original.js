// The e-mail that is answered, as it will stand below the answer: folded, and left out by a switch.
import { contentId } from '../../editor/write-html.js';
import { shownHtml } from '../../editor/shown-html.js';
import { t } from '../../i18n.js';
import { h, uniqueId } from '../../lib/dom.js';
import { switchField } from '../../lib/form.js';

/** The part for a draft with a quote; `imageUrl(contentId)` finds pictures that come along, `changed()` runs for the switch. */
export function quotedOriginal(draft, { imageUrl, changed }) {
  const id = uniqueId('quote');
  const text = h('div', { id, class: 'mc-quote-text', hidden: true, dir: 'auto' });
  const fold = h('button', {
    type: 'button', class: 'mc-quote-fold', 'aria-expanded': 'false', 'aria-controls': id,
    onclick: () => {
      if (!text.hasChildNodes()) {
        text.append(shownHtml(draft.quoteHtml, { image: (img) => picture(img, imageUrl) }));
      }
      text.hidden = !text.hidden;
      fold.setAttribute('aria-expanded', String(!text.hidden));
    },
  }, h('span', { 'aria-hidden': 'true' }, '•••'), h('span', { class: 'mc-sr' }, t('write.showQuote')));
  fold.title = t('write.showQuote');
  return h('div', { class: 'mc-quote' },
    h('div', { class: 'mc-quote-bar' }, fold, switchField({ name: 'includeQuote', label: t('write.includeQuote'), checked: draft.includeQuote, onchange: changed })),
    text);
}

// Pictures from elsewhere stay out while writing: loading them would tell their sender.
function picture(img, imageUrl) {
  const cid = contentId(img);
  const src = cid && imageUrl(cid);
  return src ? { src, alt: img.getAttribute('alt') } : null;
}
