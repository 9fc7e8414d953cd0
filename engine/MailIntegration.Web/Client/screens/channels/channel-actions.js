// Editing, reconnecting and deleting an environment, from its tile or its page.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { toast, toastError } from '../../lib/toast.js';
import { openAccountWindow } from '../accounts/account-window.js';
import { channelForm } from './channel-form.js';

/** Asks the screen around a node to load its data anew. */
function reload(node) {
  (node.isConnected ? node : document.querySelector('.mc-page'))?.dispatchEvent(new CustomEvent('mc-reload', { bubbles: true }));
  app.reloadAddresses();
}

export async function editChannel(channel, node) {
  const saved = await openDialog({
    title: t('channel.editTitle', { name: channel.name }),
    build: ({ close }) => channelForm(channel, { done: close }),
  });
  if (saved) {
    toast(t('toast.saved'));
    reload(node);
  }
}

/** One button that restores the connection: by a new token call, or by the administrator's consent again. */
export function reconnectButton(channel) {
  return button(t('channel.reconnect'), async (event) => {
    const node = event.currentTarget;
    if (channel.account) {
      if (await openAccountWindow({ provider: channel.provider, channelId: channel.id, isOwn: false })) {
        toast(t('channel.reconnected', { name: channel.name }));
        reload(node);
      }
      return;
    }
    const result = await busy(node, () => api.reconnect(channel.id));
    if (result?.url) {
      location.assign(result.url);
    } else if (result) {
      toast(t('channel.reconnected', { name: channel.name }));
      reload(node);
    }
  }, { kind: 'primary', icon: 'plug' });
}

/** Asks whether the e-mails go too, with their numbers, and deletes. Resolves true when deleted. */
export async function deleteChannel(channel, node) {
  let numbers;
  try {
    numbers = await api.channelDeletion(channel.id);
  } catch (error) {
    toastError(error);
    return false;
  }
  const withMail = await askDeletion({
    title: t('channel.deleteTitle', { name: channel.name }),
    text: tn('channel.deleteText', numbers.addresses),
    emails: numbers.emails,
    remove: (both) => api.deleteChannel(channel.id, both),
  });
  if (withMail === undefined) {
    return false;
  }
  toast(t('channel.deleted', { name: channel.name }));
  reload(node);
  return true;
}

/** The question that deleting a channel or an address asks. Resolves to whether mail went too; undefined: nothing was deleted. */
export function askDeletion({ title, text, emails, remove }) {
  return openDialog({
    title,
    alert: true,
    build: () => [
      h('p', { class: 'mc-dialog-text' }, text),
      emails > 0
        ? h('fieldset', { class: 'mc-fieldset' },
          h('legend', { class: 'mc-label' }, t('deletion.question')),
          h('div', { class: 'mc-radio-cards' },
            choice('false', tn('deletion.keep', emails), t('deletion.keepText'), true),
            choice('true', tn('deletion.erase', emails), t('deletion.eraseText'), false)))
        : h('p', { class: 'mc-hint' }, t('deletion.noMail')),
    ],
    footer: ({ close, dialog }) => [
      button(t('action.cancel'), () => close(), { autofocus: true }),
      button(t('action.delete'), async (event) => {
        const withMail = dialog.querySelector('input[name=withMail]:checked')?.value === 'true';
        const node = event.currentTarget;
        await busy(node, async () => {
          await remove(withMail);
          close(withMail);
        });
      }, { kind: 'danger' }),
    ],
  });
}

function choice(value, label, hint, checked) {
  return h('label', { class: 'mc-radio-card' },
    h('input', { type: 'radio', name: 'withMail', value, checked }),
    h('span', { class: 'mc-radio-text' }, h('span', { class: 'mc-radio-label' }, label), h('span', { class: 'mc-hint' }, hint)));
}
