// All dossiers that the member knows of: those with mail that he sees, and those that he made.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { button } from '../../lib/controls.js';
import { confirmDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { ago, fullTime } from '../../lib/format.js';
import { router } from '../../router.js';
import { DeskList } from '../desk/desk-list.js';
import { filterSelect } from '../desk/filter-select.js';
import { dossiers } from './dossier-api.js';
import { askName, kindIcon } from './filing.js';

// Records are content items: only Orchard has them.
const kinds = () => ['contact', 'free', ...(app.session.home === 'orchard' ? ['content'] : [])];

class DossiersScreen extends DeskList {
  kind = 'dossier';
  screen = 'dossiers';
  title = 'nav.dossiers';
  keyOf = (dossier) => dossier.key;
  labelOf = (dossier) => dossier.title;
  #free = new Set();

  async fetch({ kind }, after, signal) {
    const page = await dossiers.list({ kind, after }, signal);
    page.rows.filter((row) => row.mayChange).forEach((row) => this.#free.add(row.key));
    return page;
  }

  filters(query) {
    return [
      filterSelect(t('dossier.kind'), [['', t('dossier.anyKind')], ...kinds().map((kind) => [kind, t(`dossier.kind.${kind}`)])], query.kind, (kind) => this.narrow({ kind })),
    ];
  }

  tools() {
    return button(t('dossier.new'), () => this.#make(), { icon: 'plus', kind: 'small' });
  }

  bulk(keys) {
    const mine = keys.filter((key) => this.#free.has(key));
    return mine.length > 0
      ? button(tn('dossier.deleteMany', mine.length), (event) => this.#delete(event.currentTarget, mine), { icon: 'trash', kind: 'small' })
      : h('span', { class: 'mc-hint' }, t('dossier.notDeletable'));
  }

  content(dossier) {
    const count = dossier.emails >= dossier.cap ? t('dossier.atLeast', { count: dossier.cap }) : tn('list.emails', dossier.emails);
    return [
      h('span', { class: 'mc-dossier-kind', title: t(`dossier.kind.${dossier.kind}`) }, kindIcon(dossier)),
      h('div', { class: 'mc-desk-text' },
        h('a', { class: 'mc-desk-title', dir: 'auto', href: router.href(`dossiers/${encodeURIComponent(dossier.key)}`) }, dossier.title || t('dossier.untitled')),
        h('div', { class: 'mc-desk-meta' },
          h('span', null, t(`dossier.kind.${dossier.kind}`)),
          dossier.missing && h('span', { class: 'mc-chip mc-chip-bad' }, t('dossier.missing')),
          h('span', null, count),
          dossier.lastAt && h('time', { datetime: dossier.lastAt, title: fullTime(dossier.lastAt) }, ago(dossier.lastAt)))),
    ];
  }

  empty(query) {
    return query.kind ? ['folder', t('desk.nothingFound'), t('desk.nothingFoundText')] : ['folder', t('dossier.none'), t('dossier.noneText')];
  }

  async #make() {
    const made = await askName(t('dossier.new'), '', (name) => dossiers.add(name));
    if (made) {
      router.go(`dossiers/${encodeURIComponent(made.key)}`);
    }
  }

  async #delete(node, keys) {
    if (await confirmDialog({ title: tn('dossier.deleteMany', keys.length), text: t('dossier.deleteText'), confirm: t('action.delete'), danger: true })) {
      await this.change(node, async () => {
        for (const key of keys) {
          await dossiers.remove(key);
        }
      });
    }
  }
}

customElements.define('dossiers-screen', DossiersScreen);
