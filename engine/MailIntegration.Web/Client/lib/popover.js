// Things that open beside a button: one at a time, closed by Escape or a click elsewhere, focus goes back to the button.
import { h } from './dom.js';

const GAP = 6;

/**
 * Opens content beside an anchor and returns { element, close }. The content builds itself in `build(close)`.
 * `align` is 'start' or 'end': which edge of the anchor the popover shares.
 */
export function openPopover(anchor, build, { align = 'start', className = '', label, role = 'dialog', onclose } = {}) {
  const element = h('div', { class: `mc-popover ${className}`, popover: 'auto', role, 'aria-label': label });
  const close = () => element.isConnected && element.matches(':popover-open') && element.hidePopover();
  (anchor.closest('dialog') ?? anchor.closest('mail-centre') ?? document.body).append(element);
  element.append(build(close));
  anchor.setAttribute('aria-expanded', 'true');
  element.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') {
      const hadFocus = element.contains(document.activeElement) || document.activeElement === document.body;
      element.remove();
      anchor.setAttribute('aria-expanded', 'false');
      if (hadFocus && anchor.isConnected) {
        anchor.focus({ preventScroll: true });
      }
      onclose?.();
    }
  });
  element.showPopover();
  place(element, anchor, align);
  return { element, close };
}

/** Puts the popover below the anchor, or above it where there is more room, and inside the window. */
export function place(element, anchor, align) {
  const box = anchor.getBoundingClientRect();
  const size = element.getBoundingClientRect();
  const rtl = getComputedStyle(anchor).direction === 'rtl';
  const atLeft = (align === 'start') !== rtl;
  const left = atLeft ? box.left : box.right - size.width;
  const below = box.bottom + GAP;
  const above = box.top - GAP - size.height;
  const top = below + size.height <= window.innerHeight - GAP || above < GAP ? below : above;
  element.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - size.width - GAP))}px`;
  element.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - Math.min(size.height, window.innerHeight) - GAP))}px`;
  element.style.maxHeight = `${window.innerHeight - 2 * GAP}px`;
}
