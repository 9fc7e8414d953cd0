// How long the journal looks back, and by which address the site's own mail leaves.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, failedState, notice, skeleton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, selectField, showErrors, switchField, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { messaging } from './messaging-api.js';

class MessagingSettings extends View {
  connected() {
    fill(this, skeleton(4, 'mc-skeleton-page'));
  }

  show() {
    this.#load();
  }

  async #load() {
    try {
      this.#render(await messaging.messagingSettings(this.signal));
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render(settings) {
    const form = h('form', {
      class: 'mc-form', novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        clearErrors(form);
        await busy(form.querySelector('[type=submit]'), async () => {
          try {
            this.#render(await messaging.saveMessagingSettings({
              journalHours: Number(form.elements.journalHours.value), siteSenderId: form.elements.siteSenderId.value, noteOpenings: form.elements.noteOpenings.checked, version: settings.version,
            }));
            toast(t('toast.saved'));
          } catch (error) {
            showErrors(form, error);
          }
        });
      },
    },
    !settings.isSiteUrlKnown && notice('warning', t('messaging.siteUrlUnknown')),
    textField({ name: 'journalHours', type: 'number', label: t('messaging.journalHours'), hint: t('messaging.journalHoursHint'), value: String(settings.journalHours), min: '72', max: '8760' }),
    selectField({
      name: 'siteSenderId', label: t('messaging.siteSender'), hint: t('messaging.siteSenderHint'), value: settings.siteSenderId,
      options: [{ value: '', label: t('messaging.ownProvider') }, ...app.addresses.map((address) => ({ value: address.id, label: address.email }))],
    }),
    switchField({ name: 'noteOpenings', label: t('messaging.noteOpenings'), hint: t('messaging.noteOpeningsHint'), checked: settings.noteOpenings }),
    h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
    fill(this, form);
  }
}

customElements.define('messaging-settings', MessagingSettings);
