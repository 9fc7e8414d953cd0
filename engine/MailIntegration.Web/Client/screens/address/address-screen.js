// One address: its state, links, folders, how far back it goes, and its ledger.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, iconButton, progressBar, reasonNotice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { dateTime, number } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { isRunning, refreshNow, runText } from '../../shell/sync-indicator.js';
import { askDeletion } from '../channels/channel-actions.js';
import { addressForm } from './address-form.js';
import { addressState, freshness } from './address-row.js';
import { backfillSection } from './backfill.js';
import '../hosted/hosted-section.js';
import './ledger-view.js';

class AddressScreen extends View {
  #id = null;
  #address = null;

  connected() {
    this.className = 'mc-page';
    const reload = debounce(() => this.#load(), 400);
    this.listen(live, 'channels resync', reload);
    this.listen(this, 'mc-reload', () => this.#load());
    this.every(60_000, () => this.#load());
    this.listen(app, 'sync', () => this.#runChanged());
  }

  get heading() {
    return this.#address?.email ?? t('nav.addresses');
  }

  show({ id }) {
    if (id !== this.#id) {
      this.#id = id;
      this.#address = null;
      fill(this, skeleton(8, 'mc-skeleton-page'));
      this.#load();
    }
  }

  async #load() {
    const id = this.#id;
    try {
      const addresses = await api.addresses();
      if (id !== this.#id) {
        return;
      }
      const known = this.#address;
      this.#address = addresses.find((address) => address.id === id) ?? null;
      if (known && this.#address) {
        this.#renderTop();
        this.#renderForm();
      } else {
        this.#render();
      }
      this.emit('mc-title');
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    if (!this.#address) {
      fill(this, emptyState('mail', t('address.gone'), t('address.goneText'), h('a', { class: 'mc-button', href: router.href('channels') }, t('nav.environments'))));
      return;
    }
    this.top = h('div', { class: 'mc-stack' });
    this.run = h('div', { class: 'mc-run-strip', hidden: true });
    this.form = h('section', { class: 'mc-section' });
    this.backfill = h('section', { class: 'mc-section' });
    const ledger = document.createElement('ledger-view');
    ledger.addressId = this.#id;
    const hosted = this.#address.forwardingAddress && app.can.manageChannels ? document.createElement('hosted-section') : null;
    if (hosted) {
      hosted.addressId = this.#id;
    }
    fill(this, this.top, this.run, hosted, this.form, this.backfill, ledger);
    this.#renderTop();
    this.#renderForm();
  }

  #renderTop() {
    const address = this.#address;
    const focused = this.top.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    const manage = app.can.manageChannels;
    const facts = [
      tn('channel.emails', address.emailCount), tn('address.unread', address.unread), address.unprocessed > 0 && tn('address.unprocessed', address.unprocessed),
      ...freshness(address),
      address.notBefore && t('address.notBefore', { time: dateTime(address.notBefore) }),
    ].filter(Boolean);
    fill(this.top,
      h('a', { class: 'mc-crumb', href: router.href(`channels/${encodeURIComponent(address.channelId)}`) }, icon('back'), h('bdi', null, address.channelName)),
      h('header', { class: 'mc-page-head' },
        h('div', null,
          h('h1', { class: 'mc-page-title' }, h('bdi', null, address.email), addressState(address)),
          h('p', { class: 'mc-page-lead mc-facts' }, facts.map((fact) => h('span', null, fact)))),
        h('div', { class: 'mc-page-tools' },
          h('a', { class: 'mc-button mc-button-quiet', href: router.href('inbox', { address: address.id }) }, icon('mail'), h('span', null, t('address.showMail'))),
          button(t('action.refresh'), (event) => busy(event.currentTarget, () => refreshNow(address.id)), { icon: 'refresh', data: { focus: 'refresh' } }),
          manage && button(t(address.state === 'paused' ? 'action.resume' : 'action.pause'), (event) => busy(event.currentTarget, () => this.#pause()), { icon: address.state === 'paused' ? 'play' : 'pause', data: { focus: 'pause' } }),
          manage && iconButton('more', t('address.more', { email: address.email }), (event) => this.#menu(event.currentTarget), { 'aria-haspopup': 'menu', data: { focus: 'more' } }))),
      address.problem && reasonNotice(address.problem, { kind: address.state === 'attention' ? 'danger' : 'warning' }));
    if (focused) {
      this.top.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }
    this.#renderRun();
  }

  // While somebody edits, what he typed is not replaced by what was saved meanwhile; the version tells on saving.
  #renderForm() {
    fill(this.backfill, backfillSection(this.#address));
    if (!this.form.querySelector('form')?.matches('.mc-changed')) {
      fill(this.form, h('h2', { class: 'mc-section-title' }, t('address.settings')), addressForm(this.#address, { saved: () => this.#load() }));
    }
  }

  #runChanged() {
    if (this.#address) {
      this.#renderRun();
      const run = app.runs.get(this.#id);
      if (run?.finishedAt && run.finishedAt !== this.lastRun) {
        this.lastRun = run.finishedAt;
        this.#load();
      }
    }
  }

  #renderRun() {
    const run = app.runs.get(this.#id);
    const running = Boolean(run && isRunning(run));
    this.run.hidden = !running;
    if (!running) {
      return;
    }
    const focused = this.run.contains(document.activeElement);
    fill(this.run,
      h('span', { class: 'mc-run-strip-text' }, runText(run)),
      progressBar(t('sync.title'), run.done, run.total),
      h('span', { class: 'mc-hint' }, number(run.done)),
      run.canCancel && button(t('action.cancel'), (event) => busy(event.currentTarget, () => api.cancelRun(this.#id)), { kind: 'small' }));
    if (focused) {
      this.run.querySelector('button')?.focus();
    }
  }

  async #pause() {
    const { id, displayName, links, folders, fromNameRule, signatureHtml, state, version } = this.#address;
    const isPaused = state !== 'paused';
    await api.saveAddress({ id, displayName, links: links.map(({ kind, targetId }) => ({ kind, targetId })), folders, fromNameRule, signatureHtml, isPaused, version });
    toast(t(isPaused ? 'address.paused' : 'address.resumed', { email: this.#address.email }));
    app.reloadAddresses();
    await this.#load();
  }

  #menu(anchor) {
    openMenu(anchor, [{ label: t('action.delete'), icon: 'trash', danger: true, run: () => busy(anchor, () => this.#delete()) }], { label: t('address.more', { email: this.#address.email }) });
  }

  async #delete() {
    const { id, email, channelId } = this.#address;
    const { emails } = await api.addressDeletion(id);
    const answer = await askDeletion({
      title: t('address.deleteTitle', { email }), text: t('address.deleteText'), emails, remove: (withMail) => api.deleteAddress(id, withMail),
    });
    if (answer !== undefined) {
      toast(t('address.deleted', { email }));
      app.reloadAddresses();
      router.go(`channels/${encodeURIComponent(channelId)}`);
    }
  }
}

customElements.define('address-screen', AddressScreen);
