// Drafts: mail that this member has begun.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { busy, button, emptyState, failedState, iconButton, skeleton } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { fullTime, personName, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { dropBackup } from './backup.js';
import { openDraft, writeMail } from './writing.js';

class DraftsScreen extends View {
  #rows = null;
  #next = null;

  connected() {
    this.className = 'mc-list mc-drafts';
    this.list = h('ul', { class: 'mc-rows', 'aria-label': t('box.drafts') });
    this.foot = h('div', { class: 'mc-list-foot' }, skeleton(6, 'mc-skeleton-rows'));
    fill(this,
      h('header', { class: 'mc-list-head mc-list-head-plain' }, h('h1', { class: 'mc-list-title' }, t('box.drafts'))),
      h('div', { class: 'mc-list-scroll', tabindex: '-1' }, this.list, this.foot));
    const reload = debounce(() => this.#load(), 300);
    this.listen(live, 'outbox resync', reload);
    this.listen(live, 'desk', ({ detail }) => (detail.kinds ?? []).includes('draft') && reload());
    this.listen(app, 'counts', reload);
    this.#load();
  }

  get heading() {
    return t('box.drafts');
  }

  show() {}

  async #load() {
    try {
      const page = await api.drafts(null, this.signal);
      this.#rows = page.rows;
      this.#next = page.next;
      this.#render();
    } catch (error) {
      if (!isAbort(error) && !this.#rows) {
        fill(this.foot, failedState(error, () => this.#load()));
      }
    }
  }

  async #more() {
    const page = await api.drafts(this.#next, this.signal);
    this.#rows = [...this.#rows, ...page.rows];
    this.#next = page.next;
    this.#render();
  }

  #render() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.closest('li').dataset.id : null;
    fill(this.list, this.#rows.map((row) => this.#row(row)));
    fill(this.foot, this.#rows.length === 0
      ? emptyState('edit', t('empty.drafts'), t('empty.draftsText'), button(t('write.new'), () => writeMail(), { icon: 'edit', kind: 'primary' }))
      : this.#next && button(t('list.loadMore'), (event) => busy(event.currentTarget, () => this.#more())));
    if (focused) {
      this.list.querySelector(`[data-id="${CSS.escape(focused)}"] .mc-draft-open`)?.focus({ preventScroll: true });
    }
  }

  #row(row) {
    const names = row.to.map(personName).join(', ') || t('write.nobodyYet');
    const subject = row.subject || t('mail.noSubject');
    return h('li', { class: 'mc-row mc-draft-row', data: { id: row.id } },
      h('button', { type: 'button', class: 'mc-draft-open', onclick: (event) => busy(event.currentTarget, async () => openDraft(await api.draft(row.id))) },
        h('span', { class: 'mc-draft-to' }, h('bdi', null, names)),
        h('span', { class: 'mc-draft-subject', dir: 'auto' }, h('span', null, subject), row.snippet && h('span', { class: 'mc-hint' }, ` · ${row.snippet}`)),
        row.reason && h('span', { class: 'mc-draft-reason' }, icon('info'), reasonText(row.reason))),
      h('span', { class: 'mc-draft-end' },
        row.hasAttachments && icon('clip', t('mail.hasAttachments')),
        h('time', { class: 'mc-hint', datetime: row.updatedAt, title: fullTime(row.updatedAt) }, shortTime(row.updatedAt)),
        iconButton('trash', t('write.discardNamed', { subject }), (event) => busy(event.currentTarget, () => this.#discard(row)))));
  }

  async #discard(row) {
    if (await confirmDialog({ title: t('write.discardTitle'), text: t('write.discardText'), confirm: t('write.discard'), danger: true })) {
      await api.deleteDraft(row.id);
      dropBackup(row.id);
      app.reloadCounts();
      await this.#load();
    }
  }
}

customElements.define('drafts-screen', DraftsScreen);
