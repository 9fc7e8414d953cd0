// Copying text, also where the browser offers no clipboard to pages (plain HTTP other than localhost).
import { t } from '../i18n.js';
import { h } from './dom.js';
import { toast } from './toast.js';

/** Copies and says so; where it cannot, it says that too. */
export async function copyText(text) {
  toast(t(await copied(text) ? 'toast.copied' : 'toast.copyByHand'));
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedFromField(text); // No clipboard here, or not allowed.
  }
}

function copiedFromField(text) {
  const before = document.activeElement;
  const field = h('textarea', { class: 'mc-sr', readOnly: true, value: text });
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  before?.focus();
  return done;
}
