// What a member wants to be told by e-mail when he did not see it within a minute: presets, and each choice by itself.
import { get, put } from '../api.js';
import { t } from '../i18n.js';
import { busy, button } from '../lib/controls.js';
import { openDialog } from '../lib/dialog.js';
import { h } from '../lib/dom.js';
import { radioCards, showErrors, switchField } from '../lib/form.js';
import { toast } from '../lib/toast.js';

const PRESETS = {
  silent: { fromCustomers: 'none', followedInternal: false },
  supportManager: { fromCustomers: 'all', followedInternal: true },
  teamMember: { fromCustomers: 'mine', followedInternal: true },
};

export async function showNotices() {
  const settings = await get('session/notifications');
  const saved = await openDialog({
    title: t('notices.title'),
    build: ({ close }) => {
      const form = h('form', {
        class: 'mc-form', novalidate: true,
        onsubmit: async (event) => {
          event.preventDefault();
          await busy(form.querySelector('[type=submit]'), async () => {
            try {
              close(await put('session/notifications', { fromCustomers: form.elements.fromCustomers.value, followedInternal: form.elements.followedInternal.checked }));
            } catch (error) {
              showErrors(form, error);
            }
          });
        },
      },
      h('p', { class: 'mc-hint' }, t('notices.lead')),
      h('div', { class: 'mc-studio-looks', role: 'group', 'aria-label': t('notices.presets') }, Object.entries(PRESETS).map(([name, values]) => button(t(`notices.preset.${name}`), () => {
        form.elements.fromCustomers.value = values.fromCustomers;
        form.elements.followedInternal.checked = values.followedInternal;
      }, { kind: 'small' }))),
      radioCards({
        name: 'fromCustomers', label: t('notices.fromCustomers'), value: settings.fromCustomers,
        options: ['all', 'mine', 'none'].map((value) => ({ value, label: t(`notices.customers.${value}`), hint: t(`notices.customers.${value}Hint`) })),
      }),
      switchField({ name: 'followedInternal', label: t('notices.followedInternal'), hint: t('notices.followedInternalHint'), checked: settings.followedInternal }),
      h('div', { class: 'mc-form-actions' }, h('button', { type: 'submit', class: 'mc-button mc-button-primary' }, t('action.save'))));
      return form;
    },
  });
  if (saved) {
    toast(t('toast.saved'));
  }
}
