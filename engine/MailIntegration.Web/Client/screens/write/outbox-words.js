// States of the outbox as words with times.
import { t, tn } from '../../i18n.js';
import { dateTime, personName, shortTime } from '../../lib/format.js';

export const OUTBOX_SYMBOLS = {
  held: 'clock', queued: 'outbox', sending: 'send', unclear: 'question', sent: 'check', failed: 'warning', blocked: 'warning', bounced: 'warning', delayed: 'clock', cancelled: 'close',
};

const SHORT_WAIT = 60_000;

/** "Sent at 14:03", "Will be sent on Monday at 9:00", "Not sent". */
export function outboxText(entry) {
  const { state, dueAt, sentAt, attempts } = entry;
  if (state === 'held') {
    const wait = new Date(dueAt) - Date.now();
    if (wait <= 0) {
      return t('outbox.state.queued');
    }
    return wait < SHORT_WAIT ? tn('outbox.heldFor', Math.max(0, Math.ceil(wait / 1000))) : t('outbox.heldUntil', { time: dateTime(dueAt) });
  }
  if (state === 'sent') {
    return t('outbox.sentAt', { time: shortTime(sentAt ?? entry.createdAt) });
  }
  if (state === 'queued' && attempts > 0 && dueAt) {
    return t('outbox.againAt', { time: dateTime(dueAt) });
  }
  return t(`outbox.state.${state}`);
}

export const isProblem = ({ state }) => ['failed', 'blocked', 'bounced', 'unclear'].includes(state);

/** The receivers in a few words. */
export function receivers({ to, cc, bcc }) {
  const all = [...to, ...cc, ...bcc];
  const names = all.slice(0, 2).map(personName).join(', ');
  return all.length > 2 ? tn('outbox.andMore', all.length - 2, { names }) : names;
}
