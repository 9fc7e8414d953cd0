// Text blocks that members insert while writing; managers keep them here.
import { api } from '../../api.js';
import { shownHtml } from '../../editor/shown-html.js';
import '../../editor/rich-editor.js';
import { t } from '../../i18n.js';
import { busy, button, emptyState, failedState, iconButton, skeleton } from '../../lib/controls.js';
import { confirmDialog, openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';

class SnippetsScreen extends View {
  #snippets = null;

  connected() {
    this.className = 'mc-page';
    fill(this, skeleton(6, 'mc-skeleton-page'));
    this.#load();
  }

  get heading() {
    return t('nav.snippets');
  }

  show() {}

  async #load() {
    try {
      this.#snippets = await api.snippets(this.signal);
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const add = () => button(t('snippet.add'), () => this.#edit({ name: '', html: '' }), { icon: 'plus', kind: 'primary' });
    fill(this,
      h('header', { class: 'mc-page-head' },
        h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.snippets')), h('p', { class: 'mc-page-lead' }, t('snippet.lead'))),
        this.#snippets.length > 0 && add()),
      this.#snippets.length === 0
        ? emptyState('snippet', t('snippet.none'), t('snippet.noneText'), add())
        : h('ul', { class: 'mc-cards' }, this.#snippets.map((snippet) => this.#card(snippet))));
  }

  #card(snippet) {
    return h('li', { class: 'mc-card mc-snippet' },
      h('div', { class: 'mc-card-text' },
        h('strong', { dir: 'auto' }, snippet.name),
        h('div', { class: 'mc-snippet-text', dir: 'auto' }, shownHtml(snippet.html))),
      iconButton('edit', t('snippet.edit', { name: snippet.name }), () => this.#edit(snippet)),
      iconButton('trash', t('snippet.delete', { name: snippet.name }), (event) => busy(event.currentTarget, () => this.#delete(snippet))));
  }

  async #edit(snippet) {
    const saved = await openDialog({
      title: t(snippet.id ? 'snippet.change' : 'snippet.add'),
      size: 'large',
      build: ({ close }) => {
        const editor = Object.assign(document.createElement('rich-editor'), { label: t('snippet.text'), placeholder: t('snippet.placeholder'), html: snippet.html });
        const form = h('form', {
          class: 'mc-form', novalidate: true,
          onsubmit: async (event) => {
            event.preventDefault();
            clearErrors(form);
            await busy(form.querySelector('[type=submit]'), async () => {
              try {
                close(await api.saveSnippet({ ...snippet, name: form.elements.name.value.trim(), html: editor.html }));
              } catch (error) {
                showErrors(form, error);
              }
            });
          },
        },
        textField({ name: 'name', label: t('snippet.name'), value: snippet.name, maxlength: '100', autofocus: true }),
        h('div', { class: 'mc-field', data: { field: 'html' } }, h('span', { class: 'mc-label' }, t('snippet.text')), editor, h('p', { class: 'mc-field-error', hidden: true })),
        h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
        return form;
      },
    });
    if (saved) {
      toast(t('toast.saved'));
      await this.#load();
    }
  }

  async #delete(snippet) {
    if (await confirmDialog({ title: t('snippet.deleteTitle', { name: snippet.name }), text: t('snippet.deleteText'), confirm: t('action.delete'), danger: true })) {
      await api.deleteSnippet(snippet.id);
      await this.#load();
    }
  }
}

customElements.define('snippets-screen', SnippetsScreen);
