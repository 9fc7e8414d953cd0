// A forwarding address on its own page: state, instructions, checks at the door, what was held, the secret.
import { reasonText, t, tn } from '../../i18n.js';
import { busy, button, copyField, failedState, notice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { bytes, shortTime } from '../../lib/format.js';
import { clearErrors, showErrors, switchField, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { confirmationList } from './confirmations.js';
import { hostedState } from './connected-view.js';
import { curlCommand, guideView } from './guides.js';
import { domainPanel } from './inbound-domain.js';
import { hostedApi } from './hosted-api.js';
import { sendWayField } from './send-way.js';
import { senderDomainView } from './sender-domain.js';

const lines = (text) => text.split(/[\s,;]+/).filter(Boolean);

class HostedSection extends View {
  addressId = '';
  #hosted = null;
  #secret = null;
  #domain = null;

  connected() {
    this.className = 'mc-section mc-hosted';
    fill(this, h('h2', { class: 'mc-section-title' }, t('provider.hosted')), skeleton(4));
    this.#load();
  }

  async #load() {
    try {
      const [hosted, arrivals] = await Promise.all([
        hostedApi.hosted(this.addressId, this.signal), hostedApi.arrivals({ addressId: this.addressId }, this.signal)]);
      const domain = await hostedApi.senderDomain(hosted.email.split('@').pop(), this.signal);
      this.#hosted = hosted;
      this.#domain = domain.state ? domain : null;
      this.#render(arrivals.rows.filter((row) => row.state === 'held' || row.state === 'refused'));
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render(rows) {
    const hosted = this.#hosted;
    fill(this,
      h('h2', { class: 'mc-section-title' }, t('provider.hosted')),
      h('div', { class: 'mc-panel mc-stack' },
        hostedState(hosted),
        copyField(t('hosted.forwarding'), hosted.forwardingAddress),
        h('p', { class: 'mc-hint' }, t('hosted.immutable')),
        confirmationList(hosted.confirmations),
        h('details', null, h('summary', null, t('hosted.instructions')), guideView(hosted.forwardingAddress)),
        h('details', { open: Boolean(this.#secret) }, h('summary', null, t('hosted.forServers')), this.#door()),
        domainPanel(),
        this.#domain && h('details', { open: this.#domain.state === 'failed' }, h('summary', null, t('domain.title', { domain: this.#domain.domain })), senderDomainView(this.#domain, (now) => now.state === null && this.#load())),
        h('details', null, h('summary', null, t('hosted.rules')), this.#rules()),
        this.#arrivals(rows)));
  }

  #door() {
    return h('div', { class: 'mc-stack' },
      copyField(t('hosted.url'), this.#hosted.url),
      copyField(t('hosted.command'), curlCommand(this.#hosted.url)),
      this.#secret && [notice('warning', t('hosted.secretOnce')), copyField(t('hosted.secret'), this.#secret)],
      h('div', null, button(t('hosted.renewSecret'), (event) => busy(event.currentTarget, async () => {
        this.#secret = (await hostedApi.renewHostedSecret(this.addressId)).secret;
        await this.#load();
      }), { kind: 'small' }), ' ', h('span', { class: 'mc-hint' }, t('hosted.renewHint'))));
  }

  #rules() {
    const { rules } = this.#hosted;
    return h('form', { class: 'mc-form', onsubmit: (event) => this.#save(event) },
      sendWayField(rules.sendVia),
      switchField({ name: 'requireSignature', label: t('hosted.requireSignature'), hint: t('hosted.requireSignatureHint'), checked: rules.requireSignature }),
      textField({ name: 'trustedServer', label: t('hosted.trustedServer'), hint: t('hosted.trustedServerHint'), optional: true, value: rules.trustedServer ?? '', autocomplete: 'off' }),
      textField({ name: 'spamThreshold', type: 'number', step: '0.1', label: t('hosted.spamThreshold'), hint: t('hosted.spamThresholdHint'), optional: true, value: rules.spamThreshold ?? '' }),
      textField({ name: 'allowedSenders', label: t('hosted.allowed'), hint: t('hosted.sendersHint'), optional: true, value: rules.allowedSenders.join(', ') }),
      textField({ name: 'deniedSenders', label: t('hosted.denied'), hint: t('hosted.deniedHint'), optional: true, value: rules.deniedSenders.join(', ') }),
      h('div', { class: 'mc-form-actions' }, h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
  }

  async #save(event) {
    event.preventDefault();
    const form = event.currentTarget;
    clearErrors(form);
    const { sendVia, requireSignature, trustedServer, spamThreshold, allowedSenders, deniedSenders } = form.elements;
    await busy(form.querySelector('[type=submit]'), async () => {
      try {
        await hostedApi.saveHostedRules(this.addressId, {
          version: this.#hosted.version,
          rules: {
            sendVia: sendVia.value, requireSignature: requireSignature.checked, trustedServer: trustedServer.value.trim(), spamThreshold: spamThreshold.value === '' ? null : Number(spamThreshold.value),
            allowedSenders: lines(allowedSenders.value), deniedSenders: lines(deniedSenders.value),
          },
        });
        toast(t('toast.saved'));
        this.emit('mc-reload');
        await this.#load();
      } catch (error) {
        showErrors(form, error);
      }
    });
  }

  #arrivals(rows) {
    return rows.length > 0 && h('section', { 'aria-label': t('hosted.held') },
      h('h3', { class: 'mc-label' }, t('hosted.held')),
      h('ul', { class: 'mc-hosted-arrivals' }, rows.map((row) => h('li', null,
        h('div', null,
          h('bdi', { class: 'mc-hosted-from' }, row.from ?? row.envelopeFrom), ' ', h('bdi', null, row.subject), ' ',
          h('span', { class: 'mc-hint' }, `${shortTime(row.arrivedAt)} · ${bytes(row.size)}`),
          h('p', { class: 'mc-hint', dir: 'auto' }, t(`hosted.state.${row.state}`), row.reason && `: ${reasonText(row.reason)}`)),
        row.state === 'held' && h('div', { class: 'mc-page-tools' },
          button(t('hosted.release'), (event) => busy(event.currentTarget, () => this.#settle(hostedApi.releaseArrivals, row, 'hosted.released')), { kind: 'small' }),
          button(t('hosted.discard'), (event) => busy(event.currentTarget, () => this.#settle(hostedApi.discardArrivals, row, 'hosted.discarded')), { kind: 'small' }))))));
  }

  async #settle(run, row, text) {
    const { changed } = await run([row.id]);
    toast(tn(text, changed));
    await this.#load();
  }
}

customElements.define('hosted-section', HostedSection);
