// Parts of the template studio: what is wrong with a text, and its versions.
import { LANGUAGES, reasonText, t } from '../../i18n.js';
import { button, notice } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { h } from '../../lib/dom.js';
import { fullTime } from '../../lib/format.js';

/** What keeps a template from being published, by language and field. */
export function problemNotice(error) {
  const lines = Object.entries(error.errors).flatMap(([field, reasons]) => reasons.map((reason) => [field.split('.'), reason]));
  return notice('danger', [
    h('strong', null, t('template.notPublished')),
    h('ul', { class: 'mc-studio-problems' }, (lines.length > 0 ? lines : [[[''], error.reason]]).map(([[field, language], reason]) => h('li', null,
      language && `${LANGUAGES[language] ?? language}, ${field === 'html' ? t('template.text') : t('template.subject')}: `, reasonText(reason)))),
  ]);
}

/** Resolves to the version that is to be published again, to 'discard' for the draft, or to nothing. */
export function chooseVersion(versions, hasDraft) {
  return openDialog({
    title: t('template.versions'),
    build: ({ close }) => h('div', null,
      versions.length === 0 && h('p', null, t('template.noVersions')),
      h('ul', { class: 'mc-cards' }, versions.map((version) => h('li', { class: 'mc-card' },
        h('div', { class: 'mc-card-text' },
          h('strong', null, fullTime(version.at)),
          h('span', { class: 'mc-hint' }, [version.author, version.languages.map((code) => code.toUpperCase()).join(' ')].filter(Boolean).join(' · '))),
        version.isPublished ? h('span', { class: 'mc-chip' }, t('template.isPublished')) : button(t('template.rollBack'), () => close(version), { kind: 'small', icon: 'restore' })))),
      hasDraft && button(t('template.discardDraft'), () => close('discard'), { kind: 'small', icon: 'trash' })),
  });
}

/** The fields that a text may name; a click inserts one. */
export function fieldChips(fields, insert) {
  return h('details', { class: 'mc-studio-fields' }, h('summary', null, t('template.fields')),
    h('div', { class: 'mc-studio-chips' }, fields.map((field) => h('button', { type: 'button', class: 'mc-chip', onclick: () => insert(field) }, field))));
}
