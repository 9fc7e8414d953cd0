// Accepting and declining an invitation to a process team or dossier (NT4).
import { post } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { busy, button } from '../../lib/controls.js';
import { toast, toastError } from '../../lib/toast.js';

/** `invitation` has kind, id and title; `done()` runs after the answer, also when the invitation was gone. */
export function answerButtons(invitation, done) {
  const { kind, id, title } = invitation;
  const answer = (accept) => (event) => busy(event.currentTarget, async () => {
    try {
      await post(`invitations/${kind}/${encodeURIComponent(id)}`, { accept });
      toast(t(accept ? 'invitation.accepted' : 'invitation.declined', { title }));
      if (kind === 'team') {
        await app.reloadPeople();
      }
    } catch (error) {
      toastError(error);
    }
    done?.();
  });
  return [
    button(t('invitation.accept'), answer(true), { kind: 'small', class: 'mc-button-primary', 'aria-label': t('invitation.acceptOne', { title }) }),
    button(t('invitation.decline'), answer(false), { kind: 'small', 'aria-label': t('invitation.declineOne', { title }) }),
  ];
}
