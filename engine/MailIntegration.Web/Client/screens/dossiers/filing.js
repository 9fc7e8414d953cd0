// Filing e-mails in a dossier and taking them out, one and many (PR3).
import { t, tn } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toast, toastError } from '../../lib/toast.js';
import { debounce, isAbort } from '../../lib/view.js';
import { changes } from '../mail/actions.js';
import { dossiers } from './dossier-api.js';

export const KIND_ICONS = { contact: 'person', free: 'folder', content: 'folder' };

export const kindIcon = (dossier) => icon(KIND_ICONS[dossier.kind] ?? 'folder');

/** Asks for a dossier, then files { emailIds } or { conversationIds } there. Resolves to whether something was filed. */
export async function fileMail(target) {
  const dossier = await chooseDossier();
  if (!dossier) {
    return false;
  }
  try {
    const { emails } = await dossiers.file({ dossier: dossier.key, ...target });
    toast(tn('dossier.filed', emails, { title: dossier.title }), { undo: () => takeOut(dossier, target) });
  } catch (error) {
    toastError(error);
    return false;
  }
  changes.dispatchEvent(new CustomEvent('reload'));
  return true;
}

/** Takes e-mails out of a dossier. */
export async function takeOut(dossier, target) {
  try {
    const { emails } = await dossiers.unfile({ dossier: dossier.key, ...target });
    toast(tn('dossier.takenOut', emails, { title: dossier.title }));
    changes.dispatchEvent(new CustomEvent('reload'));
  } catch (error) {
    toastError(error);
  }
}

/** The choice of a dossier in a dialog, with search and making a new one; resolves to it or undefined. */
function chooseDossier() {
  return openDialog({
    title: t('dossier.choose'),
    build: ({ close, dialog }) => {
      const list = h('ul', { class: 'mc-dossier-choices', 'aria-live': 'polite' });
      const abort = new AbortController();
      dialog.addEventListener('close', () => abort.abort(), { once: true });
      const input = h('input', {
        class: 'mc-input', type: 'search', autofocus: true, maxlength: '100', placeholder: t('dossier.search'), 'aria-label': t('dossier.search'), dir: 'auto',
        oninput: debounce(() => load(), 250),
      });
      async function load() {
        const words = input.value.trim();
        try {
          const found = await dossiers.choices(words, abort.signal);
          if (words === input.value.trim()) {
            show(words, found);
          }
        } catch (error) {
          if (!isAbort(error)) {
            toastError(error);
          }
        }
      }
      function show(words, found) {
        const isNew = words && !found.some((dossier) => dossier.title.toLocaleLowerCase() === words.toLocaleLowerCase());
        fill(list,
          found.map((dossier) => choice(kindIcon(dossier), dossier.title, t(`dossier.kind.${dossier.kind}`), () => close(dossier))),
          isNew && choice(icon('plus'), t('dossier.make', { title: words }), null, async () => close(await dossiers.add(words))),
          found.length === 0 && !isNew && h('li', { class: 'mc-hint' }, t('dossier.noneToChoose')));
      }
      load();
      return [input, list];
    },
  });
}

function choice(lead, label, detail, run) {
  return h('li', null, h('button', { type: 'button', class: 'mc-dossier-choice', onclick: (event) => busy(event.currentTarget, async () => run()) },
    lead, h('span', { class: 'mc-dossier-choice-title', dir: 'auto' }, label), detail && h('span', { class: 'mc-hint' }, detail)));
}

/** Asks for a name; `save(name)` is tried until it succeeds. Resolves to its result, or undefined. */
export function askName(title, value, save) {
  return openDialog({
    title,
    size: 'small',
    build: ({ close }) => {
      const input = h('input', { class: 'mc-input', name: 'name', value, maxlength: '100', required: true, autofocus: true, dir: 'auto', 'aria-label': t('dossier.name') });
      return h('form', {
        class: 'mc-form',
        onsubmit: (event) => {
          event.preventDefault();
          busy(input, async () => close(await save(input.value.trim()) ?? true));
        },
      },
      h('div', { class: 'mc-field', data: { field: 'name' } }, h('span', { class: 'mc-label' }, t('dossier.name')), input),
      h('div', { class: 'mc-form-actions' }, button(t('action.cancel'), () => close()), h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
    },
  });
}
