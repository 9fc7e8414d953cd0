// For which mail a rule is: everything that is set has to hold.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { checkboxes, selectField, switchField, textField } from '../../lib/form.js';
import { contactsApi } from '../contacts/contacts-api.js';
import { searchField } from './rule-search.js';

const TRUST = ['verified', 'unverified', 'suspicious', 'unknown'];
const CLASSES = ['personal', 'autoReply', 'bouncePermanent', 'bounceTemporary', 'deliveryNotice', 'list', 'automatic'];
const DAYS = [1, 2, 3, 4, 5, 6, 0];

export function conditionsEditor(conditions, channels) {
  const time = conditions.time ?? null;
  const more = [conditions.trust?.length, conditions.classes?.length, conditions.channelIds?.length, time, typeof conditions.hasAttachments === 'boolean'].some(Boolean);
  return h('div', { class: 'mc-rule-conditions' },
    app.addresses.length > 0 && boxes('addressIds', conditions.addressIds, app.addresses.map((address) => ({ value: address.id, label: address.email }))),
    lines('from', conditions.from),
    lines('subject', conditions.subject),
    contactField(conditions.contactIds ?? []),
    h('details', { class: 'mc-rule-more', open: more },
      h('summary', null, t('rule.more')),
      channels.length > 0 && boxes('channelIds', conditions.channelIds, channels.map((channel) => ({ value: channel.id, label: channel.name }))),
      boxes('trust', conditions.trust, TRUST.map((value) => ({ value, label: t(`rule.trust.${value}`) }))),
      boxes('classes', conditions.classes, CLASSES.map((value) => ({ value, label: t(`rule.class.${value}`) }))),
      selectField({
        name: 'hasAttachments', label: t('rule.cond.hasAttachments'), value: String(conditions.hasAttachments ?? ''),
        options: [['', 'rule.any'], ['true', 'rule.yes'], ['false', 'rule.no']].map(([value, key]) => ({ value, label: t(key) })),
      }),
      h('div', { class: 'mc-field-row', data: { field: 'time' } },
        textField({ name: 'timeFrom', type: 'time', label: t('rule.cond.timeFrom'), value: time?.from ?? '' }),
        textField({ name: 'timeUntil', type: 'time', label: t('rule.cond.timeUntil'), value: time?.until ?? '' }),
        h('p', { class: 'mc-field-error', hidden: true })),
      boxes('timeDays', (time?.days ?? []).map(String), DAYS.map((day) => ({ value: String(day), label: dayName(day) }))),
      switchField({ name: 'timeOutside', label: t('rule.cond.timeOutside'), checked: time?.isOutside ?? false })));
}

function contactField(values) {
  const field = searchField({
    name: 'contactIds', label: t('rule.cond.contactIds'), hint: t('rule.cond.contactIdsHint'), values, multiple: true,
    search: async (words, signal) => (await contactsApi.contacts({ q: words }, signal)).rows.slice(0, 20)
      .map((contact) => ({ id: contact.id, label: contact.name, detail: contact.addresses[0] })),
    nameOf: async (id) => (await contactsApi.contact(id)).name,
  });
  field.classList.add('mc-rule-contacts');
  return field;
}

export function readConditions(form, before) {
  const { elements } = form;
  const picked = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
  const typed = (name) => elements[name].value.split(/[\n,]/u).map((part) => part.trim()).filter(Boolean);
  const { timeFrom, timeUntil, timeOutside, hasAttachments } = elements;
  return {
    ...before,
    addressIds: picked('addressIds'),
    channelIds: picked('channelIds'),
    contactIds: form.querySelector('.mc-rule-contacts').values,
    trust: picked('trust'),
    classes: picked('classes'),
    from: typed('from'),
    subject: typed('subject'),
    hasAttachments: hasAttachments.value === '' ? null : hasAttachments.value === 'true',
    time: timeFrom.value || timeUntil.value
      ? {
        from: timeFrom.value, until: timeUntil.value, days: picked('timeDays').map(Number), isOutside: timeOutside.checked,
        timeZone: before.time?.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone,
      }
      : null,
  };
}

const boxes = (name, values, options) => checkboxes({ name, label: t(`rule.cond.${name}`), options, values: values ?? [] });
const lines = (name, values) => textField({ name, label: t(`rule.cond.${name}`), hint: t(`rule.cond.${name}Hint`), value: (values ?? []).join(', ') });

// 4 January 1970 was a Sunday.
const dayName = (day) => new Intl.DateTimeFormat(document.querySelector('mail-centre')?.lang || undefined, { weekday: 'short', timeZone: 'UTC' })
  .format(new Date(Date.UTC(1970, 0, 4 + day)));
