// A text about what does not work, for those who can mend it and do not know this page.
import { reasonHelp, reasonText, t } from '../../i18n.js';
import { dateTime } from '../../lib/format.js';

/** Who can mend a failure, as a sentence. */
export function whoText(failure) {
  const mender = t(`check.mender.${failure.mender}`);
  return t('check.who', { mender });
}

/** Plain text; nothing in it is secret. */
export function handoverText(channel, email, failures) {
  const provider = t(`provider.${channel.provider}`);
  const points = failures.map((failure, index) => [
    `${index + 1}. ${t(`check.step.${failure.step}`)}: ${reasonText(failure.cause)}`,
    reasonHelp(failure.cause) && `   ${t('check.toDo')}: ${reasonHelp(failure.cause)}`,
    `   ${whoText(failure)}`,
  ].filter(Boolean).join('\n'));
  return [
    t('check.intro', { name: channel.name, provider }),
    ...points,
    [t('check.facts'), ...facts(channel, email)].join('\n'),
  ].join('\n\n');
}

function facts(channel, email) {
  const { microsoft365: microsoft, google } = channel;
  return [
    microsoft && [t('microsoft.tenantId'), microsoft.tenantId],
    microsoft?.clientId && [t('microsoft.clientId'), microsoft.clientId],
    google && [t('check.domain'), google.domain],
    google?.serviceAccount && [t('check.serviceAccount'), google.serviceAccount],
    google && [t('check.adminEmail'), google.adminEmail],
    email && [t('check.mailbox'), email],
    [t('check.checkedAt'), dateTime(new Date().toISOString())],
  ].filter(Boolean).map(([name, value]) => `- ${name}: ${value}`);
}
