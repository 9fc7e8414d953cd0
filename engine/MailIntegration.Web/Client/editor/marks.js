// Formatting of text that an e-mail keeps: what an element means, also where a program says it by style.

const MARKS = { STRONG: 'strong', B: 'strong', EM: 'em', I: 'em', U: 'u', INS: 'u', S: 's', STRIKE: 's', DEL: 's', CODE: 'code', SUB: 'sub', SUP: 'sup' };
const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/** The marks that an element adds: [{ tag, href? }]. */
export function marksOf(element) {
  const style = element.dataset.style ?? element.getAttribute('style') ?? '';
  const own = MARKS[element.tagName];
  const marks = [];
  if (element.tagName === 'A') {
    const href = safeHref(element.getAttribute('href'));
    return href ? [{ tag: 'a', href }] : [];
  }
  if (own && !isTakenBack(own, style)) {
    marks.push({ tag: own });
  }
  if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) {
    marks.push({ tag: 'strong' });
  }
  if (/font-style:\s*(italic|oblique)/i.test(style)) {
    marks.push({ tag: 'em' });
  }
  if (/text-decoration[^;]*:[^;]*underline/i.test(style)) {
    marks.push({ tag: 'u' });
  }
  if (/text-decoration[^;]*:[^;]*line-through/i.test(style)) {
    marks.push({ tag: 's' });
  }
  return marks;
}

// Google Docs wraps everything it copies into a <b> that is not bold.
function isTakenBack(mark, style) {
  return (mark === 'strong' && /font-weight:\s*(normal|[1-5]00)/i.test(style)) || (mark === 'em' && /font-style:\s*normal/i.test(style));
}

/** An address that a link may have; null for anything that could run or that leads nowhere for the receiver. */
export function safeHref(href) {
  const text = (href ?? '').trim();
  if (!URL.canParse(text)) {
    return null;
  }
  const url = new URL(text);
  return SCHEMES.includes(url.protocol) ? url.href : null;
}

/** What somebody typed as a link, completed: "example.com" and "anna@example.com" are links too. */
export function typedHref(typed) {
  const text = typed.trim();
  if (/^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(text)) {
    return safeHref(`mailto:${text}`);
  }
  const known = safeHref(text);
  return known ?? (/^[^\s:]+\.[^\s:]{2,}/.test(text) ? safeHref(`https:${'//'}${text}`) : null);
}
