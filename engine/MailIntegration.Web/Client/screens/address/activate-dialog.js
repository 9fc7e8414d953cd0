// Activating an address: chosen from what the provider lists, or typed; then its links and folders.
import { api } from '../../api.js';
import { reasonText, t } from '../../i18n.js';
import { avatar, busy, skeleton } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { debounce, isAbort } from '../../lib/view.js';
import { foldersField, readFolders } from './folders-field.js';
import { linksEditor } from './links-editor.js';

const SHOWN = 50;

/** Resolves to the activated address; undefined when nothing was activated. */
export function openActivate(channel) {
  return openDialog({
    title: t('activate.title'),
    size: 'large',
    build: ({ close, dialog }) => activateForm(channel, close, dialog),
  });
}

function activateForm(channel, close, dialog) {
  let request = null;
  const results = h('div', { class: 'mc-mailboxes', role: 'group', 'aria-label': t('activate.mailboxes') });
  const emailField = textField({
    name: 'email', label: t('activate.email'), hint: t('activate.emailHint'), type: 'email', required: true, autocomplete: 'off', autofocus: true, oninput: debounce(() => search(), 250),
  });
  const input = emailField.querySelector('input');
  const links = linksEditor([]);

  async function search() {
    request?.abort();
    request = new AbortController();
    results.setAttribute('aria-busy', 'true');
    try {
      show(await api.mailboxes(channel.id, input.value.trim(), request.signal));
      results.removeAttribute('aria-busy');
    } catch (error) {
      if (!isAbort(error)) {
        results.removeAttribute('aria-busy');
        fill(results, h('p', { class: 'mc-hint mc-mailboxes-note' }, t('activate.noList', { reason: reasonText(error.reason ?? { code: 'client-error' }) })));
      }
    }
  }

  function show(found) {
    const isFree = (mailbox) => mailbox.activeAddressId === null;
    const mailboxes = [...found.filter(isFree), ...found.filter((mailbox) => !isFree(mailbox))];
    fill(results, mailboxes.length > 0
      ? [mailboxes.slice(0, SHOWN).map((mailbox) => mailboxOption(mailbox)), mailboxes.length > SHOWN && h('p', { class: 'mc-hint mc-mailboxes-note' }, t('activate.more'))]
      : h('p', { class: 'mc-hint mc-mailboxes-note' }, t('activate.nothing')));
  }

  function mailboxOption(mailbox) {
    const taken = mailbox.activeAddressId !== null;
    const note = taken ? t('activate.taken', { channel: mailbox.activeChannelName ?? channel.name }) : mailbox.isEnabled ? '' : t('activate.disabled');
    return h('label', { class: `mc-mailbox${taken ? ' mc-mailbox-taken' : ''}` },
      h('input', {
        type: 'radio', name: 'mailbox', value: mailbox.email, disabled: taken, checked: mailbox.email === input.value.trim().toLowerCase(),
        onchange: () => {
          input.value = mailbox.email;
        },
      }),
      avatar(mailbox.displayName || mailbox.email, { small: true, key: mailbox.email }),
      h('span', { class: 'mc-mailbox-text' },
        h('bdi', { class: 'mc-mailbox-name' }, mailbox.displayName || mailbox.email),
        h('bdi', { class: 'mc-mailbox-email' }, mailbox.email, mailbox.aliases.length > 0 && ` · ${t('activate.aliases', { aliases: mailbox.aliases.join(', ') })}`)),
      note && h('span', { class: 'mc-chip' }, note));
  }

  async function submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    clearErrors(form);
    await busy(form.querySelector('[type=submit]'), async () => {
      try {
        const days = form.elements.firstSyncDays.value;
        close(await api.addAddress({
          channelId: channel.id, email: input.value.trim(), links: links.value, folders: readFolders(form), firstSyncDays: days ? Number(days) : undefined,
        }));
      } catch (error) {
        showErrors(form, error);
      }
    });
  }

  fill(results, skeleton(4));
  search();
  dialog.addEventListener('close', () => request?.abort());
  return h('form', { class: 'mc-form', onsubmit: submit },
    emailField, results, links,
    h('div', { class: 'mc-field-row' }, foldersField(['inbox', 'sent', 'spam']),
      textField({ name: 'firstSyncDays', type: 'number', label: t('activate.days'), hint: t('activate.daysHint'), min: '1', max: '3650', inputmode: 'numeric', placeholder: '30' })),
    h('div', { class: 'mc-form-actions' },
      h('button', { class: 'mc-button', type: 'button', onclick: () => close() }, t('action.cancel')),
      h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('activate.activate'))));
}
