// Whom the mail of an address is linked to: members, roles, process teams.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { avatar, button, iconButton } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { openPicker } from '../../lib/picker.js';

const KINDS = ['member', 'role', 'processTeam'];
const SYMBOLS = { member: 'person', role: 'tag', processTeam: 'people' };

/** A link as words: "Anna", "Role: Sales", "Team: Support". */
export function linkText(link) {
  return h('span', { class: `mc-chip mc-chip-link${link.missing ? ' mc-chip-bad' : ''}`, title: link.missing ? t('links.missing') : null },
    icon(link.missing ? 'warning' : SYMBOLS[link.kind]), h('bdi', null, t(`links.text.${link.kind}`, { name: link.targetName || link.targetId })));
}

/** The editor; `editor.value` holds the links as the API takes them. Options name the field and its words; a link of the kinds in
 *  `explained` says whom it means. */
export function linksEditor(links, { name = 'links', kinds = KINDS, title = t('links.title'), hint = t('links.hint'), none = t('links.noneText'), explained = KINDS } = {}) {
  let current = links.map((link) => ({ ...link }));
  const list = h('ul', { class: 'mc-links' });
  const element = h('fieldset', { class: 'mc-fieldset', data: { field: name } },
    h('legend', { class: 'mc-label' }, title),
    h('p', { class: 'mc-hint' }, hint),
    list,
    h('div', { class: 'mc-link-adds' }, kinds.map((kind) => button(t(`links.add.${kind}`), (event) => add(event.currentTarget, kind), { icon: 'plus', kind: 'small' }))),
    h('p', { class: 'mc-field-error', hidden: true }));

  function render() {
    fill(list, current.length > 0
      ? current.map((link) => h('li', { class: 'mc-link' },
        linkText(link),
        explain(link),
        iconButton('close', t('links.remove', { name: link.targetName || link.targetId }), () => {
          current = current.filter((item) => item !== link);
          render();
        })))
      : h('li', { class: 'mc-hint mc-links-none' }, none));
  }

  function explain({ kind, missing }) {
    return (missing || explained.includes(kind)) && h('span', { class: 'mc-hint' }, t(missing ? 'links.missing' : `links.who.${kind}`));
  }

  function add(anchor, kind) {
    const has = (id) => current.some((link) => link.kind === kind && link.targetId === id);
    openPicker(anchor, {
      label: t(`links.add.${kind}`),
      options: targets(kind).filter((target) => !has(target.id)),
      pick: (target) => {
        current = [...current, { kind, targetId: target.id, targetName: target.label, missing: false }];
        render();
      },
    });
  }

  render();
  Object.defineProperty(element, 'value', { get: () => current.map(({ kind, targetId }) => ({ kind, targetId })) });
  return element;
}

function targets(kind) {
  if (kind === 'role') {
    return app.roles.map((role) => ({ id: role, label: role }));
  }
  if (kind === 'processTeam') {
    return app.teams.map((team) => ({ id: team.id, label: team.name, lead: icon('people') }));
  }
  return app.members.filter((member) => member.isEnabled)
    .map((member) => ({ id: member.id, label: member.name, detail: member.email, lead: avatar(member.name, { small: true, key: member.id }) }));
}
