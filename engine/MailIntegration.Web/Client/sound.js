// A short tone for notifications, for members who switched it on (NT1). Made by the browser: there is no file to load.
import { api } from './api.js';
import { app } from './app.js';

const PAUSE = 3000;
const NOTES = [[660, 0], [880, 0.12]];

let context = null;
let last = 0;

/** Saves changed preferences of the member. */
export async function savePreferences(values) {
  const preferences = { ...app.session.preferences, ...values };
  await api.savePreferences(preferences);
  app.session.preferences = preferences;
}

/** Plays the tone, once for mails that come together; browsers stay silent until the page was clicked. Of several open
 * tabs only one plays. */
export async function play() {
  const now = Date.now();
  if (now - last < PAUSE) {
    return;
  }
  last = now;
  if (navigator.locks) {
    await navigator.locks.request('mail-centre-sound', { ifAvailable: true }, (held) => held && ring());
  } else {
    await ring();
  }
}

async function ring() {
  context ??= new AudioContext();
  if (context.state === 'suspended') {
    // Without a click on the page this never resolves: the lock must not wait for it.
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 200))]);
  }
  if (context.state !== 'running') {
    return;
  }
  for (const [frequency, delay] of NOTES) {
    const at = context.currentTime + delay;
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.35);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
}
