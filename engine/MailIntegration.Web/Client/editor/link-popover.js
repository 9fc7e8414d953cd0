// Asks for the address of a link.
import { t } from '../i18n.js';
import { button } from '../lib/controls.js';
import { h } from '../lib/dom.js';
import { clearErrors, textField } from '../lib/form.js';
import { openPopover } from '../lib/popover.js';
import { typedHref } from './marks.js';

/** Opens beside the anchor; `done(href, text)` gets an address that a link may have, or an empty one to take the link away. */
export function openLink(anchor, { href, needsText }, done) {
  const { element } = openPopover(anchor, (close) => {
    const finish = (...answer) => {
      close();
      done(...answer);
    };
    const form = h('form', {
      class: 'mc-link-form', novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        event.stopPropagation();
        clearErrors(form);
        const typed = typedHref(form.elements.href.value);
        if (typed) {
          finish(typed, form.elements.text?.value.trim());
        } else {
          refuse(form);
        }
      },
    },
    textField({ name: 'href', label: t('editor.linkAddress'), value: href, inputmode: 'url', autocomplete: 'off', dir: 'ltr' }),
    needsText && textField({ name: 'text', label: t('editor.linkText'), optional: true, autocomplete: 'off' }),
    h('div', { class: 'mc-form-actions' },
      href && button(t('editor.linkRemove'), () => finish(''), { kind: 'quiet' }),
      h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('editor.linkSet'))));
    return form;
  }, { label: t('editor.link') });
  element.querySelector('input').focus();
}

function refuse(form) {
  const error = form.querySelector('[data-field=href] .mc-field-error');
  error.textContent = t('editor.linkBad');
  error.hidden = false;
  form.elements.href.setAttribute('aria-invalid', 'true');
  form.elements.href.focus();
}
