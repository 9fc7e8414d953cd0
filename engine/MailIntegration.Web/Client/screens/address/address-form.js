// Settings of an address: name, links, folders.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { date } from '../../lib/format.js';
import { clearErrors, selectField, showErrors, textField } from '../../lib/form.js';
import { toast } from '../../lib/toast.js';
import { foldersField, readFolders } from './folders-field.js';
import { linkText, linksEditor } from './links-editor.js';
import { readTickets, ticketFields } from './ticket-fields.js';
import { routingFields } from './routing-fields.js';
import { senderSection } from './sender-section.js';

/** The form; members who may not manage channels see the same facts. `saved()` runs after a save. */
export function addressForm(address, { saved }) {
  if (!app.can.manageChannels) {
    return facts(address);
  }
  const links = linksEditor(address.links);
  const sender = senderSection(address);
  const routing = routingFields(address);
  const form = h('form', {
    class: 'mc-form mc-panel',
    oninput: () => form.classList.add('mc-changed'),
    'onmc-edit': () => form.classList.add('mc-changed'),
    onclick: (event) => event.target.closest('.mc-link, .mc-link-adds') && form.classList.add('mc-changed'),
    onsubmit: async (event) => {
      event.preventDefault();
      clearErrors(form);
      await busy(form.querySelector('[type=submit]'), () => save(form, address, { links, sender, routing }, saved));
    },
  },
  textField({ name: 'displayName', label: t('address.displayName'), hint: t('address.displayNameHint'), optional: true, value: address.displayName, maxlength: '100' }),
  links,
  sender,
  foldersField(address.folders),
  selectField({ name: 'unknownSenders', label: t('settings.unknownSenders'), value: address.unknownSenders, options: ['site', 'wait', 'create'].map((value) => ({ value, label: t(`unknownSenders.${value}`) })) }),
  routing,
  ticketFields(address),
  h('p', { class: 'mc-hint' }, t('address.since', { date: date(address.syncFrom) })),
  h('div', { class: 'mc-form-actions' }, h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
  return form;
}

async function save(form, address, { links, sender, routing }, saved) {
  try {
    await api.saveAddress({
      id: address.id, version: address.version, isPaused: address.state === 'paused',
      displayName: form.elements.displayName.value.trim(), links: links.value, folders: readFolders(form), unknownSenders: form.elements.unknownSenders.value, ...readTickets(form), ...sender.value, routing: routing.value,
    });
  } catch (error) {
    showErrors(form, error);
    return;
  }
  form.classList.remove('mc-changed');
  toast(t('toast.saved'));
  app.reloadAddresses();
  saved();
}

function facts(address) {
  return h('div', { class: 'mc-panel' },
    h('h3', { class: 'mc-label' }, t('links.title')),
    h('div', { class: 'mc-card-links' }, address.links.map((link) => linkText(link))),
    h('p', { class: 'mc-hint' }, address.folders.map((folder) => t(`folder.${folder}`)).join(', ')));
}
