// Builds DOM nodes. Data only ever becomes text nodes, attributes or properties, never markup.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'indeterminate', 'readOnly', 'open', 'htmlFor']);

/**
 * h('button', { class: 'mc-button', onclick: run }, 'Save'): one element with attributes, listeners and children.
 * null, undefined and false leave a prop or child out; `data` fills the dataset, `style` sets single CSS properties.
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    setProp(element, name, value);
  }
  append(element, children);
  return element;
}

/** The same for SVG elements, which have attributes only. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

/** Replaces all children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Class names from strings and { name: condition } objects. */
export function classes(...parts) {
  return parts
    .flatMap((part) => (part && typeof part === 'object'
      ? Object.entries(part).filter(([, on]) => on).map(([name]) => name)
      : part || []))
    .join(' ');
}

let lastId = 0;

/** An id that is unique on this page, for labels and descriptions. */
export function uniqueId(prefix) {
  lastId += 1;
  return `mc-${prefix}-${lastId}`;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) {
    return;
  }
  if (name === 'class') {
    element.className = Array.isArray(value) ? value.filter(Boolean).join(' ') : value;
  } else if (name === 'data') {
    Object.assign(element.dataset, value);
  } else if (name === 'style') {
    for (const [property, text] of Object.entries(value)) {
      element.style.setProperty(property, text);
    }
  } else if (name.startsWith('on') && typeof value === 'function') {
    element.addEventListener(name.slice(2), value);
  } else if (PROPERTIES.has(name) || typeof value === 'object' || typeof value === 'function') {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false && child !== true) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}
