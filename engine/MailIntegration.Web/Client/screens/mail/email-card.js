// One e-mail of a conversation: a line when closed, the whole mail when open.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { reasonText, t } from '../../i18n.js';
import { avatar, button, failedState, iconButton, notice, skeleton } from '../../lib/controls.js';
import { classes, fill, h } from '../../lib/dom.js';
import { fullTime, listOf, personName, shortTime } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { openMenu } from '../../lib/menu.js';
import { toast } from '../../lib/toast.js';
import { isAbort, View } from '../../lib/view.js';
import { move, setRead } from './actions.js';
import { mailedLine } from '../conversation/mailed-line.js';
import { openedLine } from '../conversation/opened-line.js';
import { deliveredMark, seenLine } from '../conversation/seen-line.js';
import { openTaskOfEmail } from '../tasks/task-dialog.js';
import { attachmentList } from './attachments.js';
import { fileMail } from '../dossiers/filing.js';
import { addressDetails, deliveryNotice, explanation, showHeaders, trustNotice } from './email-details.js';
import { correctSender, moveEmail, splitFrom } from './regroup.js';
import './mail-body.js';
import '../write/deliveries.js';
import { answerItems } from '../write/reply-buttons.js';
import { answer } from '../write/writing.js';
import './site-panel.js';

class EmailCard extends View {
  #email = null;
  #isOpen = false;
  #isOnly = false;
  #isFirst = false;
  #details = null;
  #showsDetails = false;
  #showsExplanation = false;

  connected() {
    this.classList.add('mc-email');
    if (!this.head) {
      this.head = h('div', { class: 'mc-email-head' });
      this.panel = h('div', { class: 'mc-email-panel' });
      this.content = h('div', { class: 'mc-email-content' });
      this.marks = h('div', { class: 'mc-email-marks' });
      fill(this, this.head, this.panel, this.content, this.marks);
    }
    this.#renderHead();
    this.#renderContent();
  }

