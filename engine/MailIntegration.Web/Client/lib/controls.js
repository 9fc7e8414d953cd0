// Small parts that all screens share.
import { currentLanguage, reasonHelp, reasonText, t } from '../i18n.js';
import { h, classes, uniqueId } from './dom.js';
import { hue, initials } from './format.js';
import { icon } from './icons.js';
import { toast, toastError } from './toast.js';

/** A round picture of a name: initials on a colour of its own. */
export function avatar(name, { small = false, key = name } = {}) {
  return h('span', { class: classes('mc-avatar', `mc-hue-${hue(key)}`, { 'mc-avatar-small': small }), 'aria-hidden': 'true' }, initials(name));
}

/** A button with an icon only; the label is read out and shown as a tooltip. */
export function iconButton(name, label, onclick, props) {
  return h('button', { type: 'button', ...props, class: classes('mc-icon-button', props?.class), 'aria-label': label, title: props?.title ?? label, onclick }, icon(name));
}

export function button(label, onclick, { icon: name, kind = '', ...props } = {}) {
  return h('button', { type: 'button', ...props, class: classes('mc-button', kind && `mc-button-${kind}`, props.class), onclick }, name && icon(name), h('span', null, label));
}

/**
 * Runs work behind a button, once at a time; a failure is shown. Resolves to the result or undefined.
 * The button is not disabled meanwhile: that would take the focus away from whoever uses the keyboard.
 */
export async function busy(element, work) {
  if (element.getAttribute('aria-busy') === 'true') {
    return undefined;
  }
  element.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } catch (error) {
    toastError(error);
    return undefined;
  } finally {
    element.removeAttribute('aria-busy');
  }
}

/** A line that says what is wrong and what to do about it. */
export function reasonNotice(reason, { kind = 'warning', title, actions } = {}) {
  const help = reasonHelp(reason);
  return notice(kind, [
    title && h('strong', null, title),
    h('span', { dir: 'auto' }, reasonText(reason)),
    help && h('span', { class: 'mc-notice-help' }, help),
  ], actions);
}

export function notice(kind, content, actions) {
  const name = { warning: 'warning', danger: 'warning', success: 'checkCircle', info: 'info' }[kind];
  return h('div', { class: `mc-notice mc-notice-${kind}`, role: kind === 'danger' ? 'alert' : null },
    icon(name),
    h('div', { class: 'mc-notice-text' }, content),
    actions && h('div', { class: 'mc-notice-actions' }, actions));
}

/** A screen or list with nothing in it. */
export function emptyState(name, title, text, ...actions) {
  return h('div', { class: 'mc-empty' },
    h('div', { class: 'mc-empty-icon' }, icon(name)),
    h('p', { class: 'mc-empty-title' }, title),
    text && h('p', { class: 'mc-empty-text' }, text),
    actions.length > 0 && h('div', { class: 'mc-empty-actions' }, actions));
}

/** Why a screen could not be loaded, with a button to try again. */
export function failedState(error, retry) {
  return emptyState('warning', t('state.failed'), reasonText(error.reason ?? { code: 'client-error' }),
    button(t('action.tryAgain'), retry, { icon: 'refresh' }));
}

/** Grey bars in the shape of what is loading. */
export function skeleton(lines, className = '') {
  return h('div', { class: `mc-skeleton ${className}`, 'aria-hidden': 'true' },
    Array.from({ length: lines }, () => h('div', { class: 'mc-skeleton-line' })));
}

/** A dot with words: how a channel, an address or a run is doing. */
export function stateBadge(kind, label) {
  return h('span', { class: `mc-state mc-state-${kind}` }, h('span', { class: 'mc-state-dot', 'aria-hidden': 'true' }), label);
}

/** A progress bar; without a total it only says that work goes on. */
export function progressBar(label, done, total) {
  const known = total > 0;
  return h('div', {
    class: classes('mc-progress', { 'mc-progress-open': !known }), role: 'progressbar', 'aria-label': label,
    'aria-valuemin': '0', 'aria-valuemax': known ? String(total) : null, 'aria-valuenow': known ? String(Math.min(done, total)) : null,
  }, h('div', { class: 'mc-progress-bar', style: known ? { 'inline-size': `${Math.min(100, (done / total) * 100)}%` } : null }));
}

/** A read-only text with a button that copies it. */
export function copyField(label, text) {
  const id = uniqueId('copy');
  const input = h('input', { id, class: 'mc-input', type: 'text', readOnly: true, value: text, onfocus: (event) => event.target.select() });
  return h('div', { class: 'mc-field' },
    h('label', { class: 'mc-label', htmlFor: id }, label),
    h('div', { class: 'mc-input-row' }, input, button(t('action.copy'), async () => {
      try {
        await navigator.clipboard.writeText(text);
        toast(t('toast.copied'));
      } catch {
        input.select(); // No clipboard without HTTPS: the text is selected, the member copies it by hand.
        toast(t('toast.copyByHand'));
      }
    }, { icon: 'copy' })));
}

/** Language of texts inside other languages, for `lang` attributes. */
export const pageLanguage = () => currentLanguage();
