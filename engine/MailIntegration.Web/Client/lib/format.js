// Dates, numbers and names for people, in the language of the page.
import { locale, t } from '../i18n.js';

const MEGABYTE = 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;
const cache = new Map();

function formatter(Type, options) {
  const key = `${locale()}|${Type.name}|${JSON.stringify(options)}`;
  if (!cache.has(key)) {
    cache.set(key, new Type(locale(), options));
  }
  return cache.get(key);
}

const dated = (options) => formatter(Intl.DateTimeFormat, options);

export const number = (value) => formatter(Intl.NumberFormat, {}).format(value);

/** A counter that stops at the server's cap: "999+". */
export const capped = (value, cap = 1000) => (value >= cap ? `${number(cap - 1)}+` : number(value));

export const percent = (done, total) => formatter(Intl.NumberFormat, { style: 'percent' }).format(total ? Math.min(1, done / total) : 0);

/** Short moment for lists: time today, weekday this week, otherwise the date. */
export function shortTime(iso, now = new Date()) {
  const at = new Date(iso);
  const startOfToday = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const age = startOfToday - at;
  if (age < 0 && at - startOfToday < DAY) {
    return dated({ hour: '2-digit', minute: '2-digit' }).format(at);
  }
  if (age >= 0 && age < 6 * DAY) {
    return dated({ weekday: 'short' }).format(at);
  }
  return at.getFullYear() === now.getFullYear()
    ? dated({ day: 'numeric', month: 'short' }).format(at)
    : dated({ day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

export const fullTime = (iso) => dated({ dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso));
export const dateTime = (iso) => dated({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
export const time = (iso) => dated({ timeStyle: 'short' }).format(new Date(iso));
export const date = (iso) => dated({ dateStyle: 'medium' }).format(new Date(iso));

/** A calendar day (yyyy-mm-dd) without a time zone. */
export const calendarDay = (text) => dated({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));

export const dayAndMonth = (text) => dated({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));

/** "3 minutes ago", "in 2 hours". */
export function ago(iso, now = Date.now()) {
  const seconds = Math.round((new Date(iso) - now) / 1000);
  const relative = formatter(Intl.RelativeTimeFormat, { numeric: 'auto' });
  const steps = [[60, 'second', 1], [3600, 'minute', 60], [86400, 'hour', 3600], [Infinity, 'day', 86400]];
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit);
  return unit === 'second' && Math.abs(seconds) < 45 ? t('time.justNow') : relative.format(Math.round(seconds / size), unit);
}

/** Bytes in decimal units, as mail programs count. */
export function bytes(value) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return formatter(Intl.NumberFormat, {
    style: 'unit', unit: units[unit], unitDisplay: unit === 0 ? 'long' : 'short', maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
  }).format(size);
}

/** The largest attachments that a setting allows: whole megabytes are said as such. */
export const limitSize = (value) => (value % MEGABYTE === 0 ? bytes((value / MEGABYTE) * 1_000_000) : bytes(value));

export const listOf = (items) => formatter(Intl.ListFormat, { style: 'long', type: 'conjunction' }).format(items);

/** What to call a mailbox. */
export const personName = (mailbox) => mailbox?.name || mailbox?.address || t('mail.unknownSender');

/** One or two letters for an avatar. */
export function initials(name) {
  const words = (name || '').replace(/@.*/, '').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0]).join('').toLocaleUpperCase(locale()) || '?';
}

/** A stable colour number from 0 to 7 for a text. */
export function hue(text) {
  let hash = 0;
  for (const character of text || '') {
    hash = (hash * 31 + character.codePointAt(0)) % 1_000_003;
  }
  return hash % 8;
}
