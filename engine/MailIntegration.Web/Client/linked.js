// The page on which the pop-up ends after somebody signed in to an account: what went wrong, or the first fetch with its
// progress. It closes itself when that is done.
import { api, setBase } from './api.js';
import { loadLanguage, reasonHelp, reasonText, t, tn } from './i18n.js';
import { button, notice, progressBar } from './lib/controls.js';
import { fill, h } from './lib/dom.js';
import { number } from './lib/format.js';
import { announceLinked } from './screens/accounts/account-window.js';

const EVERY = 700;
const SHOWN = 1500;
const place = document.getElementById('linked');
const base = place.dataset.base.replace(/\/$/, '');
const query = Object.fromEntries(new URLSearchParams(location.search));

function show(title, ...content) {
  document.title = title;
  fill(place, h('div', { class: 'mc-sign-in-card mc-linked', 'aria-live': 'polite' },
    h('img', { class: 'mc-sign-in-mark', src: `${base}/client/${place.dataset.version}/icon.svg`, alt: '', width: '48', height: '48' }),
    h('h1', { class: 'mc-sign-in-title' }, title), content));
}

const closing = () => h('div', { class: 'mc-linked-actions' },
  button(t('account.closeWindow'), close, { kind: 'primary' }));

// A window that the browser does not let us close was no pop-up: it goes back to the mail centre.
function close() {
  window.close();
  setTimeout(() => location.assign(`${base}/accounts`), 300);
}

function fail(reason) {
  const help = reasonHelp(reason);
  show(t('account.failed'), h('p', { class: 'mc-sign-in-text', role: 'alert' }, reasonText(reason)), help && notice('info', help), closing());
}

async function follow(email) {
  for (;;) {
    const [{ runs }, addresses] = await Promise.all([api.runs(), api.addresses(query.channel)]);
    const address = addresses.find((one) => one.id === query.address);
    const run = runs.find((one) => one.addressId === query.address);
    if (!address) {
      return;
    }
    if (address.problem || run?.problem) {
      fail(address.problem ?? run.problem);
      return;
    }
    if (address.state === 'off') {
      show(t('account.linkedTitle', { email }), h('p', { class: 'mc-sign-in-text' }, t('account.switchedOff')), closing());
      return;
    }
    if (address.firstSyncComplete && (!run || run.finishedAt)) {
      show(t('account.linkedTitle', { email }), h('p', { class: 'mc-sign-in-text' }, run ? tn('phase.doneWith', run.done) : t('account.reconnected')), closing());
      setTimeout(close, SHOWN);
      return;
    }
    showProgress(email, run);
    await new Promise((resolve) => {
      setTimeout(resolve, EVERY);
    });
  }
}

function showProgress(email, run) {
  const text = run && ['fetching', 'backfill'].includes(run.phase)
    ? (run.total ? t('phase.of', { text: t('account.fetching'), done: number(run.done), total: number(run.total) }) : t('phase.count', { text: t('account.fetching'), done: number(run.done) }))
    : t('account.fetching');
  show(t('account.linkedTitle', { email }), h('p', { class: 'mc-sign-in-text' }, text), progressBar(t('account.fetching'), run?.done ?? 0, run?.total ?? 0),
    h('p', { class: 'mc-hint' }, t('account.mayClose')), closing());
}

async function start() {
  setBase(base);
  await loadLanguage(place.lang || 'en');
  if (query.error) {
    const args = Object.fromEntries(Object.entries(query).filter(([name]) => name.startsWith('arg.')).map(([name, value]) => [name.slice(4), value]));
    fail({ code: query.error, args });
    return;
  }
  announceLinked(query.channel);
  const [address] = await api.addresses(query.channel);
  await follow(address?.email ?? '');
}

start().catch((error) => fail(error.reason ?? { code: 'client-error' }));
