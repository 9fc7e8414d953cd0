// By which way answers of a forwarding address leave: the site's mailer, or a connected mailbox that may send in its name.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { selectField } from '../../lib/form.js';

export const sendWayField = (value, props = {}) => selectField({
  name: 'sendVia', label: t('hosted.sendVia'), hint: t('hosted.sendViaHint'), value: value ?? '', ...props,
  options: [
    { value: '', label: t('hosted.sendViaSite') },
    ...app.addresses.filter((address) => !address.forwardingAddress).map((address) => ({ value: address.id, label: address.email })),
  ],
});
