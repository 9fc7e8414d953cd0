// Integrations > Mail integration: the master switch and one tile per connected environment.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonText, t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, notice, reasonNotice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { toast, toastError } from '../../lib/toast.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { openConnect } from './connect-dialog.js';
import { channelTile } from './channel-tile.js';

class ChannelsScreen extends View {
  #channels = null;
  #settings = null;
  #connectError = null;

  connected() {
    this.className = 'mc-page';
    this.listen(live, 'channels resync', debounce(() => this.#load(), 400));
    this.listen(this, 'mc-reload', () => this.#load());
    fill(this, skeleton(6, 'mc-skeleton-tiles'));
    this.every(60_000, () => this.#load());
    this.#load();
  }

  get heading() {
    return t('nav.environments');
  }

  show({ query }) {
    if (query.connectError) {
      const args = Object.fromEntries(Object.entries(query).filter(([name]) => name.startsWith('arg.')).map(([name, value]) => [name.slice(4), value]));
      this.#connectError = { code: query.connectError, args };
      history.replaceState(null, '', router.href('channels')); // Shown once; a reload does not repeat it.
      if (this.#channels) {
        this.#render();
      }
    }
  }

  async #load() {
    try {
      const [channels, settings] = await Promise.all([api.channels(), app.can.manageSettings ? api.settings() : null]);
      this.#channels = channels;
      this.#settings = settings;
      this.#render();
    } catch (error) {
      if (isAbort(error)) {
        return;
      }
      if (this.#channels) {
        toastError(error);
      } else {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const limit = this.#settings?.maxChannels;
    const full = limit !== null && limit !== undefined && this.#channels.length >= limit;
    fill(this,
      h('header', { class: 'mc-page-head' },
        h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.mailIntegration')), h('p', { class: 'mc-page-lead' }, t('channels.lead'))),
        app.can.manageChannels && button(t('channels.add'), () => this.#add(), { icon: 'plus', kind: 'primary', disabled: full, data: { focus: 'add' } })),
      this.#connectError && this.#errorNotice(),
      this.#settings && this.#masterSwitch(),
      full && notice('info', tn('channels.full', limit)),
      this.#channels.length === 0
        ? emptyState('plug', t('channels.none'), t('channels.noneText'), app.can.manageChannels && !full && button(t('channels.add'), () => this.#add(), { icon: 'plus', kind: 'primary' }))
        : h('ul', { class: 'mc-tiles' }, this.#channels.map((channel) => h('li', null, channelTile(channel)))));
    if (focused) {
      this.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #errorNotice() {
    return reasonNotice(this.#connectError, {
      kind: 'danger',
      title: t('connect.failed'),
      actions: [
        button(t('action.tryAgain'), () => this.#add(), { kind: 'small' }),
        button(t('action.dismiss'), () => {
          this.#connectError = null;
          this.#render();
        }, { kind: 'small' }),
      ],
    });
  }

  #masterSwitch() {
    const { enabled } = this.#settings;
    return h('section', { class: `mc-master${enabled ? ' mc-master-on' : ''}` },
      h('input', {
        id: 'mc-master', type: 'checkbox', role: 'switch', class: 'mc-switch', checked: enabled, data: { focus: 'master' }, 'aria-describedby': 'mc-master-text',
        onchange: (event) => this.#switch(event.target),
      }),
      h('div', null,
        h('label', { htmlFor: 'mc-master', class: 'mc-master-label' }, t(enabled ? 'channels.on' : 'channels.off')),
        h('p', { id: 'mc-master-text', class: 'mc-hint' }, t(enabled ? 'channels.onText' : 'channels.offText'))),
      h('a', { class: 'mc-button mc-button-quiet', href: router.href('settings') }, t('nav.settings')));
  }

  async #switch(input) {
    const wanted = input.checked;
    await busy(input, async () => {
      try {
        this.#settings = await api.saveSettings({ ...this.#settings, enabled: wanted });
        toast(t(wanted ? 'channels.switchedOn' : 'channels.switchedOff'));
      } catch (error) {
        toast(reasonText(error.reason ?? { code: 'client-error' }), { kind: 'error' });
        await this.#load();
      }
    });
    this.#render();
  }

  async #add() {
    const channel = await openConnect(this.#settings);
    if (channel?.forwardingAddress) {
      app.reloadAddresses();
      router.go(`addresses/${encodeURIComponent(channel.id)}`);
    } else if (channel) {
      toast(t('connect.done', { name: channel.name }));
      app.reloadAddresses();
      router.go(`channels/${encodeURIComponent(channel.id)}`);
    }
  }
}

customElements.define('channels-screen', ChannelsScreen);
