// Conversations that are answered away from their page, in the dock: others are told of it as if the page were open (CV6).
import { api } from '../../api.js';

const BEAT = 10_000;
const composers = new Map(); // conversation id -> how many
const shown = new Map(); // conversation id -> how many pages show its presence
let timer = null;

const add = (map, id, by) => {
  const count = (map.get(id) ?? 0) + by;
  count > 0 ? map.set(id, count) : map.delete(id);
};

/** Whether an answer to it is written away from its page. */
export const isComposedElsewhere = (id) => composers.has(id);

/** A page that shows presence beats itself. */
export const presenceShown = (id, on) => add(shown, id, on ? 1 : -1);

/** Told of conversations whose answer was begun or ended in the dock. */
export const composing = new EventTarget();

/** An answer to the conversation is being written in the dock. @returns a function that ends it */
export function composeElsewhere(id) {
  add(composers, id, 1);
  beat(id);
  timer ??= setInterval(() => [...composers.keys()].forEach(beat), BEAT);
  composing.dispatchEvent(new CustomEvent('change', { detail: id }));
  let isOver = false;
  return () => {
    if (isOver) {
      return;
    }
    isOver = true;
    add(composers, id, -1);
    if (composers.size === 0) {
      clearInterval(timer);
      timer = null;
    }
    composing.dispatchEvent(new CustomEvent('change', { detail: id }));
    if (!composers.has(id) && !shown.has(id)) {
      api.endPresence(id).catch(() => null); // Forgotten by itself soon.
    }
  };
}

function beat(id) {
  if (!document.hidden && !shown.has(id)) {
    api.showPresence(id, true).catch((error) => console.warn('Presence not told', error)); // The next beat repeats it.
  }
}
