// A connected environment on the overview.
import { app } from '../../app.js';
import { reasonText, t, tn } from '../../i18n.js';
import { iconButton, stateBadge } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { ago } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { router } from '../../router.js';
import { deleteChannel, editChannel, reconnectButton } from './channel-actions.js';

const DOUBLE_CLICK = 260;
const STATES = { connected: 'good', paused: 'idle', attention: 'bad', off: 'idle' };

export const channelState = (channel) => stateBadge(STATES[channel.state] ?? 'idle', t(`channel.state.${channel.state}`));

let opening = 0;

// A click on the tile opens it, a double click edits it; so a single one waits a moment. The name's link does not wait.
function clicked(event, href) {
  clearTimeout(opening);
  if (event.detail === 1 && !event.target.closest('button, a')) {
    opening = setTimeout(() => router.open(href), DOUBLE_CLICK);
  }
}

function doubleClicked(event, channel) {
  clearTimeout(opening);
  if (!event.target.closest('button, a')) {
    getSelection()?.removeAllRanges();
    editChannel(channel, event.currentTarget);
  }
}

/** The sign of a provider: the first letters of its name on its colour. */
export function providerMark(provider) {
  return h('span', { class: `mc-provider mc-provider-${provider}`, 'aria-hidden': 'true' }, { microsoft365: 'M', gmail: 'G', hosted: 'H' }[provider] ?? '?');
}

/** An address that is too long for its line breaks before its domain. */
function wrappable(name) {
  const at = name.indexOf('@');
  return at > 0 ? [name.slice(0, at), h('wbr'), name.slice(at)] : name;
}

export function channelTile(channel) {
  const href = router.href(`channels/${encodeURIComponent(channel.id)}`);
  const manage = app.can.manageChannels;
  return h('article', {
    class: `mc-tile mc-tile-${channel.state}`, 'aria-label': channel.name,
    onclick: (event) => clicked(event, href),
    ondblclick: (event) => manage && doubleClicked(event, channel),
  },
  h('div', { class: 'mc-tile-head' },
    providerMark(channel.provider),
    h('div', { class: 'mc-tile-name' },
      h('a', { class: 'mc-tile-link', href, dir: 'auto', data: { focus: `tile-${channel.id}` } }, wrappable(channel.name)),
      h('span', { class: 'mc-tile-provider' }, t(`provider.${channel.provider}`))),
    manage && iconButton('more', t('channel.more', { name: channel.name }), (event) => {
      const tile = event.currentTarget;
      openMenu(tile, [
        { label: t('action.edit'), icon: 'edit', run: () => editChannel(channel, tile) },
        { label: t('action.delete'), icon: 'trash', danger: true, run: () => deleteChannel(channel, tile) },
      ], { label: t('channel.more', { name: channel.name }) });
    }, { 'aria-haspopup': 'menu', data: { focus: `more-${channel.id}` } })),
  h('div', { class: 'mc-tile-state' }, channelState(channel),
    channel.lastSuccess && h('span', { class: 'mc-tile-fresh' }, icon('clock'), t('address.fetched', { ago: ago(channel.lastSuccess) }))),
  channel.attention && h('div', { class: 'mc-tile-problem' }, h('p', { dir: 'auto' }, reasonText(channel.attention)), manage && reconnectButton(channel)),
  channel.warnings.length > 0 && h('ul', { class: 'mc-tile-warnings' }, channel.warnings.map((reason) => h('li', null, icon('clock'), h('span', null, reasonText(reason))))),
  h('div', { class: 'mc-tile-foot' },
    h('span', null, tn('channel.addresses', channel.addressCount)),
    h('span', null, tn('channel.emails', channel.mailCount))));
}
