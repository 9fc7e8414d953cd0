// The body of an e-mail in a frame without scripts. The frame may be read by this page (allow-same-origin), so that it
// gets the height of its content; nothing in it can run.
import { api } from '../../api.js';
import { app } from '../../app.js';
import { t, tn } from '../../i18n.js';
import { button, notice } from '../../lib/controls.js';
import { fill, h } from '../../lib/dom.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';
import { handleKey } from '../../shortcuts.js';

const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
const FIRST_HEIGHT = 120;
const TALLEST = 20_000;
const MOST_MEASURES = 40;
const UNMEASURED_HEIGHT = '60vh';

/** The one way to show what others wrote: a frame without scripts. */
export function messageFrame(props) {
  return h('iframe', { sandbox: SANDBOX, ...props });
}

class MailBody extends View {
  #mail = null;
  #images = false;
  isPlain = false;

  connected() {
    this.className = 'mc-mail-body';
    this.#render();
    this.listen(matchMedia('(prefers-color-scheme: dark)'), 'change', () => this.#render());
    this.listen(app, 'theme', () => this.#render());
  }

  setMail(mail) {
    this.#mail = mail;
  }

  togglePlain() {
    this.isPlain = !this.isPlain;
    this.#render();
  }

  #render() {
    const theme = getComputedStyle(this).getPropertyValue('--mc-mode').trim() === 'dark' ? 'dark' : 'light';
    const frame = messageFrame({
      class: 'mc-frame', title: t('mail.bodyOf', { subject: this.#mail.subject || t('mail.noSubject') }),
      src: api.bodyUrl(this.#mail.id, { images: this.#images, plain: this.isPlain, theme }), style: { 'block-size': `${FIRST_HEIGHT}px` },
      onload: () => this.#loaded(frame),
    });
    const shell = h('div', { class: `mc-frame-shell mc-frame-${this.#mail.hasHtml && !this.isPlain ? 'html' : 'plain'}` }, frame);
    const blocked = this.#mail.blockedImages > 0 && !this.#images && !this.isPlain;
    fill(this,
      blocked && h('div', { class: 'mc-images-blocked' }, icon('image'), h('span', null, tn('mail.imagesBlocked', this.#mail.blockedImages)),
        button(t('mail.showImages'), () => {
          this.#images = true;
          this.#render();
        }, { kind: 'small' })),
      this.isPlain && h('div', { class: 'mc-images-blocked' }, icon('file'), h('span', null, t('mail.plainShown')), button(t('mail.showFormatted'), () => this.togglePlain(), { kind: 'small' })),
      shell);
  }

  #loaded(frame) {
    const inner = frame.contentDocument;
    frame.classList.add('mc-frame-ready');
    if (inner === null) {
      frame.style.blockSize = UNMEASURED_HEIGHT; // The server locked the frame more tightly: it scrolls inside.
      return;
    }
    if (!inner.body || inner.contentType !== 'text/html') {
      fill(this, notice('warning', t('mail.bodyFailed'), button(t('action.tryAgain'), () => this.#render(), { kind: 'small' })));
      return;
    }
    let measured = 0;
    const measure = () => {
      const root = inner.documentElement;
      const bar = root.scrollWidth > root.clientWidth ? 16 : 0; // Room for a scroll bar under wide mail.
      const height = Math.min(TALLEST, Math.max(inner.body.scrollHeight, root.offsetHeight) + bar);
      // Mail that is as tall as its window plus something would grow for ever.
      if (measured < MOST_MEASURES && height !== frame.offsetHeight) {
        measured += 1;
        frame.style.blockSize = `${Math.max(24, height)}px`;
      }
    };
    const observer = new ResizeObserver(measure);
    observer.observe(inner.body);
    this.signal?.addEventListener('abort', () => observer.disconnect());
    inner.addEventListener('keydown', handleKey);
    measure();
    // Mail with colours of its own stays on white paper when the page is dark.
    const paper = getComputedStyle(inner.documentElement).backgroundColor;
    frame.parentElement.classList.toggle('mc-frame-paper', paper !== getComputedStyle(this.closest('.mc-email')).backgroundColor);
  }
}

customElements.define('mail-body', MailBody);
