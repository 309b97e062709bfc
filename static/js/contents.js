/* Marks in the contents list which section a reader is in. The list leads there without it, too. */

// A section counts as reached when its heading stands in the upper third of the window.
const REACHED = 1 / 3;

const listen = () => {
  const links = [...document.querySelectorAll('.toc a[href^="#"]')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let current = null;

  const mark = () => {
    const reached = headings.filter((heading) => heading && heading.getBoundingClientRect().top <= innerHeight * REACHED);
    const link = links[headings.indexOf(reached.at(-1))] ?? null;
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'location');
    current = link;
  };

  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later, { passive: true });
  mark();
};

listen();
