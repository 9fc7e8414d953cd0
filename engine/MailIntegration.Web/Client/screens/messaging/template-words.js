// Words of templates and of the journal that several elements share.
import { app } from '../../app.js';
import { t } from '../../i18n.js';

/** System templates have their names from the texts. */
export const templateName = (row) => (row.isSystem ? t(`template.of.${row.id}`) : row.name);

/** The address of a row; the site's own provider has none. */
export const addressName = (id) => (id === 'site' ? t('journal.site') : app.addresses.find((address) => address.id === id)?.email ?? t('journal.goneAddress'));

/** The section of the messaging centre that lists a template. */
export const sectionOf = (row) => (row.group === 'message' ? 'messages' : row.group ? 'system' : 'emails');
