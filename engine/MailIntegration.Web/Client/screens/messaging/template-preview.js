// What a receiver sees: light, dark, on a phone, as plain text; with an example or a real conversation.
import { api } from '../../api.js';
import { LANGUAGES, reasonText, t } from '../../i18n.js';
import { notice } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { isAbort, View } from '../../lib/view.js';
import { filterSelect } from '../desk/filter-select.js';
import { messageFrame } from '../mail/mail-body.js';
import { messaging } from './messaging-api.js';

const LOOKS = ['light', 'dark', 'phone', 'plain'];

class TemplatePreview extends View {
  template = '';
  conversation = null;
  #language = 'en';
  #look = 'light';
  #records = [];
  #asked = 0;

  connected() {
    this.className = 'mc-studio-preview';
    this.bar = h('div', { class: 'mc-studio-bar' });
    this.place = h('div', { class: 'mc-studio-shown' });
    fill(this, h('h2', { class: 'mc-sr' }, t('template.preview')), this.bar, this.place);
    this.#loadRecords();
  }

  async show(language) {
    this.#language = language;
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const shown = await messaging.templatePreview(this.template, { language, conversation: this.conversation }, this.signal);
      if (asked === this.#asked) {
        this.#render(shown);
      }
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.place, notice('warning', reasonText(error.reason)));
      }
    }
  }

  #render(shown) {
    fill(this.bar,
      h('div', { class: 'mc-studio-looks', role: 'group', 'aria-label': t('template.preview') }, LOOKS.map((look) => h('button', {
        type: 'button', class: look === this.#look ? 'mc-button mc-button-small mc-button-soft' : 'mc-button mc-button-small', 'aria-pressed': String(look === this.#look),
        onclick: () => {
          this.#look = look;
          this.#render(shown);
        },
      }, t(`template.look.${look}`)))),
      filterSelect(t('template.record'), [['', t('template.example')], ...this.#records], this.conversation ?? '', (id) => {
        this.conversation = id || null;
        this.show(this.#language);
      }));
    const problems = Object.values(shown.problems).flat();
    fill(this.place,
      problems.length > 0 && notice('warning', h('ul', { class: 'mc-studio-problems' }, problems.map((reason) => h('li', null, reasonText(reason))))),
      shown.isBuiltIn && problems.length === 0 && h('p', { class: 'mc-hint' }, t('template.showsBuiltIn', { language: LANGUAGES[shown.language] })),
      h('p', { class: 'mc-studio-subject', dir: 'auto' }, h('span', { class: 'mc-hint' }, `${t('template.subject')}: `), h('strong', null, shown.subject)),
      shown.canShow && messageFrame({
        class: `mc-studio-frame mc-studio-${this.#look}`, title: t('template.preview'),
        src: messaging.templateBodyUrl(this.template, {
          language: this.#language, conversation: this.conversation, theme: this.#look === 'dark' ? 'dark' : 'light', plain: this.#look === 'plain', v: this.#asked,
        }),
      }));
  }

  async #loadRecords() {
    try {
      const { rows } = await api.conversations({ box: 'all', take: 10 }, this.signal);
      this.#records = rows.map((row) => [row.conversationId ?? row.id, row.subject || t('mail.noSubject')]);
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('No records for the preview', error); // The example is there.
      }
    }
  }
}

customElements.define('template-preview', TemplatePreview);
