// From: the addresses that this member may use, the name that receivers will see, and the signature that will be added.
import { shownHtml } from '../../editor/shown-html.js';
import { reasonText, t } from '../../i18n.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';

// Isolated, so that a page from right to left leaves the brackets where they belong; options take no markup.
const text = (sender) => `\u2068${sender.name || sender.email} <${sender.email}>\u2069`;

/** { element, signature, sender } for the senders of a draft; `changed()` runs for another choice. */
export function senderField(senders, chosenId, changed) {
  const id = uniqueId('sender');
  const chosen = senders.find((sender) => sender.id === chosenId) ?? senders.find((sender) => sender.isDefault) ?? senders[0];
  const select = h('select', { id, class: 'mc-write-sender', name: 'senderId', 'aria-describedby': `${id}-error`, onchange: () => show(true) },
    senders.map((sender) => h('option', { value: sender.id, selected: sender === chosen }, text(sender))));
  const error = h('p', { id: `${id}-error`, class: 'mc-field-error', hidden: true });
  const signature = h('div', { class: 'mc-write-signature', role: 'note', 'aria-label': t('write.signature') });
  const field = {
    element: h('div', { class: 'mc-write-line mc-write-from', data: { field: 'senderId' } },
      h('label', { class: 'mc-write-label', htmlFor: id }, t('write.from')),
      senders.length > 1 ? h('span', { class: 'mc-write-select' }, select, icon('down')) : h('span', { id, class: 'mc-write-only' }, chosen ? h('bdi', null, text(chosen)) : t('write.noSender'), h('span', { hidden: true }, select)),
      error),
    signature,
    get sender() {
      return senders.find((sender) => sender.id === select.value) ?? null;
    },
    showError(message) {
      error.textContent = message ?? '';
      error.hidden = !message;
      select.toggleAttribute('aria-invalid', Boolean(message));
    },
  };
  function show(byHand) {
    const { sender } = field;
    fill(signature, sender?.signatureHtml ? shownHtml(sender.signatureHtml, { image: linkedPicture }) : null);
    signature.hidden = !signature.hasChildNodes();
    field.showError(sender?.problem ? reasonText(sender.problem) : '');
    if (byHand) {
      changed();
    }
  }
  show(false);
  return field;
}

/** Pictures of our own signatures may be shown from where they are; the page's policy decides what loads. */
export function linkedPicture(img) {
  const src = img.getAttribute('src') ?? '';
  return /^(https:|data:image\/(png|jpeg|gif|webp);base64,)/i.test(src) ? { src, alt: img.getAttribute('alt') } : null;
}
