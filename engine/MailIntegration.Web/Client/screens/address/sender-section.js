// How mail of an address looks to its receivers: the name, the signature, and a preview of both for the member who is here.
import { api } from '../../api.js';
import '../../editor/rich-editor.js';
import { shownHtml } from '../../editor/shown-html.js';
import { reasonText, t } from '../../i18n.js';
import { iconButton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { radioCards } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { debounce, isAbort } from '../../lib/view.js';
import { linkedPicture } from '../write/sender-field.js';
import { smallPicture } from './small-picture.js';

const RULES = ['memberAndCompany', 'company', 'address'];
const PREVIEW_AFTER = 350;

/** The section of the form; `section.value` is what the API takes. */
export function senderSection(address) {
  const preview = h('div', { class: 'mc-sender-preview', 'aria-live': 'polite' });
  const editor = signatureEditor(address);
  const section = h('fieldset', { class: 'mc-fieldset mc-sender-section' },
    radioCards({
      name: 'fromNameRule', label: t('sender.rule'), value: address.fromNameRule ?? 'address',
      options: RULES.map((value) => ({ value, label: t(`sender.rule.${value}`), hint: t(`sender.ruleHint.${value}`) })),
    }),
    h('div', { class: 'mc-field', data: { field: 'signatureHtml' } },
      h('span', { class: 'mc-label' }, t('sender.signature')),
      h('p', { class: 'mc-hint' }, t('sender.signatureHint')),
      editor,
      h('p', { class: 'mc-field-error', hidden: true })),
    h('div', { class: 'mc-field' }, h('span', { class: 'mc-label' }, t('sender.preview')), preview));
  Object.defineProperty(section, 'value', {
    get: () => ({ fromNameRule: section.querySelector('[name=fromNameRule]:checked')?.value ?? 'address', signatureHtml: editor.isEmpty ? '' : editor.html }),
  });
  const show = previewer(address, section, preview);
  section.addEventListener('mc-edit', show);
  section.addEventListener('change', show);
  requestAnimationFrame(() => {
    section.form?.elements.displayName?.addEventListener('input', show);
    show();
  });
  return section;
}

function signatureEditor(address) {
  const editor = Object.assign(document.createElement('rich-editor'), {
    label: t('sender.signature'), placeholder: t('sender.placeholder'), keepsImages: true, html: address.signatureHtml ?? '',
    tokens: { fullName: t('token.fullName'), firstName: t('token.firstName') },
  });
  const chooser = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/gif,image/webp', class: 'mc-sr', tabindex: '-1', 'aria-hidden': 'true', onchange: () => add(chooser.files) });
  editor.tools = [
    ...Object.entries(editor.tokens).map(([name, label]) => h('button', {
      type: 'button', class: 'mc-token-button', title: t('token.insert', { name: label }), 'aria-label': t('token.insert', { name: label }),
      onpointerdown: (event) => event.preventDefault(), onclick: () => editor.insertToken(name),
    }, h('span', { class: 'mc-token' }, label))),
    iconButton('image', t('editor.image'), () => chooser.click(), { class: 'mc-tool' }),
    chooser,
  ];
  editor.addEventListener('mc-files', ({ detail }) => add(detail.files));
  async function add(files) {
    for (const file of files) {
      try {
        editor.insertImage({ name: file.name, url: await smallPicture(file) });
      } catch (error) {
        console.warn('No picture', error);
        toast(t('sender.badPicture', { name: file.name }), { kind: 'error' });
      }
    }
    chooser.value = '';
  }
  return editor;
}

// What the receivers will see is made by the server, which knows the rules; the last answer wins.
function previewer(address, section, preview) {
  let request = null;
  return debounce(async () => {
    request?.abort();
    request = new AbortController();
    const displayName = section.form?.elements.displayName?.value.trim() ?? address.displayName;
    try {
      const value = { ...section.value, displayName };
      const seen = await (address.preview ? address.preview(value, request.signal) : api.previewSignature(address.id, value, request.signal));
      fill(preview,
        h('p', { class: 'mc-sender-from' }, h('bdi', { class: 'mc-sender-name' }, seen.fromName), ' ', h('bdi', { class: 'mc-hint' }, `<${seen.from?.address ?? seen.from}>`)),
        seen.signatureHtml ? h('div', { class: 'mc-write-signature', dir: 'auto' }, shownHtml(seen.signatureHtml, { image: linkedPicture })) : h('p', { class: 'mc-hint' }, t('sender.noSignature')));
    } catch (error) {
      if (!isAbort(error)) {
        fill(preview, h('p', { class: 'mc-field-error' }, reasonText(error.reason ?? { code: 'client-error' })));
      }
    }
  }, PREVIEW_AFTER);
}
