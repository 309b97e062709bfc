/* Tells the site that a form was begun: once, by its own page's number alone. Without this file, or where a browser
   sends no beacons, the start of a form is not counted. */

for (const form of document.querySelectorAll('form[data-started]')) {
  const tell = () => navigator.sendBeacon?.(form.dataset.started);
  // Somebody may be in the form before this file is here.
  if (form.contains(document.activeElement)) tell();
  else form.addEventListener('focusin', tell, { once: true });
}
