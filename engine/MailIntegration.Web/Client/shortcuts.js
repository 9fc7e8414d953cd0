// Keyboard shortcuts. A screen adds its own while it is shown; keys typed into fields are never taken.

const SEQUENCE_PAUSE = 1200;
const scopes = [];
let prefix = '';
let timer = 0;

/** Adds shortcuts { 'e': fn, 'g i': fn, 'ArrowDown': fn } until the signal aborts; the newest scope is asked first. */
export function addShortcuts(keys, signal) {
  scopes.unshift(keys);
  signal?.addEventListener('abort', () => scopes.splice(scopes.indexOf(keys), 1), { once: true });
}

/** Handles a key press; also called for keys pressed inside a message's frame. */
export function handleKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || hasOverlay()) {
    return;
  }
  const wanted = prefix ? `${prefix} ${event.key}` : event.key;
  const inSequence = prefix !== '';
  setPrefix('');
  // Enter and the arrows mean something to a focused button or link; letters do not.
  if (!inSequence && ['Enter', ' '].includes(event.key) && isInteractive(event.target)) {
    return;
  }
  for (const keys of scopes) {
    const handler = keys[wanted];
    if (handler && handler(event) !== false) {
      event.preventDefault();
      return;
    }
  }
  if (!inSequence && scopes.some((keys) => Object.keys(keys).some((key) => key.startsWith(`${event.key} `)))) {
    setPrefix(event.key);
  }
}

export function startShortcuts() {
  document.addEventListener('keydown', handleKey);
}

function setPrefix(key) {
  prefix = key;
  clearTimeout(timer);
  if (key) {
    timer = setTimeout(() => setPrefix(''), SEQUENCE_PAUSE);
  }
}

const isTyping = (target) => Boolean(target?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]'));
const isInteractive = (target) => Boolean(target?.closest?.('button, a, summary, input'));
const hasOverlay = () => document.querySelector('dialog[open], .mc-popover:popover-open') !== null;
