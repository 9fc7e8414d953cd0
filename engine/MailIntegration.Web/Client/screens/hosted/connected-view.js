// The wizard's last page: the address, its secret (shown this once), what to do at the provider, and the wait for the first mail.
import { t } from '../../i18n.js';
import { button, copyField, notice, stateBadge } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';
import { confirmationList } from './confirmations.js';
import { curlCommand, guideView } from './guides.js';
import { hostedApi } from './hosted-api.js';

const LOOK_EVERY = 4000;

export function connectedView({ address, secret }, done) {
  const state = h('div', { class: 'mc-stack', 'aria-live': 'polite' });
  const view = h('div', { class: 'mc-stack mc-hosted-connected' },
    notice('success', t('hosted.connected')),
    copyField(t('hosted.forwarding'), address.forwardingAddress),
    state,
    guideView(address.forwardingAddress),
    h('details', null,
      h('summary', null, t('hosted.forServers')),
      h('div', { class: 'mc-stack' },
        notice('warning', t('hosted.secretOnce')),
        copyField(t('hosted.secret'), secret),
        copyField(t('hosted.url'), address.url),
        copyField(t('hosted.command'), curlCommand(address.url)))),
    h('div', { class: 'mc-form-actions' }, button(t('action.close'), done, { kind: 'primary' })));
  watch(address, view, state);
  return view;
}

async function watch(address, view, state) {
  let known = address;
  for (;;) {
    fill(state, hostedState(known), confirmationList(known.confirmations));
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    if (!view.isConnected) {
      return;
    }
    try {
      known = await hostedApi.hosted(address.id);
    } catch (error) {
      console.warn('The address could not be looked at', error); // The next look may go well.
    }
  }
}

/** Waiting for the first mail, or connected since. */
export const hostedState = ({ firstMailAt }) => (firstMailAt
  ? stateBadge('good', t('hosted.stateConnected', { time: dateTime(firstMailAt) }))
  : stateBadge('idle', t('hosted.stateWaiting')));