  setEmail(email, { isOnly = this.#isOnly, isFirst = this.#isFirst } = {}) {
    this.#email = email;
    this.#isOnly = isOnly;
    this.#isFirst = isFirst;
    if (this.head) {
      this.#renderHead();
    }
  }

  get email() {
    return this.#email;
  }

  get isOpen() {
    return this.#isOpen;
  }

  set isOpen(open) {
    this.#isOpen = open;
    if (this.head) {
      this.#renderHead();
      this.#renderContent();
    }
  }

  focusHead() {
    this.head.querySelector('.mc-email-toggle').focus();
  }

  #toggle() {
    if (this.#isOnly && this.#isOpen) {
      return;
    }
    this.isOpen = !this.#isOpen;
    this.focusHead();
    if (this.#isOpen) {
      this.emit('mc-opened', this.#email);
    }
  }

  #renderHead() {
    const email = this.#email;
    const hadFocus = this.head.contains(document.activeElement) && document.activeElement.className;
    const recipients = [...email.to, ...email.cc];
    this.className = classes('mc-email', { 'mc-open': this.#isOpen, 'mc-unread': email.isUnread, 'mc-email-sent': email.kind === 'sent', 'mc-email-away': ['deleted', 'spam'].includes(email.box) });
    fill(this.head,
      h('button', { type: 'button', class: 'mc-email-toggle', 'aria-expanded': String(this.#isOpen), onclick: () => this.#toggle() },
        avatar(personName(email.from), { key: email.from?.address }),
        h('span', { class: 'mc-email-who' },
          h('span', { class: 'mc-email-line' },
            email.isUnread && h('span', { class: 'mc-sr' }, `${t('mail.unread')}. `),
            h('bdi', { class: 'mc-email-from' }, personName(email.from)),
            this.#isOpen && email.from?.name && h('bdi', { class: 'mc-email-address' }, email.from.address),
            email.kind !== 'received' && h('span', { class: `mc-chip mc-chip-kind mc-kind-${email.kind}` }, email.isOnPage ? t('message.kind') : email.isNotice ? t('message.notice') : t(`kind.${email.kind}`)),
            email.class !== 'personal' && h('span', { class: `mc-chip mc-chip-class mc-class-${email.class}` }, t(`class.${email.class}`)),
            email.trust === 'suspicious' && h('span', { class: 'mc-chip mc-chip-bad mc-chip-trust' }, icon('warning'), t('trust.suspicious')),
            email.report && h('span', { class: 'mc-chip mc-chip-bad mc-chip-delivery' }, icon('warning'), t(`delivery.${email.report.problem}`)),
            email.sender && h('span', { class: 'mc-chip mc-chip-sender', title: email.sender.address }, icon('person'), t('regroup.belongsTo', { name: personName(email.sender) })),
            ['deleted', 'spam', 'archive'].includes(email.box) && h('span', { class: `mc-chip mc-chip-box mc-box-${email.box}` }, t(`box.${email.box}`))),
          h('span', { class: 'mc-email-second', dir: 'auto' }, this.#isOpen
            ? (recipients.length > 0 ? t('mail.toLine', { names: listOf(recipients.slice(0, 4).map(personName)) }) : t('mail.noRecipients'))
            : email.snippet)),
        h('span', { class: 'mc-email-signs' },
          email.hasAttachments && icon('clip', t('mail.hasAttachments')),
          h('time', { datetime: email.at, title: fullTime(email.at) }, shortTime(email.at)))),
      this.#isOpen && h('div', { class: 'mc-email-tools' },
        iconButton('reply', t('action.reply'), () => answer(this.#email, 'reply'), { class: 'mc-email-reply' }),
        iconButton('down', t('mail.details'), () => this.#toggleDetails(), { class: 'mc-details-toggle', 'aria-expanded': String(this.#showsDetails) }),
        iconButton('more', t('mail.more'), (event) => this.#menu(event.currentTarget), { 'aria-haspopup': 'menu', class: 'mc-email-more' })));
    fill(this.marks, this.#isOpen && email.kind === 'sent' && !email.isOnPage && Object.assign(document.createElement('delivery-mark'), { email }), this.#isOpen && openedLine(email.delivery?.opened), this.#isOpen && (seenLine(email.seenBy) ?? deliveredMark(email)), this.#isOpen && mailedLine(email.mailedTo));
    if (hadFocus) {
      this.head.getElementsByClassName(hadFocus)[0]?.focus({ preventScroll: true });
    }
  }

  async #renderContent() {
    if (!this.#isOpen || !this.isConnected) {
      this.content.hidden = true;
      this.panel.hidden = true;
      return;
    }
    this.content.hidden = false;
    this.panel.hidden = false;
    if (this.#details) {
      return;
    }
    fill(this.content, skeleton(4, 'mc-skeleton-body'));
    try {
      this.#details = await api.email(this.#email.id, this.signal);
    } catch (error) {
      if (!isAbort(error)) {
        fill(this.content, failedState(error, () => this.#renderContent()));
      }
      return;
    }
    this.body = document.createElement('mail-body');
    this.body.setMail(this.#details);
    fill(this.content,
      this.#email.box === 'spam' && notice('warning', t('mail.spamNotice'), button(t('action.notSpam'), () => move({ ids: [this.#email.conversationId], emailIds: [this.#email.id] }, 'notSpam', { box: 'spam' }), { kind: 'small' })),
      this.#details.warnings.length > 0 && h('p', { class: 'mc-mail-warning' }, icon('info'), h('span', null, this.#details.warnings.map((code) => reasonText({ code })).join(' '))),
      trustNotice(this.#details),
      deliveryNotice(this.#details),
      this.body,
      attachmentList(this.#details),
      app.session.home === 'orchard' && h('site-panel', { 'data-email': this.#email.id }));
    this.#renderPanel();
  }

  #renderPanel() {
    fill(this.panel,
      this.#showsDetails && this.#details && addressDetails(this.#details, { explain: () => this.#toggleExplanation(true), headers: () => showHeaders(this.#details) }),
      this.#showsExplanation && this.#details && explanation(this.#details, () => this.#toggleExplanation(false)));
  }

  #toggleDetails() {
    this.#showsDetails = !this.#showsDetails;
    this.#renderHead();
    this.#renderPanel();
  }

  #toggleExplanation(on) {
    this.#showsExplanation = on;
    this.#renderPanel();
    if (on) {
      this.panel.querySelector('.mc-explanation')?.focus();
    } else {
      this.head.querySelector('.mc-email-more')?.focus();
    }
  }

  #menu(anchor) {
    const email = this.#email;
    const target = { ids: [email.conversationId], emailIds: [email.id] };
    const copies = this.#details?.copies ?? [];
    openMenu(anchor, [
      ...answerItems(email),
      'line',
      { label: t(email.isUnread ? 'action.markRead' : 'action.markUnread'), icon: email.isUnread ? 'read' : 'unread', run: () => setRead(target, email.isUnread) },
      { label: t('task.ofEmail'), icon: 'task', run: () => this.#makeTask() },
      { label: t('dossier.fileThis'), icon: 'folder', run: () => fileMail({ emailIds: [email.id] }) },
      'line',
      !this.#isOnly && !this.#isFirst && { label: t('regroup.splitItem'), icon: 'expand', run: () => splitFrom(email) },
      { label: t('regroup.moveItem'), icon: 'link', run: () => moveEmail(email) },
      email.kind === 'received' && { label: t('regroup.senderItem'), icon: 'person', run: () => this.#correct() },
      'line',
      this.#details?.hasHtml && { label: t(this.body.isPlain ? 'mail.showFormatted' : 'mail.showPlain'), icon: 'file', run: () => this.body.togglePlain() },
      { label: t('mail.why'), icon: 'question', run: () => this.#toggleExplanation(!this.#showsExplanation) },
      this.#details && { label: t('mail.headers'), icon: 'all', run: () => showHeaders(this.#details) },
      ...(copies.length > 1
        ? copies.map((copy) => ({ label: t('mail.downloadOf', { address: copy.email }), icon: 'download', href: copy.rawUrl ?? api.rawUrl(email.id, copy.addressId), download: '' }))
        : [{ label: t('mail.download'), icon: 'download', href: copies[0]?.rawUrl ?? api.rawUrl(email.id), download: '' }]),
      'line',
      ...this.#moves(target),
    ], { label: t('mail.more') });
  }

  async #correct() {
    if (await correctSender(this.#details ?? this.#email)) {
      this.#details = null;
      await this.#renderContent();
    }
  }

  async #makeTask() {
    if (await openTaskOfEmail(this.#email)) {
      toast(t('toast.task.made'));
      this.emit('mc-desk-changed');
    }
  }

  // Whole conversations are moved by the bar on top; a single e-mail of several from here.
  #moves(target) {
    const { box } = this.#email;
    if (this.#isOnly) {
      return [];
    }
    return ['deleted', 'archive', 'spam'].includes(box)
      ? [{ label: t(box === 'spam' ? 'mail.notSpamThis' : 'mail.restoreThis'), icon: box === 'spam' ? 'notSpam' : 'restore', run: () => move(target, box === 'spam' ? 'notSpam' : 'restore', { box }) }]
      : [{ label: t('mail.spamThis'), icon: 'spam', run: () => move(target, 'spam', { box }) }, { label: t('mail.deleteThis'), icon: 'trash', danger: true, run: () => move(target, 'delete', { box }) }];
  }
}

customElements.define('email-card', EmailCard);
