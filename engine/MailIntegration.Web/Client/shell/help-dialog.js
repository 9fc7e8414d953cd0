// The list of keyboard shortcuts.
import { t } from '../i18n.js';
import { openDialog } from '../lib/dialog.js';
import { h } from '../lib/dom.js';

const GROUPS = [
  ['help.moving', [
    [['j', '↓'], 'help.next'], [['k', '↑'], 'help.previous'], [['Enter', 'o'], 'help.open'], [['Esc'], 'help.back'], [['/'], 'help.search'], [['?'], 'help.help'],
  ]],
  ['help.writing', [
    [['c'], 'write.new'], [['r'], 'action.reply'], [['a'], 'action.replyAll'], [['f'], 'action.forward'], [['Ctrl', '↵'], 'write.send'], [['z'], 'help.undoSend'], [['Alt', 'F10'], 'editor.toolbar'],
  ]],
  ['help.acting', [
    [['u'], 'help.unread'], [['e'], 'help.archive'], [['#'], 'help.delete'], [['!'], 'help.spam'], [['d'], 'help.done'], [['⇧', 'A'], 'help.assign'], [['t'], 'help.tags'], [['n'], 'help.note'], [['x'], 'help.select'], [['⇧', 'R'], 'help.refresh'],
  ]],
  ['help.going', [
    [['g', 'i'], 'box.inbox'], [['g', 'm'], 'box.mine'], [['g', 'u'], 'box.unread'], [['g', 's'], 'box.sent'], [['g', 'a'], 'box.archive'], [['g', 'd'], 'box.deleted'], [['g', 'l'], 'box.all'], [['g', 'w'], 'box.drafts'], [['g', 'o'], 'box.outbox'], [['g', 'p'], 'box.unprocessed'],
    [['g', 'c'], 'nav.messenger'], [['g', 't'], 'nav.tickets'], [['g', 'k'], 'nav.tasks'], [['g', 'b'], 'nav.contacts'], [['g', 'e'], 'nav.environments'],
  ]],
];

export function showHelp() {
  return openDialog({
    title: t('help.title'),
    size: 'large',
    build: () => h('div', { class: 'mc-help' }, GROUPS.map(([title, rows]) => h('section', null,
      h('h3', { class: 'mc-help-title' }, t(title)),
      h('dl', { class: 'mc-help-list' }, rows.map(([keys, label]) => h('div', { class: 'mc-help-row' },
        h('dt', null, keys.map((key) => h('kbd', { class: 'mc-kbd' }, key))),
        h('dd', null, t(label)))))))),
  });
}
