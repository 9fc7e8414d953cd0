// Account settings: the accounts that the member linked himself, and linking another one.
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { busy, button, emptyState, failedState, notice, reasonNotice, skeleton } from '../../lib/controls.js';
import { openDialog } from '../../lib/dialog.js';
import { fill, h } from '../../lib/dom.js';
import { checkboxes, clearErrors, radioCards, showErrors, switchField, textField } from '../../lib/form.js';
import { ago, date } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { toast, toastError } from '../../lib/toast.js';
import { debounce, isAbort, View } from '../../lib/view.js';
import { live } from '../../live.js';
import { router } from '../../router.js';
import { askDeletion } from '../channels/channel-actions.js';
import { channelState, providerMark } from '../channels/channel-tile.js';
import { openAccountWindow } from './account-window.js';
import { accountsApi } from './accounts-api.js';

const PROVIDERS = ['gmail', 'microsoft365'];

class AccountsScreen extends View {
  #data = null;

  connected() {
    this.className = 'mc-page';
    fill(this, skeleton(4, 'mc-skeleton-page'));
    this.listen(live, 'channels resync', debounce(() => this.#load(), 400));
    this.listen(app, 'addresses', debounce(() => this.#load(), 400));
    this.#load();
  }

  get heading() {
    return t('nav.accounts');
  }

  show() {}

  async #load() {
    try {
      this.#data = await accountsApi.list();
      this.#render();
    } catch (error) {
      if (!isAbort(error)) {
        fill(this, failedState(error, () => this.#load()));
      }
    }
  }

  #render() {
    const { accounts, canLink, isFull, providers } = this.#data;
    fill(this,
      h('header', { class: 'mc-page-head' }, h('div', null, h('h1', { class: 'mc-page-title' }, t('nav.accounts')), h('p', { class: 'mc-page-lead' }, t('account.lead')))),
      accounts.length === 0 ? emptyState('mail', t('account.none'), t('account.noneText')) : h('ul', { class: 'mc-cards' }, accounts.map((account) => this.#card(account))),
      canLink && h('section', { class: 'mc-section', 'aria-label': t('account.link') },
        h('h2', { class: 'mc-section-title' }, t('account.link')),
        isFull && notice('info', t('account.full')),
        providers.length === 0 ? notice('info', t('account.noRegistration')) : h('div', { class: 'mc-choices' }, PROVIDERS.filter((kind) => providers.includes(kind)).map((kind) => this.#choice(kind, isFull)))));
  }

  #choice(kind, disabled) {
    return h('button', { type: 'button', class: 'mc-choice', disabled, data: { provider: kind }, onclick: () => this.#link({ provider: kind, isOwn: true }) },
      h('span', { class: 'mc-choice-lead' }, providerMark(kind)),
      h('span', { class: 'mc-choice-text' }, h('span', { class: 'mc-choice-title' }, t(`account.${kind}`)), h('span', { class: 'mc-hint' }, t(`account.${kind}Text`))),
      icon('external'));
  }

  async #link(request) {
    if (await openAccountWindow(request)) {
      toast(t('account.linked'));
      app.reloadAddresses();
      this.#load();
    }
  }

  #card(account) {
    const address = app.addresses.find((one) => one.channelId === account.id);
    return h('li', { class: 'mc-card mc-account', data: { account: account.account.email } },
      h('div', { class: 'mc-account-head' }, providerMark(account.provider),
        h('div', { class: 'mc-account-name' },
          h('strong', { dir: 'auto' }, account.account.email),
          h('span', { class: 'mc-hint mc-facts' }, [t(`provider.${account.provider}`), t(`access.${account.access}`), tn('channel.emails', account.mailCount),
            account.lastSuccess && t('address.fetched', { ago: ago(account.lastSuccess) }),
            account.account.signedInAt && t('account.signedIn', { date: date(account.account.signedInAt) })].filter(Boolean).map((fact) => h('bdi', null, fact)))),
        channelState(account)),
      account.attention && reasonNotice(account.attention, { kind: 'danger', actions: button(t('channel.reconnect'), () => this.#link({ provider: account.provider, channelId: account.id, isOwn: true }), { kind: 'primary', icon: 'plug' }) }),
      h('div', { class: 'mc-account-actions' },
        address && h('a', { class: 'mc-button mc-button-small', href: router.href('inbox', { address: address.id }) }, t('account.showMail')),
        button(t('action.edit'), () => this.#edit(account), { kind: 'small', icon: 'edit' }),
        button(t('account.unlink'), () => this.#unlink(account), { kind: 'small', icon: 'trash' })));
  }

  async #edit(account) {
    const saved = await openDialog({ title: account.account.email, build: ({ close }) => accountForm(account, close) });
    if (saved) {
      toast(t('toast.saved'));
      this.#load();
    }
  }

  async #unlink(account) {
    try {
      const { emails } = await accountsApi.deletion(account.id);
      const withMail = await askDeletion({
        title: t('account.unlinkTitle', { email: account.account.email }), text: `${t('account.unlinkText')} ${t(`accountUnlink.${account.provider}`)}`, emails, remove: (both) => accountsApi.remove(account.id, both),
      });
      if (withMail !== undefined) {
        toast(t('account.unlinked', { email: account.account.email }));
        app.reloadAddresses();
        this.#load();
      }
    } catch (error) {
      toastError(error);
    }
  }
}

function accountForm(account, close) {
  const members = app.members.filter((member) => member.isEnabled || account.accessMemberIds.includes(member.id));
  const selected = checkboxes({ name: 'accessMemberIds', label: t('channel.accessMembers'), options: members.map((member) => ({ value: member.id, label: member.name })), values: account.accessMemberIds });
  selected.hidden = account.access !== 'selected';
  return h('form', { class: 'mc-form', onsubmit: (event) => save(event, account, close) },
    textField({ name: 'senderName', label: t('channel.senderName'), hint: t('channel.senderNameHint'), optional: true, value: account.senderName, maxlength: '100' }),
    switchField({ name: 'isActive', label: t('channel.active'), hint: t('channel.activeHint'), checked: account.isActive }),
    radioCards({
      name: 'access', label: t('channel.access'), value: account.access,
      onchange: (event) => {
        selected.hidden = event.target.value !== 'selected';
      },
      options: ['owner', 'selected', 'all'].map((value) => ({ value, label: t(`access.${value}`), hint: t(`access.${value}Text`) })),
    }),
    selected,
    h('div', { class: 'mc-form-actions' },
      h('button', { class: 'mc-button', type: 'button', onclick: () => close() }, t('action.cancel')),
      h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('action.save'))));
}

async function save(event, account, close) {
  event.preventDefault();
  const form = event.currentTarget;
  const { elements } = form;
  clearErrors(form);
  await busy(form.querySelector('[type=submit]'), async () => {
    try {
      const access = elements.access.value;
      close(await accountsApi.save({
        id: account.id, version: account.version, senderName: elements.senderName.value.trim(), isActive: elements.isActive.checked, access,
        accessMemberIds: access === 'selected' ? [...form.querySelectorAll('input[name=accessMemberIds]:checked')].map((input) => input.value) : [],
      }));
    } catch (error) {
      showErrors(form, error);
    }
  });
}

customElements.define('accounts-screen', AccountsScreen);
