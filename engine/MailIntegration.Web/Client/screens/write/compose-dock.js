// The panel at the bottom of a wide screen, and the page of its own on a phone, in which a mail is written.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { toast, toastError } from '../../lib/toast.js';
import { View } from '../../lib/view.js';
import { router } from '../../router.js';
import './mail-composer.js';
import { recoverDrafts } from './recovery.js';
import { isPhone, setDock, writeMail } from './writing.js';

const OPEN = 'mail-centre-open-draft'; // Which draft is open survives a reload of this tab.

class ComposeDock extends View {
  #composer = null;

  connected() {
    this.className = 'mc-dock';
    this.hidden = true;
    setDock(this);
    this.listen(this, 'mc-closed', ({ detail }) => this.#closed(detail));
    this.listen(this, 'mc-place', ({ detail }) => this.#setSize(detail.place));
    this.listen(router, 'route', ({ detail }) => this.#route(detail));
    this.listen(window, 'online', () => this.#recover());
    this.#recover();
    this.#reopen();
  }

  /** Shows a draft; what was open before is kept in Drafts. */
  async open(draft) {
    if (this.#composer?.draft.id === draft.id) {
      this.#setSize('dock');
      this.#composer.focusText();
      return;
    }
    if (this.#composer) {
      await this.#composer.close();
      toast(t('write.keptInDrafts'));
    }
    this.#composer = Object.assign(document.createElement('mail-composer'), { draft, place: 'dock' });
    sessionStorage.setItem(OPEN, draft.id);
    this.hidden = false;
    this.#setSize('dock');
    fill(this, this.#composer, this.#bar());
  }

  // {base}/write opens the panel; on a phone, going back from there closes it.
  async #route(route) {
    const { write } = route;
    if (!write) {
      if (isPhone() && this.#composer) {
        await this.#composer.close();
      }
      return;
    }
    try {
      if (write.draft) {
        if (this.#composer?.draft.id !== write.draft) {
          await this.open(await api.draft(write.draft));
        }
      } else {
        const to = (write.to ?? '').split(',').map((address) => address.trim()).filter(Boolean).map((address) => ({ name: '', address }));
        router.go('inbox', {}, { replace: true });
        await writeMail({ to });
      }
    } catch (error) {
      toastError(error.status === 404 ? Object.assign(error, { reason: { code: 'draft-gone', args: {} } }) : error);
      router.go('drafts', {}, { replace: true });
    }
  }

  #closed({ how }) {
    this.#composer = null;
    sessionStorage.removeItem(OPEN);
    this.replaceChildren();
    this.hidden = true;
    app.reloadCounts();
    if (router.current.write) {
      history.length > 1 && isPhone() ? history.back() : router.go('inbox', {}, { replace: true });
    }
    if (how === 'kept') {
      toast(t('write.keptInDrafts'));
    }
    document.querySelector('.mc-write-button')?.focus({ preventScroll: true });
  }

  #setSize(size) {
    const wide = size === 'wide' && !this.classList.contains('mc-dock-wide');
    this.classList.toggle('mc-dock-wide', wide);
    this.classList.toggle('mc-dock-minimised', size === 'minimised');
    if (size === 'minimised') {
      const bar = this.querySelector('.mc-dock-bar');
      fill(bar, icon('edit'), h('span', { dir: 'auto' }, this.#composer.heading));
      bar.setAttribute('aria-label', t('write.restore', { subject: this.#composer.heading }));
      bar.focus();
    }
  }

  #bar() {
    return h('button', {
      type: 'button', class: 'mc-dock-bar', onclick: () => {
        this.#setSize('dock');
        this.#composer.focusText();
      },
    });
  }

  async #recover() {
    const saved = await recoverDrafts(this.#composer?.draft.id ?? sessionStorage.getItem(OPEN));
    if (saved > 0) {
      toast(t('write.recovered'), { action: { label: t('box.drafts'), run: () => router.go('drafts') } });
    }
  }

  async #reopen() {
    const id = sessionStorage.getItem(OPEN);
    if (!id || isPhone() || router.current.write) {
      return;
    }
    try {
      await this.open(await api.draft(id));
    } catch (error) {
      sessionStorage.removeItem(OPEN);
      if (error.status !== 404) {
        toastError(error);
      }
    }
  }
}

customElements.define('compose-dock', ComposeDock);
