// Text blocks to insert while writing.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { icon } from '../../lib/icons.js';
import { openPicker } from '../../lib/picker.js';
import { toastError } from '../../lib/toast.js';
import { router } from '../../router.js';

/** Opens the list; the chosen block goes to where the caret is. */
export async function openSnippets(anchor, editor) {
  let snippets;
  try {
    snippets = await api.snippets();
  } catch (error) {
    toastError(error);
    return;
  }
  const manage = app.can.seeAll && { id: '', label: t('snippet.manage'), lead: icon('edit') };
  openPicker(anchor, {
    label: t('write.insertSnippet'),
    empty: t('snippet.none'),
    options: [...snippets.map(({ id, name }) => ({ id, label: name, lead: icon('snippet') })), manage].filter(Boolean),
    pick: ({ id }) => (id ? editor.insertHtml(snippets.find((snippet) => snippet.id === id).html) : router.go('snippets')),
  });
}
