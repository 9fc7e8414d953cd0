// One dossier: what lies in it, newest first, as far as the member may see it.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { avatar, busy, button, iconButton, notice } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { fullTime, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { toast } from '../../lib/toast.js';
import { router } from '../../router.js';
import { DeskList } from '../desk/desk-list.js';
import { followButton } from '../follow/follow-button.js';
import { addressChip } from '../mail/row.js';
import { dossiers } from './dossier-api.js';
import './dossier-people.js';
import { askName, fileMail, kindIcon, takeOut } from './filing.js';

class DossierScreen extends DeskList {
  kind = 'dossier';
  screen = 'dossier';
  title = 'nav.dossiers';
  keyOf = (email) => email.emailId;
  labelOf = (email) => email.subject || t('mail.noSubject');
  #key = null;
  #dossier = null;

  get heading() {
    return this.#dossier?.title || t('nav.dossiers');
  }

  show(route) {
    this.#key = route.key;
    super.show(route);
  }

  async fetch(query, after, signal) {
    const key = this.#key;
    if (!after) {
      try {
        this.#dossier = await dossiers.get(key, signal);
      } catch (error) {
        if (error.status !== 404) {
          throw error;
        }
        this.#dossier = null;
        fill(this.bar, this.#back());
        return { rows: [], next: null };
      }
      fill(this.bar, this.#about());
      this.emit('mc-title');
    }
    return dossiers.emails(key, after, signal);
  }

  filters() {
    return this.#back();
  }

  tools() {
    return this.#dossier?.mayChange && iconButton('more', t('dossier.more', { title: this.#dossier.title }), (event) => this.#menu(event.currentTarget), { 'aria-haspopup': 'menu' });
  }

  bulk(keys) {
    return [
      button(t('dossier.takeOut'), (event) => this.change(event.currentTarget, (emailIds) => takeOut(this.#dossier, { emailIds })), { icon: 'close', kind: 'small' }),
      button(t('dossier.fileElsewhere'), (event) => busy(event.currentTarget, () => fileMail({ emailIds: keys })), { icon: 'folder', kind: 'small' }),
    ];
  }

  content(email) {
    const person = email.kind === 'received' ? email.from : email.to[0];
    const name = person?.name || person?.address || t('mail.unknownSender');
    return [
      avatar(name, { small: true, key: person?.address ?? name }),
      h('div', { class: 'mc-desk-text' },
        h('div', { class: 'mc-dossier-line' },
          icon(email.kind === 'received' ? 'incoming' : 'outgoing', t(`kind.${email.kind}`)),
          h('bdi', null, name),
          h('time', { class: 'mc-dossier-time', datetime: email.at, title: fullTime(email.at) }, shortTime(email.at))),
        h('a', { class: email.isUnread ? 'mc-desk-title mc-strong' : 'mc-desk-title', dir: 'auto', href: router.href(`conversations/${encodeURIComponent(email.conversationId)}`, { box: 'all', email: email.emailId }) }, email.subject || t('mail.noSubject')),
        email.snippet && h('p', { class: 'mc-desk-note', dir: 'auto' }, email.snippet),
        h('div', { class: 'mc-desk-meta' },
          email.addressIds.map((address) => addressChip(address)),
          email.hasAttachments && icon('clip', t('mail.hasAttachments')),
          h('span', null, email.filedBy
            ? t('dossier.filedBy', { name: app.member(email.filedBy)?.name ?? email.filedBy })
            : t('dossier.filedByRule')))),
    ];
  }

  empty() {
    return this.#dossier ? ['folder', t('dossier.empty'), t('dossier.emptyText')] : ['folder', t('dossier.gone'), t('dossier.goneText')];
  }

  #back() {
    return h('a', { class: 'mc-crumb', href: router.href('dossiers') }, icon('back'), t('nav.dossiers'));
  }

  #about() {
    const { kind, id, missing } = this.#dossier;
    return [
      this.#back(),
      h('span', { class: 'mc-chip' }, kindIcon(this.#dossier), t(`dossier.kind.${kind}`)),
      kind === 'content' && !missing && h('a', { href: router.href(`records/${encodeURIComponent(id)}`), data: { external: '' } }, t('dossier.openRecord')),
      missing && notice('warning', t('dossier.missingText')),
      !missing && followButton({ kind: 'dossier', id: this.#key }),
      !missing && h('dossier-people', { data: { key: this.#key } }),
    ];
  }

  #menu(anchor) {
    const dossier = this.#dossier;
    openMenu(anchor, [
      { label: t('dossier.rename'), icon: 'edit', run: () => this.#rename(dossier) },
      { label: t('action.delete'), icon: 'trash', danger: true, run: () => this.#delete(dossier) },
    ], { label: t('dossier.more', { title: dossier.title }), align: 'end' });
  }

  async #rename(dossier) {
    if (await askName(t('dossier.rename'), dossier.title, (name) => dossiers.rename(dossier, name))) {
      await this.reload();
    }
  }

  async #delete(dossier) {
    if (await confirmDialog({ title: tn('dossier.deleteMany', 1), text: t('dossier.deleteText'), confirm: t('action.delete'), danger: true })) {
      await dossiers.remove(dossier.key);
      toast(t('dossier.deleted', { title: dossier.title }));
      router.go('dossiers');
    }
  }
}

customElements.define('dossier-screen', DossierScreen);
