// Rules in words.
import { app } from '../../app.js';
import { hasText, t } from '../../i18n.js';
import { h } from '../../lib/dom.js';

export const eventText = (event) => t(`rule.event.${event}`);
export const actionText = (action) => (hasText(`rule.action.${action}`) ? t(`rule.action.${action}`) : action);
export const outcomeText = (outcome) => (hasText(`rule.outcome.${outcome}`) ? t(`rule.outcome.${outcome}`) : outcome);

const GOOD = ['done', 'sent', 'already-sent', 'started'];

/** What a step did, with its colour and in words. */
export const outcomeChip = ({ action, outcome }) => h('span', { class: `mc-chip${GOOD.includes(outcome) ? '' : ' mc-chip-bad'}` },
  action ? t('rule.step', { action: actionText(action), outcome: outcomeText(outcome) }) : outcomeText(outcome));

/** The conditions of a rule, one short text each. */
export function conditionTexts({ addressIds, channelIds, contactIds, from, subject, trust, classes, hasAttachments, time }) {
  const list = (key, values, name = (value) => value) => (values?.length ? [t(`rule.if.${key}`, { values: values.map(name).join(', ') })] : []);
  return [
    ...list('addressIds', addressIds, (id) => app.address(id)?.email ?? id),
    ...(channelIds?.length ? [t('rule.if.channels', { count: channelIds.length })] : []),
    ...(contactIds?.length ? [t('rule.if.contacts', { count: contactIds.length })] : []),
    ...list('from', from),
    ...list('subject', subject),
    ...list('trust', trust, (value) => t(`rule.trust.${value}`)),
    ...list('classes', classes, (value) => t(`rule.class.${value}`)),
    ...(hasAttachments === null || hasAttachments === undefined ? [] : [t(hasAttachments ? 'rule.if.attachments' : 'rule.if.noAttachments')]),
    ...(time ? [t(time.isOutside ? 'rule.if.outside' : 'rule.if.within', { from: time.from, until: time.until })] : []),
  ];
}
