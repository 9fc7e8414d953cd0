// What stands between a draft and its being saved, with what can be done about it.
import { reasonText, t } from '../../i18n.js';
import { busy, button, notice, reasonNotice } from '../../lib/controls.js';
import { time } from '../../lib/format.js';

/** A short word for the head of the composer: saved, saving, not saved. */
export function stateText(session) {
  const { state, draft, isTouched } = session;
  if (state === 'saved') {
    return isTouched || draft.updatedAt ? t('write.saved', { time: time(draft.updatedAt) }) : '';
  }
  return { changed: t('write.saving'), saving: t('write.saving'), offline: t('write.offline'), refused: t('write.notSaved'), conflict: t('write.notSaved'), gone: t('write.notSaved') }[state];
}

/** The notice on top of the text, or null. */
export function sessionNotice(session) {
  const act = (label, work, kind = 'small') => button(label, (event) => busy(event.currentTarget, work), { kind });
  if (session.state === 'conflict') {
    return notice('warning', t('write.conflict'), [act(t('write.keepMine'), () => session.keepMine()), act(t('write.takeTheirs'), () => session.takeTheirs())]);
  }
  if (session.state === 'gone') {
    return notice('warning', t('write.gone'), [act(t('write.saveAsNew'), () => session.saveAsNew())]);
  }
  if (session.state === 'refused') {
    const reasons = Object.values(session.error.errors).flat();
    return notice('danger', reasons.length > 0 ? reasons.map(reasonText).join(' ') : reasonText(session.error.reason));
  }
  return session.draft.reason && !session.isTouched ? reasonNotice(session.draft.reason, { title: t('write.cameBack') }) : null;
}
