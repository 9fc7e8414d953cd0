// Texts of the page: texts/{language}.json, flat keys; "{name}" is filled from the arguments.
// A key with numbers has one text per plural category: "key.one", "key.other".

export const LANGUAGES = { en: 'English', nl: 'Nederlands', de: 'Deutsch' };

let language = 'en';
let texts = {};
let plurals = new Intl.PluralRules('en');

/** Loads a language; an unknown one becomes English. */
export async function loadLanguage(wanted) {
  const name = wanted in LANGUAGES ? wanted : 'en';
  const response = await fetch(new URL(`./texts/${name}.json`, import.meta.url));
  if (!response.ok) {
    throw new Error(`Texts for ${name}: ${response.status}`);
  }
  texts = await response.json();
  language = name;
  plurals = new Intl.PluralRules(locale());
}

export const currentLanguage = () => language;

/** The locale for Intl: the browser's own variant (de-AT, en-GB) when it speaks the page's language. */
export function locale() {
  return navigator.languages?.find((name) => name.toLowerCase().split('-')[0] === language) ?? language;
}

export const hasText = (key) => Object.hasOwn(texts, key);

/** The text of a key with its arguments. */
export function t(key, args) {
  const text = texts[key];
  return text === undefined ? key : substitute(text, args);
}

/** The text of a key for a number of things; the number itself is {count}. */
export function tn(key, count, args) {
  const form = `${key}.${plurals.select(count)}`;
  const shown = new Intl.NumberFormat(locale()).format(count);
  return t(hasText(form) ? form : `${key}.other`, { count: shown, ...args });
}

/** How arguments of reasons are shown that are ids or codes: name -> function of the raw value. */
export const argumentTexts = {
  action: (value) => (hasText(`rule.action.${value}`) ? t(`rule.action.${value}`) : value),
  outcome: (value) => (hasText(`rule.outcome.${value}`) ? t(`rule.outcome.${value}`) : value),
  folder: (value) => (hasText(`folder.${value}`) ? t(`folder.${value}`) : value),
  method: (value) => (hasText(`contact.by.${value}`) ? t(`contact.by.${value}`) : value),
  date: (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value)
    ? new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`))
    : value),
};

/** A sentence for a reason { code, args }; one that this client does not know still names its code. */
export function reasonText(reason) {
  if (!reason) {
    return '';
  }
  const key = `reason.${reason.code}`;
  return hasText(key) ? t(key, shown(reason.args)) : t('reason.unknown', { code: reason.code });
}

/** What to do about a reason; empty when there is nothing to say. */
export function reasonHelp(reason) {
  const key = `help.${reason?.code}`;
  return hasText(key) ? t(key, shown(reason.args)) : '';
}

function shown(args) {
  return Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, argumentTexts[name]?.(value) ?? value]));
}

function substitute(text, args) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (args && args[name] !== undefined && args[name] !== null ? String(args[name]) : whole));
}
