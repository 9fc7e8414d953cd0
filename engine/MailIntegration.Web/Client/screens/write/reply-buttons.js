// Reply, Reply all and Forward, below an e-mail and below its conversation.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { button } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { answer, hasSeveral } from './writing.js';

/** Addresses that are ours: they are nobody to answer. */
export const ownAddresses = () => new Set(app.addresses.map(({ email }) => email.toLowerCase()));

/** The ways to answer an e-mail: all only when more than one other person is involved. */
export const answerModes = (email) => ['reply', hasSeveral(email, ownAddresses()) && 'replyAll', 'forward'].filter(Boolean);

const SYMBOLS = { reply: 'reply', replyAll: 'replyAll', forward: 'forwardMail' };
const KEYS = { reply: 'r', replyAll: 'a', forward: 'f' };

/** `message` opens the box for a message to the contact's page, where he has one. */
export function replyButtons(email, { kind = '', message = null } = {}) {
  return h('div', { class: 'mc-reply-buttons', role: 'group', 'aria-label': t('write.answer') }, answerModes(email).map((mode) => button(t(`action.${mode}`), (event) => once(event.currentTarget, () => answer(email, mode)), {
    icon: SYMBOLS[mode], kind, title: `${t(`action.${mode}`)} (${KEYS[mode]})`, class: `mc-reply-${mode}`,
  })), message && button(t('message.action'), message, { icon: 'chat', kind, title: t('message.actionTitle'), class: 'mc-reply-message' }));
}

/** The same for a menu. */
export const answerItems = (email) => answerModes(email).map((mode) => ({ label: t(`action.${mode}`), icon: SYMBOLS[mode], hint: KEYS[mode], run: () => answer(email, mode) }));

// A second press while the draft is being made would make a second draft.
async function once(node, work) {
  if (node.getAttribute('aria-busy') !== 'true') {
    node.setAttribute('aria-busy', 'true');
    await work();
    node.removeAttribute('aria-busy');
  }
}
