// Live events of the server. The browser resumes a stream that ended by itself (Last-Event-ID); a stream that was
// refused is opened again with growing pauses, and then everything is reloaded. One tab of a browser holds the stream
// and tells the others: streams of many tabs would use up the few connections that HTTP/1.1 allows.
import { api } from './api.js';

const TYPES = ['counts', 'conversations', 'sync', 'channels', 'outbox', 'desk', 'presence', 'mail', 'resync'];
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
const SILENCE = 90_000;
const NOTICED_AFTER = 6000;

/** Fires the TYPES above (with the data as detail) and `state` (true: connected). */
export const live = new EventTarget();

let pause = FIRST_PAUSE;
let timer = 0;
let watchdog = 0;
let silentTimer = 0;
let source = null;
let missed = false;
let channel = null;

/** Starts listening; the name tells apart mail centres at different mount paths. */
export function startLive(name) {
  const lock = `mail-centre-live:${name}`;
  if (!navigator.locks || typeof BroadcastChannel === 'undefined') {
    open();
    return;
  }
  channel = new BroadcastChannel(lock);
  channel.onmessage = ({ data }) => fire(data.type, data.detail);
  let waited = true;
  navigator.locks.request(lock, { ifAvailable: true }, (held) => {
    waited = !held;
    return held ? hold() : undefined;
  }).then(() => waited && navigator.locks.request(lock, () => {
    missed = true; // The tab that held the stream is gone, and with it what it had not passed on.
    return hold();
  }));
}

function hold() {
  open();
  return new Promise(() => {}); // Held until the tab closes.
}

function open() {
  source?.close();
  source = new EventSource(api.liveUrl());
  source.onopen = () => {
    pause = FIRST_PAUSE;
    clearTimeout(silentTimer);
    share('state', true);
    if (missed) {
      missed = false;
      share('resync', {});
    }
  };
  source.onerror = () => {
    // The server ends a stream after a minute and the browser opens it again: that is no loss of connection.
    clearTimeout(silentTimer);
    silentTimer = setTimeout(() => share('state', false), NOTICED_AFTER);
    if (source.readyState === EventSource.CLOSED) {
      reopenLater();
    }
  };
  for (const type of TYPES) {
    source.addEventListener(type, (event) => receive(type, event.data));
  }
  watch();
}

function receive(type, text) {
  watch();
  let detail;
  try {
    detail = JSON.parse(text || '{}');
  } catch {
    share('resync', {}); // A cut-off event: what it said is found by reloading.
    return;
  }
  share(type, detail);
}

function share(type, detail) {
  channel?.postMessage({ type, detail });
  fire(type, detail);
}

function fire(type, detail) {
  live.dispatchEvent(new CustomEvent(type, { detail }));
}

function reopenLater() {
  missed = true;
  clearTimeout(timer);
  timer = setTimeout(open, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

/** A laptop that slept can hold a dead connection that never fails: after a long silence it is opened anew. */
function watch() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    missed = true;
    open();
  }, SILENCE);
}
