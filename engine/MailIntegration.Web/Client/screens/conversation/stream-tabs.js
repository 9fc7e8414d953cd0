// The two streams of a conversation: side by side where there is room, otherwise one at a time behind tabs.
import { t } from '../../i18n.js';
import { fill, h } from '../../lib/dom.js';
import { number } from '../../lib/format.js';
import { icon } from '../../lib/icons.js';
import { View } from '../../lib/view.js';

const SIDE_BY_SIDE = 760;

/** Holds both streams. Emits `mc-stream-shown` when the internal one comes into view. */
class StreamTabs extends View {
  #stream = 'external';
  #wide = null;
  #notes = 0;

  connected() {
    this.className = 'mc-streams';
    const tab = (name, symbol) => h('button', {
      type: 'button', class: `mc-stream-tab mc-stream-tab-${name}`, role: 'tab', id: `mc-tab-${name}`, 'aria-controls': `mc-stream-${name}`,
      onclick: () => this.select(name), onkeydown: (event) => ['ArrowLeft', 'ArrowRight'].includes(event.key) && this.select(name === 'external' ? 'internal' : 'external', true),
    }, icon(symbol), h('span', null, t(`stream.${name}`)), h('span', { class: 'mc-stream-count' }));
    this.tabs = h('div', { class: 'mc-stream-tabs', role: 'tablist', 'aria-label': t('stream.label') }, tab('external', 'mail'), tab('internal', 'lock'));
    this.external = h('div', { class: 'mc-stream mc-stream-external', id: 'mc-stream-external' });
    this.internal = h('div', { class: 'mc-stream mc-stream-internal', id: 'mc-stream-internal' });
    fill(this, this.tabs, this.external, this.internal);
    const observer = new ResizeObserver(([entry]) => this.#fit(entry.contentRect.width));
    observer.observe(this);
    this.signal.addEventListener('abort', () => observer.disconnect(), { once: true });
    this.#show();
  }

  /** Whether there is anything to show beside the mail. */
  set open(on) {
    this.classList.toggle('mc-streams-open', on);
    if (!on) {
      this.select('external');
    }
  }

  set notes(count) {
    this.#notes = count;
    this.#show();
  }

  select(stream, focus = false) {
    this.#stream = stream;
    this.#show();
    if (focus) {
      this.tabs.querySelector('[aria-selected=true]').focus();
    }
    if (stream === 'internal') {
      this.emit('mc-stream-shown');
    }
  }

  #fit(width) {
    const wide = width >= SIDE_BY_SIDE;
    if (wide !== this.#wide) {
      this.#wide = wide;
      this.#show();
      this.emit('mc-stream-shown');
    }
  }

  #show() {
    this.classList.toggle('mc-side-by-side', this.#wide === true);
    for (const [name, panel] of [['external', this.external], ['internal', this.internal]]) {
      const selected = name === this.#stream;
      const tab = this.tabs.querySelector(`.mc-stream-tab-${name}`);
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      panel.setAttribute('role', this.#wide ? 'region' : 'tabpanel');
      panel.setAttribute('aria-label', t(`stream.${name}`));
      panel.hidden = !this.#wide && !selected;
    }
    fill(this.tabs.querySelector('.mc-stream-tab-internal .mc-stream-count'), this.#notes > 0 && number(this.#notes));
  }
}

customElements.define('stream-tabs', StreamTabs);
