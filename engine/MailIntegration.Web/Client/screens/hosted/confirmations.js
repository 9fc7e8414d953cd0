// What a provider wants confirmed before it forwards (HF4). The link is text: opening it is a person's decision.
import { t } from '../../i18n.js';
import { copyField, notice } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { dateTime } from '../../lib/format.js';

export function confirmationList(rows) {
  return rows.length > 0 && h('div', { class: 'mc-stack' }, rows.slice(0, 3).map(({ confirmation, arrivedAt }) => notice('info', [
    h('strong', null, t('hosted.confirmation', { provider: confirmation.provider, time: dateTime(arrivedAt) })),
    h('span', null, t('hosted.confirmationText')),
    confirmation.code && copyField(t('hosted.code'), confirmation.code),
    confirmation.link && copyField(t('hosted.link'), confirmation.link),
  ])));
}
