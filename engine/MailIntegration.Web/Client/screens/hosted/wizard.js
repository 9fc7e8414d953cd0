// The wizard for mail that is hosted anywhere (HF1): who receivers see, who gets the mail, the forwarding address, done.
// All steps live in one form, so nothing that was typed is lost on the way back.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button, reasonNotice, skeleton } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { clearErrors, showErrors, switchField, textField } from '../../lib/form.js';
import { linksEditor } from '../address/links-editor.js';
import { routingFields } from '../address/routing-fields.js';
import { senderSection } from '../address/sender-section.js';
import { domainForm } from './inbound-domain.js';
import { connectedView } from './connected-view.js';
import { hostedApi } from './hosted-api.js';
import { sendWayField } from './send-way.js';
import { senderDomainView } from './sender-domain.js';

const NO_ROUTING = { mode: null, siteMode: 'chat', fileInDossier: null, siteFileInDossier: false, assignAutomatically: false, assignToOwner: false, assignTargets: [], assignOnlyAvailable: true };

/** Resolves to the connected address; undefined when the wizard was left before. */
export function openWizard() {
  return openDialog({ title: t('hosted.title'), size: 'large', build: (tools) => h('div', { class: 'mc-connect' }, wizardStep(tools)) });
}

/** The wizard as a part of another dialog. */
export function wizardStep({ close }) {
  const place = h('div', { class: 'mc-wizard' }, skeleton(5));
  begin(place, close);
  return place;
}

async function begin(place, close) {
  try {
    const domain = await hostedApi.inboundDomain();
    if (domain.domain) {
      fill(place, wizardForm(domain, place, close));
      place.querySelector('input')?.focus();
    } else {
      fill(place, domainForm(domain, () => begin(place, close)));
    }
  } catch (error) {
    fill(place, reasonNotice(error.reason ?? { code: 'client-error' }, { kind: 'danger' }));
  }
}

function wizardForm(domain, place, close) {
  const sender = senderSection({
    displayName: '', fromNameRule: 'address', signatureHtml: '',
    preview: (value) => hostedApi.previewHosted({ ...value, email: form.elements.email.value.trim() || `…@${domain.domain}` }),
  });
  const domainPlace = h('div', { class: 'mc-wizard-place', 'aria-live': 'polite' });
  const answersFrom = senderDomain(domain, domainPlace);
  const links = linksEditor([]);
  const routing = routingFields({ routing: NO_ROUTING });
  const steps = [
    [t('hosted.stepSender'), [
      h('p', { class: 'mc-dialog-text' }, t('hosted.senderText')),
      textField({ name: 'email', type: 'email', label: t('hosted.email'), hint: t('hosted.emailHint'), optional: true, autocomplete: 'off' }),
      sendWayField(''),
      domainPlace,
      textField({ name: 'displayName', label: t('address.displayName'), hint: t('hosted.nameHint'), required: true, maxlength: '100', autocomplete: 'organization' }),
      sender]],
    [t('hosted.stepRouting'), [links, routing, switchField({ name: 'ticketsEnabled', label: t('address.ticketsEnabled'), hint: t('address.ticketsEnabledHint'), checked: true })]],
    [t('hosted.stepAddress'), [
      h('p', { class: 'mc-dialog-text' }, t('hosted.addressText')),
      localPartField(domain.domain)]],
  ];
  let at = 0;
  const list = h('ol', { class: 'mc-wizard-steps' });
  const pages = steps.map(([, content]) => h('div', { class: 'mc-wizard-page', hidden: true }, content));
  const back = button(t('action.back'), () => go(at - 1));
  const next = h('button', { class: 'mc-button mc-button-primary', type: 'submit' });
  const form = h('form', {
    class: 'mc-form', noValidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      if (valid(pages[at])) {
        busy(next, at === 0 ? leaveSender : at < pages.length - 1 ? () => go(at + 1) : finish);
      }
    },
  }, list, pages, h('div', { class: 'mc-form-actions' }, back, next));

  function go(step) {
    at = step;
    pages.forEach((page, index) => {
      page.hidden = index !== at;
    });
    fill(list, steps.map(([title], index) => h('li', { 'aria-current': index === at ? 'step' : null, class: index < at ? 'mc-wizard-done' : null }, title)));
    back.hidden = at === 0;
    fill(next, t(at === pages.length - 1 ? 'hosted.finish' : 'action.next'));
    const { localPart, email } = form.elements;
    if (at === 2 && !localPart.value) {
      localPart.value = email.value.trim().split('@')[0].toLowerCase();
    }
    pages[at].querySelector('input')?.focus();
  }

  async function leaveSender() {
    clearErrors(form);
    try {
      if (await answersFrom.isReady(form.elements.email.value.trim(), form.elements.sendVia.value)) {
        go(1);
      }
    } catch (error) {
      showErrors(form, error.errors?.domain ? { errors: { email: error.errors.domain } } : error);
    }
  }

  async function finish() {
    clearErrors(form);
    const value = (name) => form.elements[name].value.trim();
    try {
      const connected = await hostedApi.connectHosted({
        channelName: t('hosted.channelName'), rules: { sendVia: form.elements.sendVia.value },
        localPart: value('localPart'), email: value('email'), displayName: value('displayName'), links: links.value, routing: routing.value,
        ticketsEnabled: form.elements.ticketsEnabled.checked, ...sender.value,
      });
      app.reloadAddresses();
      fill(place, connectedView(connected, () => close(connected.address)));
    } catch (error) {
      const first = Object.keys(error.errors ?? {})[0];
      const page = first ? pages.findIndex((item) => item.querySelector(`[data-field="${CSS.escape(first)}"]`)) : -1;
      if (page >= 0) {
        go(page);
      }
      showErrors(form, error);
    }
  }

  go(0);
  return form;
}

/** An address of an unknown domain is first connected. What SPF and DKIM lack is shown once; the administrator decides. */
function senderDomain(inbound, place) {
  let seen = null;
  return {
    async isReady(email, sendVia) {
      const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
      if (!email || domain === inbound.domain) {
        fill(place);
        return true;
      }
      const known = seen?.domain === domain && seen.isConnected;
      if (!known) {
        const model = await hostedApi.connectSenderDomain({ domain, sendVia });
        seen = { ...model, domain };
        fill(place, model.state && senderDomainView(model, (now) => {
          seen = { ...now, domain };
        }));
        place.querySelector('h3')?.scrollIntoView({ block: 'nearest' });
      }
      return known || (seen.isConnected && (seen.state === null || seen.state === 'verified'));
    },
  };
}

function localPartField(domain) {
  const field = textField({
    name: 'localPart', label: t('hosted.forwarding'), hint: t('hosted.forwardingHint'), required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', pattern: '[^\\s@+]+',
  });
  const input = field.querySelector('input');
  const row = h('div', { class: 'mc-input-row' });
  input.replaceWith(row);
  row.append(input, h('bdi', { class: 'mc-wizard-domain' }, `@${domain}`));
  return field;
}

function valid(page) {
  const wrong = [...page.querySelectorAll('input')].find((input) => !input.checkValidity());
  wrong?.reportValidity();
  return !wrong;
}
