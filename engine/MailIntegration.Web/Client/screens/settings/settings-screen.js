// Settings of the mail integration: master switch, processing, fetching, the site's registration at Microsoft.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, failedState, notice, skeleton } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, radioCards, showErrors, switchField, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { router } from '../../router.js';
import './budget-list.js';
import { googleClientFields, readGoogleClient } from './google-client-fields.js';
import { conversationFields, readConversations } from './conversation-fields.js';
import { microsoftFields, readMicrosoft } from './microsoft-fields.js';
import { pushFields, readPush } from './push-fields.js';
import { readSenders, senderFields } from './sender-fields.js';
import { readWriting, writingFields } from './writing-fields.js';

const PROCESSING = ['fileInDossier', 'ignoreByPreferredMethod', 'inviteOnFirstMail', 'twoStepForTasks'];
const PROVIDER = ['followProviderReads', 'followProviderDeletes', 'followProviderMoves', 'writeBack'];

class SettingsScreen extends View {
  #settings = null;

  connected() {
    this.className = 'mc-page';
    fill(this, skeleton(8, 'mc-skeleton-page'));
    this.listen(window, 'beforeunload', (event) => this.#isChanged && event.preventDefault());
    router.setGuard(() => !this.#isChanged || confirmDialog({ title: t('settings.leave'), text: t('settings.unsaved'), confirm: t('action.discard'), danger: true }), this.signal);
    this.#load();
  }

  get heading() {
    return t('nav.settings');
  }

  show() {}

  get #isChanged() {
    return this.querySelector('form')?.classList.contains('mc-changed') ?? false;
  }

  async #load() {
    try {
      this.#settings = await api.settings();
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const settings = this.#settings;
    const form = h('form', {
      class: 'mc-form mc-settings',
      oninput: () => form.classList.add('mc-changed'),
      onsubmit: (event) => {
        event.preventDefault();
        this.#save(form);
      },
    },
    group(null, switchField({ name: 'enabled', label: t('settings.enabled'), hint: t('settings.enabledHint'), checked: settings.enabled })),
    group(t('settings.processing'),
      notice('info', [h('strong', null, t('settings.messageModule')), h('span', null, t('settings.messageModuleText'))]),
      radioCards({
        name: 'mode', label: t('settings.mode'), value: settings.mode,
        options: ['chat', 'dossier'].map((value) => ({ value, label: t(`mode.${value}`), hint: t(`mode.${value}Text`) })),
      }),
      senderFields(settings),
      switches(PROCESSING, settings)),
    group(t('settings.conversations'), conversationFields(settings)),
    group(t('settings.fetching'),
      h('div', { class: 'mc-field-row' },
        textField({ name: 'firstSyncDays', type: 'number', label: t('settings.firstSyncDays'), hint: t('settings.firstSyncDaysHint'), min: '1', max: '3650', required: true, value: String(settings.firstSyncDays), inputmode: 'numeric' }),
        textField({ name: 'maxChannels', type: 'number', label: t('settings.maxChannels'), hint: t('settings.maxChannelsHint'), min: '1', value: settings.maxChannels === null ? '' : String(settings.maxChannels), inputmode: 'numeric', placeholder: t('settings.unlimited') })),
      switches(PROVIDER, settings)),
    group(t('settings.writing'), writingFields(settings)),
    group(t('settings.push'), pushFields(settings)),
    group(t('settings.microsoft'), microsoftFields(settings)),
    group(t('settings.google'), googleClientFields(settings)),
    h('div', { class: 'mc-save-bar' },
      h('span', { class: 'mc-hint' }, t('settings.unsaved')),
      button(t('action.discard'), () => this.#render(), { kind: 'quiet' }),
      h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
    fill(this, h('header', { class: 'mc-page-head' }, h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.settings')), h('p', { class: 'mc-page-lead' }, t('settings.lead')))), app.can.seeAll && document.createElement('budget-list'), form);
  }

  async #save(form) {
    const { elements } = form;
    clearErrors(form);
    const checked = Object.fromEntries([...PROCESSING, ...PROVIDER, 'enabled'].map((name) => [name, elements[name].checked]));
    await busy(form.querySelector('[type=submit]'), async () => {
      try {
        this.#settings = await api.saveSettings({
          ...this.#settings, ...checked,
          mode: elements.mode.value,
          firstSyncDays: Number(elements.firstSyncDays.value),
          maxChannels: elements.maxChannels.value === '' ? null : Number(elements.maxChannels.value),
          ...readSenders(form),
          ...readWriting(form, this.#settings),
          ...readPush(form),
          ...readConversations(form),
          microsoft: await readMicrosoft(form),
          google: readGoogleClient(form),
        });
        toast(t('toast.saved'));
        this.#render();
      } catch (error) {
        showErrors(form, error);
      }
    });
  }
}

function group(title, ...content) {
  return h('section', { class: 'mc-group' }, title && h('h2', { class: 'mc-group-title' }, title), content);
}

const switches = (names, settings) => names.map((name) => switchField({ name, label: t(`settings.${name}`), hint: t(`settings.${name}Hint`), checked: settings[name] }));

customElements.define('settings-screen', SettingsScreen);
