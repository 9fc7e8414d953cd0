// Try it out: what would become of a mail, or of the mail of the last hours, with settings that are not saved. Nothing is written.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, notice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, selectField, showErrors, textField } from '../../lib/form.js';
import { announce } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { linksEditor } from '../address/links-editor.js';
import { calls } from '../mail/regroup-calls.js';
import { conversationFields, readConversations } from '../settings/conversation-fields.js';
import { outcomeCard, reportView } from './try-out-result.js';

const MAX_BYTES = 25 * 1024 * 1024;
const MODES = ['chat', 'dossier'];
const UNKNOWN = ['wait', 'create'];

class TryOutScreen extends View {
  #addresses = [];
  #settings = null;
  #request = null;

  connected() {
    this.className = 'mc-page';
    fill(this, skeleton(6, 'mc-skeleton-page'));
    this.#load();
  }

  get heading() {
    return t('nav.tryOut');
  }

  show() {}

  async #load() {
    try {
      const known = new Set(app.addresses.map(({ id }) => id));
      [this.#addresses, this.#settings] = await Promise.all([api.addresses(), app.can.manageSettings ? api.settings() : null]);
      this.#addresses = this.#addresses.filter(({ id }) => known.has(id));
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const head = h('header', { class: 'mc-page-head' }, h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.tryOut')), h('p', { class: 'mc-page-lead' }, t('tryOut.lead'))));
    if (this.#addresses.length === 0) {
      fill(this, head, emptyState('plug', t('tryOut.noAddress'), t('tryOut.noAddressText')));
      return;
    }
    this.result = h('section', { class: 'mc-try-result', tabindex: '-1', 'aria-label': t('tryOut.result') });
    this.links = h('div', null);
    this.form = h('form', { class: 'mc-form mc-try-form', onsubmit: (event) => event.preventDefault() },
      h('section', { class: 'mc-group' },
        selectField({ name: 'address', label: t('tryOut.address'), value: this.#addresses[0].id, options: this.#addresses.map(({ id, email }) => ({ value: id, label: email })), onchange: () => this.#renderLinks() })),
      h('details', { class: 'mc-group mc-try-changes' },
        h('summary', { class: 'mc-group-title' }, t('tryOut.changes')),
        h('p', { class: 'mc-hint' }, t('tryOut.changesHint')),
        this.#settings && [
          selectField({ name: 'mode', label: t('settings.mode'), value: this.#settings.mode, options: MODES.map((value) => ({ value, label: t(`mode.${value}`) })) }),
          this.#settings.unknownSenders && selectField({ name: 'unknownSenders', label: t('tryOut.unknown'), value: this.#settings.unknownSenders, options: UNKNOWN.map((value) => ({ value, label: t(`tryOut.unknown.${value}`) })) }),
          conversationFields(this.#settings),
        ],
        this.links),
      h('div', { class: 'mc-try-ways' },
        this.#dropZone(),
        h('section', { class: 'mc-group mc-try-replay' },
          h('h2', { class: 'mc-group-title' }, t('tryOut.replay')),
          h('p', { class: 'mc-hint' }, t('tryOut.replayHint')),
          textField({ name: 'hours', type: 'number', label: t('tryOut.hours'), min: '1', max: '720', value: '72', required: true, inputmode: 'numeric' }),
          h('button', { type: 'button', class: 'mc-button mc-button-primary mc-try-go', onclick: (event) => this.#replay(event.currentTarget) }, t('tryOut.replayGo')),
          button(t('action.cancel'), () => this.#request?.abort(), { kind: 'quiet', class: 'mc-try-stop' }))));
    fill(this, head, this.form, this.result);
    this.#renderLinks();
  }

  #renderLinks() {
    const address = this.#addresses.find(({ id }) => id === this.form.elements.address.value);
    this.editor = linksEditor(address.links);
    fill(this.links, this.editor);
  }

  #dropZone() {
    const input = h('input', { type: 'file', accept: '.eml,message/rfc822', class: 'mc-sr', id: 'mc-try-file', onchange: () => this.#take(input.files[0]) });
    const zone = h('section', {
      class: 'mc-group mc-drop',
      ondragover: (event) => {
        event.preventDefault();
        zone.classList.add('mc-drop-over');
      },
      ondragleave: () => zone.classList.remove('mc-drop-over'),
      ondrop: (event) => {
        event.preventDefault();
        zone.classList.remove('mc-drop-over');
        this.#take(event.dataTransfer.files[0]);
      },
    },
    h('h2', { class: 'mc-group-title' }, t('tryOut.mail')),
    h('p', { class: 'mc-hint' }, t('tryOut.mailHint')),
    input, h('label', { class: 'mc-button', htmlFor: 'mc-try-file' }, t('tryOut.choose')));
    return zone;
  }

  async #take(file) {
    if (!file) {
      return;
    }
    if (file.size > MAX_BYTES) {
      fill(this.result, notice('danger', t('tryOut.tooLarge')));
      return;
    }
    const raw = await base64(file);
    await this.#run((signal) => calls.tryMail({ ...this.#body(), raw }, signal), (outcome) => outcomeCard(outcome, file.name));
  }

  #replay(anchor) {
    return busy(anchor, () => this.#run((signal) => calls.replayMail({ ...this.#body(), hours: Number(this.form.elements.hours.value) }, signal), reportView));
  }

  #body() {
    const { elements } = this.form;
    const settings = this.#settings && { ...this.#settings, microsoft: null, mode: elements.mode.value, unknownSenders: elements.unknownSenders?.value, ...readConversations(this.form) };
    return { addressId: elements.address.value, settings, links: this.editor.value };
  }

  async #run(work, view) {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    this.signal.addEventListener('abort', () => request.abort(), { once: true });
    clearErrors(this.form);
    fill(this.result, skeleton(4, 'mc-skeleton-page'));
    try {
      fill(this.result, view(await work(request.signal)));
      this.result.focus({ preventScroll: true });
      this.result.scrollIntoView({ block: 'nearest' });
      announce(t('tryOut.result'));
    } catch (error) {
      fill(this.result);
      if (!isAbort(error)) {
        showErrors(this.form, error);
      }
    }
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

customElements.define('try-out-screen', TryOutScreen);
