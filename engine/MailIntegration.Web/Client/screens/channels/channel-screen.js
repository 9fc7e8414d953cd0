// One environment: how it is doing and its activated addresses.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { button, emptyState, failedState, iconButton, notice, reasonNotice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { ago, calendarDay, date } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { openActivate } from '../address/activate-dialog.js';
import { addressRow } from '../address/address-row.js';
import { deleteChannel, editChannel, reconnectButton } from './channel-actions.js';
import { openWizard } from '../hosted/wizard.js';
import { channelState, providerMark } from './channel-tile.js';
import { openCheck } from './check-dialog.js';

class ChannelScreen extends View {
  #id = null;
  #channel = null;
  #addresses = [];
  #check = false;

  connected() {
    this.className = 'mc-page';
    const reload = debounce(() => this.#load(), 400);
    this.listen(live, 'channels resync', reload);
    this.listen(this, 'mc-reload', () => this.#load());
    this.every(60_000, () => this.#load());
    this.listen(app, 'sync', () => this.#channel && this.#renderAddresses());
    this.listen(app, 'addresses', () => this.#addressesChanged());
    this.addresses = h('section', { class: 'mc-section', 'aria-label': t('channel.addressesTitle') });
  }

  get heading() {
    return this.#channel?.name ?? t('nav.environments');
  }

  show({ id, query }) {
    this.#check = Boolean(query.check); // From the editor of the site; shown once.
    if (query.check) {
      history.replaceState(null, '', router.href(`channels/${encodeURIComponent(id)}`));
    }
    if (query.connected) {
      toast(t('connect.connected'));
      history.replaceState(null, '', router.href(`channels/${encodeURIComponent(id)}`));
    }
    if (id !== this.#id) {
      this.#id = id;
      this.#channel = null;
      fill(this, skeleton(6, 'mc-skeleton-page'));
      this.#load();
    }
  }

  async #load() {
    const id = this.#id;
    try {
      const [channels, addresses] = await Promise.all([api.channels(), api.addresses(id)]);
      if (id !== this.#id) {
        return;
      }
      this.#channel = channels.find((channel) => channel.id === id) ?? null;
      this.#addresses = addresses;
      this.#render();
      this.emit('mc-title');
      if (this.#check && this.#channel && app.can.manageChannels) {
        this.#check = false;
        openCheck(this.#channel, this.#addresses);
      }
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const channel = this.#channel;
    if (!channel) {
      fill(this, emptyState('plug', t('channel.gone'), t('channel.goneText'), h('a', { class: 'mc-button', href: router.href('channels') }, t('nav.environments'))));
      return;
    }
    const manage = app.can.manageChannels;
    const facts = [t(`provider.${channel.provider}`), channel.microsoft365?.tenantId ?? channel.google?.domain ?? channel.account?.email, t(`access.${channel.access}`), tn('channel.emails', channel.mailCount),
      channel.lastSuccess && t('address.fetched', { ago: ago(channel.lastSuccess) }),
      channel.account?.signedInAt && t('account.signedIn', { date: date(channel.account.signedInAt) }),
      channel.credentialExpires && t('channel.credentialEnds', { date: calendarDay(channel.credentialExpires.slice(0, 10)) })].filter(Boolean);
    fill(this,
      h('a', { class: 'mc-crumb', href: router.href('channels') }, icon('back'), t('nav.environments')),
      h('header', { class: 'mc-page-head', ondblclick: (event) => manage && !event.target.closest('button') && editChannel(channel, this) },
        h('div', { class: 'mc-page-name' }, providerMark(channel.provider),
          h('div', null,
            h('h1', { class: 'mc-page-title', dir: 'auto' }, channel.name, channelState(channel)),
            h('p', { class: 'mc-page-lead mc-facts' }, facts.map((fact) => h('bdi', null, fact))))),
        manage && h('div', { class: 'mc-page-tools' },
          channel.provider !== 'hosted' && button(t('check.run'), () => openCheck(channel, this.#addresses), { icon: 'checkCircle', data: { focus: 'check' } }),
          button(t('action.edit'), (event) => editChannel(channel, event.currentTarget), { icon: 'edit' }),
          iconButton('more', t('channel.more', { name: channel.name }), (event) => this.#menu(event.currentTarget), { 'aria-haspopup': 'menu' }))),
      channel.attention && reasonNotice(channel.attention, { kind: 'danger', title: t('channel.attention'), actions: manage && reconnectButton(channel) }),
      channel.warnings.map((reason) => reasonNotice(reason)),
      !channel.isActive && notice('info', t('channel.inactive')),
      this.addresses);
    this.#renderAddresses();
  }

  #addressesChanged() {
    if (this.#channel) {
      this.#addresses = app.addresses.filter((address) => address.channelId === this.#id);
      this.#renderAddresses();
    }
  }

  #renderAddresses() {
    const focused = this.addresses.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const add = (kind) => app.can.manageChannels && button(t('address.add'), () => this.#activate(), { icon: 'plus', kind, data: { focus: 'add' } });
    fill(this.addresses,
      h('div', { class: 'mc-section-head' }, h('h2', { class: 'mc-section-title' }, t('channel.addressesTitle')), this.#addresses.length > 0 && add('')),
      this.#addresses.length === 0
        ? emptyState('mail', t('channel.noAddresses'), t('channel.noAddressesText'), add('primary'))
        : h('ul', { class: 'mc-cards' }, this.#addresses.map((address) => addressRow(address, { reload: () => this.#load() }))));
    if (focused) {
      this.addresses.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  async #activate() {
    const hosted = this.#channel.provider === 'hosted';
    const address = await (hosted ? openWizard() : openActivate(this.#channel));
    if (address) {
      toast(t('address.activated', { email: address.email }));
      app.reloadAddresses();
      this.#load();
    }
  }

  #menu(anchor) {
    openMenu(anchor, [{
      label: t('action.delete'), icon: 'trash', danger: true,
      run: async () => (await deleteChannel(this.#channel, this)) && router.go('channels'),
    }], { label: t('channel.more', { name: this.#channel.name }) });
  }
}

customElements.define('channel-screen', ChannelScreen);
