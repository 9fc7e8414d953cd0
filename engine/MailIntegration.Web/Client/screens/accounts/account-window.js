// The pop-up in which somebody signs in to one account. The provider's page severs the two windows where it wants to, so that
// they talk by a channel of the site's own.
import { toastError } from '../../lib/toast.js';
import { accountsApi } from './accounts-api.js';

const CHANNEL = 'mail-accounts';
const NAME = 'mail-account';
const LOOK = 500;

/** Called by the pop-up's last page. */
export function announceLinked(channelId) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ channelId });
  channel.close();
}

/**
 * Opens the pop-up for `{ provider, channelId, isOwn }`; to be called by a click, or the browser blocks it. Resolves with the id
 * of the linked channel; undefined when the window was closed before.
 */
export async function openAccountWindow(request) {
  const popup = window.open('', NAME, 'popup,width=520,height=720');
  const linked = waitFor(popup);
  try {
    const { url } = await accountsApi.signIn(request);
    if (!popup) {
      location.assign(url); // Pop-ups are blocked: the whole page goes, and comes back to the accounts.
      return undefined;
    }
    popup.location = url;
  } catch (error) {
    popup?.close();
    linked.stop();
    toastError(error);
    return undefined;
  }
  return linked.promise;
}

function waitFor(popup) {
  const channel = new BroadcastChannel(CHANNEL);
  let timer;
  let finish;
  const promise = new Promise((resolve) => {
    finish = (value) => {
      clearInterval(timer);
      channel.close();
      resolve(value);
    };
  });
  channel.onmessage = ({ data }) => finish(data.channelId);
  if (popup) {
    timer = setInterval(() => popup.closed && finish(undefined), LOOK);
  }
  return { promise, stop: () => finish(undefined) };
}
