/* Opens the card of a citation or a glossary term while one points at it or reaches it with the Tab key.
   A press opens and closes it without this file; Escape and a press elsewhere close it too. */

const OPEN_AFTER = 150;
// Long enough to bring the pointer from the mark to the card.
const CLOSE_AFTER = 300;

let timer;
// The place whose card opened by itself, and will close by itself.
let shown = null;
// Whether the last key moved the focus: the way back from the list of sources must not open a card.
let tabbing = false;

const placeOf = (node) => (node instanceof Element ? node.closest('.with-card') : null);
const buttonIn = (place) => place.querySelector('[popovertarget]');
const cardIn = (place) => place.querySelector('[popover]');
const isOpen = (place) => cardIn(place).matches(':popover-open');

const open = (place) => {
  if (!place.isConnected || isOpen(place)) return;
  cardIn(place).showPopover({ source: buttonIn(place) });
  shown = place;
};

const close = (place) => {
  if (isOpen(place)) cardIn(place).hidePopover();
  if (shown === place) shown = null;
};

const later = (action, place, delay) => {
  clearTimeout(timer);
  timer = setTimeout(action, delay, place);
};

const listen = () => {
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse') return;
    const place = placeOf(event.target);
    if (place === shown) clearTimeout(timer);
    else if (place) later(open, place, OPEN_AFTER);
  });

  document.addEventListener('pointerout', (event) => {
    const to = placeOf(event.relatedTarget);
    if (event.pointerType !== 'mouse' || to === placeOf(event.target)) return;
    clearTimeout(timer);
    if (shown && to !== shown && !shown.contains(document.activeElement)) later(close, shown, CLOSE_AFTER);
  });

  document.addEventListener('keydown', (event) => {
    tabbing = event.key === 'Tab';
  });

  document.addEventListener('pointerdown', () => {
    tabbing = false;
  });

  document.addEventListener('focusin', (event) => {
    const place = placeOf(event.target);
    if (place && tabbing && event.target === buttonIn(place)) open(place);
  });

  document.addEventListener('focusout', (event) => {
    const place = placeOf(event.target);
    if (place && event.relatedTarget && !place.contains(event.relatedTarget)) close(place);
  });

  document.addEventListener('click', (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    clearTimeout(timer);
    if (place === shown && event.target.closest('[popovertarget]')) {
      // The card is there already: the press keeps it, and does not shut it.
      event.preventDefault();
      shown = null;
    } else if (event.target.closest('[popover] a[href^="#"]')) {
      close(place);
    }
  });
};

// A browser without popovers shows links in place of the marks.
if ('popover' in HTMLElement.prototype) listen();
