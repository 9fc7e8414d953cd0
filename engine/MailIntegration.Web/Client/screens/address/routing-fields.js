// Chat or dossier, and who gets new conversations of an address (PR3, AD9, AD10).
import { t } from '../../i18n.js';
import { h } from '../../lib/dom.js';
import { selectField, switchField } from '../../lib/form.js';
import { linksEditor } from './links-editor.js';

const FILING = { '': null, true: true, false: false };

/** The fields; `element.value` holds them as the API takes them. */
export function routingFields({ routing }) {
  const targets = linksEditor(routing.assignTargets, {
    name: 'assignTargets', kinds: ['member', 'processTeam'], title: t('routing.targets'), hint: t('routing.targetsHint'), none: t('routing.targetsNone'), explained: ['processTeam'],
  });
  const details = h('div', { class: 'mc-routing-details', hidden: !routing.assignAutomatically },
    switchField({ name: 'assignToOwner', label: t('routing.toOwner'), hint: t('routing.toOwnerHint'), checked: routing.assignToOwner }),
    targets,
    switchField({ name: 'assignOnlyAvailable', label: t('routing.onlyAvailable'), hint: t('routing.onlyAvailableHint'), checked: routing.assignOnlyAvailable }));
  const element = h('fieldset', { class: 'mc-fieldset mc-routing-fields' },
    h('legend', { class: 'mc-label' }, t('routing.title')),
    selectField({
      name: 'mode', label: t('routing.mode'), value: routing.mode ?? '',
      options: [{ value: '', label: t('routing.modeSite', { mode: t(`mode.${routing.siteMode}`) }) }, ...['chat', 'dossier'].map((value) => ({ value, label: t(`mode.${value}`) }))],
    }),
    selectField({
      name: 'fileInDossier', label: t('routing.fileInDossier'), hint: t('routing.fileInDossierHint'), value: String(routing.fileInDossier ?? ''),
      options: [
        { value: '', label: t('routing.modeSite', { mode: t(routing.siteFileInDossier ? 'routing.file.true' : 'routing.file.false') }) },
        { value: 'true', label: t('routing.file.true') }, { value: 'false', label: t('routing.file.false') },
      ],
    }),
    switchField({
      name: 'assignAutomatically', label: t('routing.automatic'), hint: t('routing.automaticHint'), checked: routing.assignAutomatically,
      onchange: (event) => {
        details.hidden = !event.target.checked;
      },
    }),
    details);
  const checked = (name) => element.querySelector(`[name=${name}]`).checked;
  Object.defineProperty(element, 'value', {
    get: () => ({
      mode: element.querySelector('[name=mode]').value || null,
      fileInDossier: FILING[element.querySelector('[name=fileInDossier]').value],
      assignAutomatically: checked('assignAutomatically'),
      assignToOwner: checked('assignToOwner'),
      assignTargets: targets.value,
      assignOnlyAvailable: checked('assignOnlyAvailable'),
    }),
  });
  return element;
}
