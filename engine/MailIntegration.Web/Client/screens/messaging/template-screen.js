// The template studio: text per language on the left, what a receiver sees on the right.
import { app } from '../../app.js';
import { currentLanguage, LANGUAGES, t } from '../../i18n.js';
import { busy, button, failedState, notice, skeleton } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h, uniqueId } from '../../lib/dom.js';
import { selectField, switchField, textField } from '../../lib/form.js';
import { toast, toastError } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { router } from '../../router.js';
import './template-preview.js';
import { templateUses } from './automation-uses.js';
import { sectionOf, templateName } from './template-words.js';
import { messaging } from './messaging-api.js';
import { chooseVersion, fieldChips, problemNotice } from './template-parts.js';

const PAUSE = 900;

class TemplateScreen extends View {
  #template = null;
  #language = 'en';
  #changed = false;
  #saving = Promise.resolve();
  #id = '';

  connected() {
    this.className = 'mc-page mc-studio';
    fill(this, skeleton(8, 'mc-skeleton-page'));
    this.listen(window, 'beforeunload', (event) => this.#changed && event.preventDefault());
    this.later = debounce(() => this.#autosave(), PAUSE);
    router.setGuard(async () => {
      await this.#autosave();
      return !this.#changed || confirmDialog({ title: t('template.leave'), text: t('settings.unsaved'), confirm: t('action.discard'), danger: true });
    }, this.signal);
  }

  get heading() {
    return this.#template ? templateName({ ...this.#template.row, name: this.#template.content.name }) : t('nav.messaging');
  }

  show(route) {
    if (route.id !== this.#id) {
      this.#id = route.id;
      this.#language = LANGUAGES[currentLanguage()] ? currentLanguage() : 'en';
      this.#load();
    }
  }

  async #load() {
    try {
      this.#template = await messaging.template(this.#id, this.signal);
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const { row, content } = this.#template;
    this.state = h('span', { class: 'mc-hint', role: 'status' });
    this.preview = Object.assign(document.createElement('template-preview'), { template: row.id });
    this.errors = h('div', { class: 'mc-studio-errors' });
    this.form = h('form', { class: 'mc-form mc-studio-form', novalidate: true, onsubmit: (event) => event.preventDefault(), oninput: () => this.#typed() });
    fill(this,
      h('header', { class: 'mc-page-head' },
        h('div', null,
          h('a', { class: 'mc-nav-back', href: router.href(`messaging/${sectionOf(row)}`) }, t(`messaging.${sectionOf(row)}`)),
          h('h1', { class: 'mc-page-title', dir: 'auto' }, this.heading),
          row.isSystem && h('p', { class: 'mc-page-lead' }, t(`template.trigger.${row.id}`))),
        h('div', { class: 'mc-page-tools' }, this.state,
          button(t('template.versions'), (event) => busy(event.currentTarget, () => this.#versions()), { icon: 'history' }),
          button(t('template.test'), (event) => busy(event.currentTarget, () => this.#test()), { icon: 'send' }),
          button(t('template.publish'), (event) => busy(event.currentTarget, () => this.#publish()), { kind: 'primary', icon: 'check' }))),
      row.id === 'password-reset' && notice('warning', t('template.passwordResetWarning')), !row.isSystem && templateUses(row.id),
      h('div', { class: 'mc-studio-columns' }, h('div', { class: 'mc-studio-edit' }, this.errors, this.form), this.preview));
    this.#renderForm(content);
    this.#showState();
    this.preview.show(this.#language);
  }

  #renderForm(content) {
    const { row, builtIn, fields, templateLanguage, requiredField } = this.#template;
    const text = content.texts[this.#language] ?? { subject: '', html: '' };
    const original = builtIn[this.#language];
    const area = uniqueId('html');
    fill(this.form,
      h('div', { class: 'mc-tabs mc-studio-languages', role: 'tablist', 'aria-label': t('template.languages') }, Object.entries(LANGUAGES).map(([code, name]) => h('button', {
        type: 'button', role: 'tab', class: code === this.#language ? 'mc-tab mc-current' : 'mc-tab', 'aria-selected': String(code === this.#language),
        onclick: () => this.#switchLanguage(code),
      }, name, content.texts[code] && h('span', { class: 'mc-studio-own', title: t('template.ownText') }, ' •')))),
      original && !content.texts[this.#language] && notice('info', t('template.builtIn'), button(t('template.startFromBuiltIn'), () => this.#start(original), { kind: 'small' })),
      textField({ name: 'subject', label: t('template.subject'), value: text.subject, maxlength: '500', placeholder: original?.subject ?? '' }),
      h('div', { class: 'mc-field', data: { field: 'html' } },
        h('label', { class: 'mc-label', htmlFor: area }, t('template.text')),
        h('textarea', { id: area, name: 'html', class: 'mc-input mc-studio-html', rows: '16', spellcheck: 'true', dir: 'auto', value: text.html, placeholder: original?.html ?? '' }),
        h('p', { class: 'mc-hint' }, t(templateLanguage === 'liquid' ? 'template.liquidHint' : 'template.simpleHint'), requiredField && ` ${t('template.required', { name: `{{ ${requiredField} }}` })}`)),
      fieldChips(fields, (field) => this.#insert(`{{ ${field} }}`)),
      original && content.texts[this.#language] && button(t('template.backToBuiltIn'), () => this.#drop(), { kind: 'small' }),
      h('hr'),
      !row.isSystem && textField({ name: 'name', label: t('template.name'), value: content.name, maxlength: '100' }),
      selectField({
        name: 'senderId', label: t('template.sender'), hint: t('template.senderHint'), value: content.senderId ?? '',
        options: [{ value: '', label: t('template.siteDefault') }, ...app.addresses.map((address) => ({ value: address.id, label: address.email }))],
      }),
      row.canDisable && switchField({ name: 'isOn', label: t('template.isOn'), checked: content.isOn }),
      !row.isSystem && button(t('template.delete'), (event) => busy(event.currentTarget, () => this.#delete()), { icon: 'trash', kind: 'small' }));
  }

  #read() {
    const { content } = this.#template;
    const { elements } = this.form;
    const texts = { ...content.texts };
    const text = { subject: elements.subject.value, html: elements.html.value };
    if (text.subject.trim() || text.html.trim()) {
      texts[this.#language] = text;
    } else {
      delete texts[this.#language];
    }
    return {
      name: elements.name?.value.trim() ?? content.name, senderId: elements.senderId.value, isOn: elements.isOn?.checked ?? content.isOn, texts,
    };
  }

  #typed() {
    this.#changed = true;
    this.state.textContent = t('template.unsaved');
    this.later();
  }

  // Saves the draft as it is typed; what is sent stays as it was until it is published.
  #autosave() {
    this.later.cancel();
    this.#saving = this.#saving.then(() => this.#save(false)).catch((error) => toastError(error));
    return this.#saving;
  }

  async #save(publish) {
    if (!this.#changed && !publish) {
      return true;
    }
    const content = this.#read();
    this.#changed = false;
    fill(this.errors);
    try {
      const saved = await messaging.saveTemplate(this.#id, { content, publish, stamp: this.#template.stamp });
      this.#template = { ...saved, content: this.#changed ? { ...saved.content } : saved.content };
      this.#showState();
      this.preview.show(this.#language);
      return true;
    } catch (error) {
      if (error.status === 400) {
        this.#showErrors(error);
      } else {
        this.#changed = true;
        throw error;
      }
      return false;
    }
  }

  #showErrors(error) {
    fill(this.errors, problemNotice(error));
    this.errors.scrollIntoView({ block: 'nearest' });
  }

  #showState() {
    const { row } = this.#template;
    this.state.textContent = row.hasDraft ? t('template.draftSaved') : row.isPublished ? t('template.isPublished') : '';
  }

  async #switchLanguage(code) {
    await this.#autosave();
    this.#template = { ...this.#template, content: this.#read() };
    this.#language = code;
    this.#renderForm(this.#template.content);
    this.form.querySelector('[aria-selected=true]').focus();
    this.preview.show(code);
  }

  #start(original) {
    this.#template.content.texts = { ...this.#template.content.texts, [this.#language]: { ...original } };
    this.#renderForm(this.#template.content);
    this.#typed();
  }

  #drop() {
    this.form.elements.subject.value = '';
    this.form.elements.html.value = '';
    this.#template = { ...this.#template, content: this.#read() };
    this.#renderForm(this.#template.content);
    this.#typed();
  }

  #insert(text) {
    const area = this.form.elements.html;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    area.focus();
    this.#typed();
  }

  async #publish() {
    await this.#autosave();
    if (this.#id === 'password-reset' && !await confirmDialog({ title: t('template.publish'), text: t('template.passwordResetWarning'), confirm: t('template.publish') })) {
      return;
    }
    if (await this.#save(true)) {
      toast(t('template.published'));
      this.#renderForm(this.#template.content);
    }
  }

  async #test() {
    await this.#autosave();
    try {
      await messaging.testTemplate(this.#id, { language: this.#language, conversation: this.preview.conversation });
      toast(t('template.testSent', { email: app.session.member.email }));
    } catch (error) {
      if (error.status === 400 && Object.keys(error.errors).length > 0) {
        this.#showErrors(error);
      } else {
        throw error;
      }
    }
  }

  async #versions() {
    const versions = await messaging.templateVersions(this.#id, this.signal);
    const chosen = await chooseVersion(versions, this.#template.row.hasDraft);
    if (!chosen) {
      return;
    }
    const { stamp } = this.#template;
    this.#template = await (chosen === 'discard' ? messaging.discardTemplate(this.#id, stamp) : messaging.rollBackTemplate(this.#id, { stamp, versionId: chosen.id }));
    toast(t(chosen === 'discard' ? 'template.discarded' : 'template.rolledBack'));
    this.#render();
  }

  async #delete() {
    if (await confirmDialog({ title: t('template.deleteTitle', { name: this.heading }), text: t('template.deleteText'), confirm: t('action.delete'), danger: true })) {
      await messaging.deleteTemplate(this.#id);
      this.#changed = false;
      router.go('messaging/emails');
    }
  }
}

customElements.define('template-screen', TemplateScreen);
