// A task by link: the question, the code where it is asked for, the answer. The page holds <contact-task data-base data-token lang>.
import { api, send, setBase } from '../api.js';
import { currentLanguage, loadLanguage, reasonText, t } from '../i18n.js';
import { fill, h, uniqueId } from '../lib/dom.js';
import { View } from '../lib/view.js';

const MAX_TEXT = '5000';

class ContactTask extends View {
  #ask = null;

  async connected() {
    setBase(`${this.dataset.base}/task/${encodeURIComponent(this.dataset.token)}`);
    await loadLanguage(this.lang || 'en');
    try {
      this.#ask = await api.session();
      if (this.#ask.culture !== currentLanguage()) {
        await loadLanguage(this.#ask.culture);
      }
      this.#show();
    } catch (error) {
      this.#fail(error);
    }
  }

  #show() {
    const { name, address, site, question, kind, needsCode } = this.#ask;
    const text = uniqueId('text');
    const code = uniqueId('code');
    this.status = h('p', { class: 'mc-portal-status', role: 'status', 'aria-live': 'polite' });
    this.text = h('textarea', { id: text, class: 'mc-portal-text', rows: kind === 'answer' ? '5' : '2', maxlength: MAX_TEXT, dir: 'auto' });
    this.code = h('input', { id: code, class: 'mc-portal-text mc-portal-code', type: 'text', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6' });
    fill(this, h('p', { class: 'mc-portal-for' }, t('task.page.for', { name, address })),
      h('h1', { class: 'mc-portal-title' }, t('task.page.asks', { site })),
      h('form', { class: 'mc-portal-form', onsubmit: (event) => event.preventDefault() },
        h('p', { class: 'mc-portal-question', dir: 'auto' }, question),
        h('label', { class: 'mc-portal-label', htmlFor: text }, kind === 'answer' ? t('task.page.text') : t('task.page.remark')), this.text,
        needsCode && [
          h('p', { class: 'mc-portal-meta' }, t('task.page.codeHint', { address })),
          h('button', { type: 'button', class: 'mc-portal-button mc-portal-second', onclick: (event) => this.#run(event.currentTarget, () => this.#sendCode()) }, t('task.page.sendCode')),
          h('label', { class: 'mc-portal-label', htmlFor: code }, t('task.page.code')), this.code,
        ],
        this.status,
        h('div', { class: 'mc-portal-actions' }, this.#buttons(kind))));
  }

  #buttons(kind) {
    const answer = (label, approved, second) => h('button', {
      type: 'button', class: second ? 'mc-portal-button mc-portal-second' : 'mc-portal-button', onclick: (event) => this.#run(event.currentTarget, () => this.#answer(approved)),
    }, label);
    return {
      approve: () => [answer(t('task.page.approve'), true), answer(t('task.page.decline'), false, true)],
      confirm: () => [answer(t('task.page.confirm'), null)],
      answer: () => [answer(t('task.page.send'), null)],
    }[kind]();
  }

  async #run(element, work) {
    if (element.getAttribute('aria-busy') === 'true') {
      return;
    }
    element.setAttribute('aria-busy', 'true');
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    } finally {
      element.removeAttribute('aria-busy');
    }
  }

  async #sendCode() {
    await send('POST', 'code', { body: {} });
    this.#say(t('task.page.codeSent', { address: this.#ask.address }));
    this.code.focus();
  }

  async #answer(approved) {
    await send('POST', 'answer', { body: { approved, text: this.text.value, code: this.code.value } });
    this.#end(t('task.page.done'), t('task.page.doneHint'));
  }

  #end(title, hint) {
    fill(this, h('div', { class: 'mc-portal-empty', role: 'status' }, h('h1', { class: 'mc-portal-title' }, title), h('p', null, hint)));
  }

  #fail(error) {
    const [reasons] = Object.values(error.errors ?? {});
    const reason = reasons?.[0] ?? error.reason ?? { code: 'client-error' };
    if (reason.code === 'task-link-ended' || !this.status) {
      this.#end(t('task.page.ended'), reason.code === 'task-link-ended' ? t('task.page.endedHint') : reasonText(reason));
      return;
    }
    this.#say(reasonText(reason), true);
  }

  #say(text, isBad = false) {
    this.status.classList.toggle('mc-portal-bad', isBad);
    this.status.textContent = text;
  }
}

customElements.define('contact-task', ContactTask);
