// What an empty list says.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { emptyState } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { FILTERS, router } from '../../router.js';

const SYMBOLS = { sent: 'send', spam: 'notSpam', archive: 'archive', deleted: 'trash', all: 'mail', unread: 'read', mine: 'person', unassigned: 'people' };

export function emptyList({ box, query }) {
  if (app.addresses.length === 0) {
    return app.can.manageChannels
      ? emptyState('plug', t('empty.setup'), t('empty.setupText'), h('a', { class: 'mc-button mc-button-primary', href: router.href('channels') }, t('empty.setupGo')))
      : emptyState('inbox', t('empty.noAddresses'), t('empty.noAddressesText'));
  }
  const set = FILTERS.filter((name) => query[name]);
  if (box === 'inbox' && set.length === 1 && query.team) {
    return emptyState('people', t('empty.team'), t('empty.teamText'));
  }
  if (set.length > 0) {
    return emptyState('search', t('empty.filtered'), t('empty.filteredText'), h('a', { class: 'mc-button', href: router.href('inbox') }, t('filter.clear')));
  }
  const isNoted = ['deleted', 'spam'].includes(box); // The note above the list says it already.
  return emptyState(SYMBOLS[box] ?? 'inbox', t(`empty.${box}`), isNoted ? null : t(`empty.${box}Text`));
}
