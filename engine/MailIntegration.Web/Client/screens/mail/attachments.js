// Attachments of an e-mail as cards; each downloads, pictures can be looked at first.
import { api } from '../../api.js';
import { t, tn } from '../../i18n.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { bytes } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export function attachmentList(email) {
  const attachments = email.attachments.filter((attachment) => !attachment.isInline);
  if (attachments.length === 0) {
    return null;
  }
  const size = attachments.reduce((sum, attachment) => sum + attachment.size, 0);
  return h('section', { class: 'mc-attachments', 'aria-label': t('attachment.title') },
    h('h2', { class: 'mc-attachments-title' }, icon('clip'), tn('attachment.count', attachments.length, { size: bytes(size) })),
    h('ul', { class: 'mc-attachment-list' }, attachments.map((attachment) => card(email, attachment))));
}

function card(email, attachment) {
  const name = attachment.fileName || t('attachment.unnamed');
  const href = attachment.url ?? api.attachmentUrl(email.id, attachment.partId);
  const isPicture = PICTURES.includes(attachment.contentType);
  return h('li', { class: 'mc-attachment' },
    h('span', { class: `mc-file mc-file-${kind(attachment)}`, 'aria-hidden': 'true' }, extension(name) || icon('file')),
    h('span', { class: 'mc-attachment-text' },
      h('bdi', { class: 'mc-attachment-name', title: name }, name),
      h('span', { class: 'mc-attachment-size' }, bytes(attachment.size))),
    isPicture && h('button', { type: 'button', class: 'mc-icon-button', 'aria-label': t('attachment.look', { name }), title: t('attachment.look', { name }), onclick: () => look(name, inline(href)) }, icon('image')),
    h('a', { class: 'mc-icon-button', href, download: attachment.fileName ?? '', 'data-external': true, 'aria-label': t('attachment.download', { name }), title: t('attachment.download', { name }) }, icon('download')));
}

function look(name, src) {
  return openDialog({ title: name, size: 'picture', build: () => h('img', { class: 'mc-picture', src, alt: name }) });
}

const inline = (href) => `${href}${href.includes('?') ? '&' : '?'}inline=1`;

function extension(name) {
  const match = /\.([a-z0-9]{1,4})$/i.exec(name);
  return match ? match[1].toUpperCase() : '';
}

function kind({ contentType }) {
  if (contentType.startsWith('image/')) {
    return 'image';
  }
  if (contentType === 'application/pdf') {
    return 'pdf';
  }
  return /sheet|excel|csv/.test(contentType) ? 'sheet' : /zip|compressed|tar/.test(contentType) ? 'archive' : 'other';
}
