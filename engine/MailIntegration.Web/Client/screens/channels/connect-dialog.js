// "+ Add environment": the provider, then the way of connecting. Resolves to the new channel of an own registration;
// the administrator's sign-in leaves the page and comes back to the channel.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { busy, notice } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, textField } from '../../lib/form.js';
import { icon } from '../../lib/icons.js';
import { router } from '../../router.js';
import { openAccountWindow } from '../accounts/account-window.js';
import { providerMark } from './channel-tile.js';
import { cloudField, credentialFields, readCredential } from './credential-fields.js';
import { wizardStep } from '../hosted/wizard.js';
import { googleFields, readGoogle } from './google-fields.js';

export function openConnect(settings) {
  return openDialog({
    title: t('connect.title'),
    build: (tools) => {
      const place = h('div', { class: 'mc-connect' });
      const show = (step) => {
        fill(place, step({ ...tools, show, settings }));
        place.querySelector('input:not([type=hidden]), .mc-choice')?.focus();
      };
      show(providerStep);
      return place;
    },
  });
}

function providerStep({ show }) {
  return [
    h('p', { class: 'mc-dialog-text' }, t('connect.chooseProvider')),
    choiceButton(providerMark('microsoft365'), t('provider.microsoft365'), t('connect.microsoftText'), () => show(wayStep)),
    choiceButton(providerMark('gmail'), t('provider.gmail'), t('connect.googleText'), () => show(googleWayStep)),
    choiceButton(providerMark('hosted'), t('provider.hosted'), t('connect.hostedText'), () => show(wizardStep)),
  ];
}

function wayStep({ show, settings, close }) {
  return [
    backButton(() => show(providerStep)),
    h('p', { class: 'mc-dialog-text' }, t('connect.chooseWay')),
    choiceButton(icon('people'), t('connect.consent'), t('connect.consentText'), () => show(consentStep), t('connect.recommended')),
    choiceButton(icon('settings'), t('connect.own'), t('connect.ownText'), () => show(ownStep)),
    choiceButton(icon('person'), t('account.microsoft365'), t('connect.accountText'), () => linkAccount('microsoft365', close)),
    settings && !settings.microsoft?.clientId && notice('info', t('connect.noRegistration'), settingsLink()),
  ];
}

function consentStep({ show, settings }) {
  return [
    backButton(() => show(wayStep)),
    h('form', { class: 'mc-form', onsubmit: (event) => startConsent(event, settings) },
      h('p', { class: 'mc-dialog-text' }, t('connect.consentSteps')),
      textField({ name: 'name', label: t('channel.name'), hint: t('channel.nameHint'), required: true, maxlength: '100', autocomplete: 'organization' }),
      h('div', { class: 'mc-form-actions' }, h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, icon('external'), h('span', null, t('connect.toMicrosoft'))))),
  ];
}

async function startConsent(event, settings) {
  event.preventDefault();
  const form = event.currentTarget;
  clearErrors(form);
  await busy(form.querySelector('[type=submit]'), async () => {
    try {
      const { url } = await api.startConsent({
        name: form.elements.name.value.trim(), cloud: settings?.microsoft?.cloud, returnTo: `${app.base}/channels`,
      });
      location.assign(url);
    } catch (error) {
      showErrors(form, error);
    }
  });
}

function ownStep({ show, close }) {
  return [
    backButton(() => show(wayStep)),
    h('form', { class: 'mc-form', onsubmit: (event) => addOwn(event, close) },
      h('p', { class: 'mc-dialog-text' }, t('connect.ownSteps')),
      textField({ name: 'name', label: t('channel.name'), hint: t('channel.nameHint'), required: true, maxlength: '100' }),
      textField({ name: 'senderName', label: t('channel.senderName'), hint: t('channel.senderNameHint'), optional: true, maxlength: '100' }),
      textField({ name: 'tenantId', label: t('microsoft.tenantId'), hint: t('microsoft.tenantIdHint'), required: true, autocomplete: 'off' }),
      textField({ name: 'clientId', label: t('microsoft.clientId'), hint: t('microsoft.clientIdHint'), required: true, autocomplete: 'off' }),
      credentialFields({}),
      cloudField('global'),
      h('div', { class: 'mc-form-actions' }, h('span', { class: 'mc-hint' }, t('connect.checked')), h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('connect.connect')))),
  ];
}

