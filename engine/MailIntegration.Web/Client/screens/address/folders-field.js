// The provider's folders that are read.
import { t } from '../../i18n.js';
import { checkboxes } from '../../lib/form.js';

const FOLDERS = ['inbox', 'sent', 'spam'];

export const foldersField = (values) => checkboxes({
  name: 'folders', label: t('folders.title'), hint: t('folders.hint'), values, options: FOLDERS.map((value) => ({ value, label: t(`folder.${value}`) })),
});

export const readFolders = (form) => [...form.querySelectorAll('input[name=folders]:checked')].map((input) => input.value);