async function addOwn(event, close) {
  event.preventDefault();
  const form = event.currentTarget;
  clearErrors(form);
  await busy(form.querySelector('[type=submit]'), async () => {
    try {
      const value = (name) => form.elements[name].value.trim();
      close(await api.addMicrosoft365({
        name: value('name'), senderName: value('senderName') || null, tenantId: value('tenantId'), clientId: value('clientId'), cloud: value('cloud'),
        ...await readCredential(form),
      }));
    } catch (error) {
      if (!error.reason) {
        console.error(reasonText({ code: 'client-error' }), error);
      }
      showErrors(form, error);
    }
  });
}

function googleWayStep({ show, settings, close }) {
  return [
    backButton(() => show(providerStep)),
    choiceButton(icon('people'), t('connect.workspace'), t('connect.workspaceText'), () => show(workspaceStep)),
    choiceButton(icon('person'), t('account.gmail'), t('connect.accountText'), () => linkAccount('gmail', close)),
    settings && !settings.google?.clientId && notice('info', t('connect.noGoogleClient'), settingsLink()),
  ];
}

/** For an account that several people share; a member links his own one in his account settings. */
async function linkAccount(provider, close) {
  const channelId = await openAccountWindow({ provider, isOwn: false });
  if (channelId) {
    close((await api.channels()).find((channel) => channel.id === channelId));
  }
}

const settingsLink = () => h('a', { class: 'mc-button mc-button-small', href: router.href('settings'), onclick: (event) => event.target.closest('dialog').close() }, t('nav.settings'));

function workspaceStep({ show, close }) {
  return [
    backButton(() => show(googleWayStep)),
    h('form', { class: 'mc-form', onsubmit: (event) => addWorkspace(event, close) },
      h('p', { class: 'mc-dialog-text' }, t('connect.workspaceSteps')),
      textField({ name: 'name', label: t('channel.name'), hint: t('channel.nameHint'), required: true, maxlength: '100', autocomplete: 'organization' }),
      textField({ name: 'senderName', label: t('channel.senderName'), hint: t('channel.senderNameHint'), optional: true, maxlength: '100' }),
      googleFields(null),
      h('div', { class: 'mc-form-actions' }, h('span', { class: 'mc-hint' }, t('connect.checked')), h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('connect.connect')))),
  ];
}

async function addWorkspace(event, close) {
  event.preventDefault();
  const form = event.currentTarget;
  clearErrors(form);
  await busy(form.querySelector('[type=submit]'), async () => {
    try {
      close(await api.addGoogle({
        name: form.elements.name.value.trim(), senderName: form.elements.senderName.value.trim() || null, ...await readGoogle(form),
      }));
    } catch (error) {
      if (!error.reason) {
        console.error(reasonText({ code: 'client-error' }), error);
      }
      showErrors(form, error);
    }
  });
}

function choiceButton(lead, title, text, run, badge) {
  return h('button', { type: 'button', class: 'mc-choice', onclick: run },
    h('span', { class: 'mc-choice-lead' }, lead),
    h('span', { class: 'mc-choice-text' }, h('span', { class: 'mc-choice-title' }, title, badge && h('span', { class: 'mc-chip mc-chip-good' }, badge)), h('span', { class: 'mc-hint' }, text)),
    icon('forward'));
}

const backButton = (run) => h('button', { type: 'button', class: 'mc-button mc-button-link mc-back', onclick: run }, icon('back'), t('action.back'));
