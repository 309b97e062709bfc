/* Makes the whole of a block fit the small frame of the block picker, as large as it can be. */
const preview = document.querySelector('.preview');
// In rem: from the width of a telephone to that of the reading column with its padding.
const widths = [26, 32, 38, 45];

const fit = () => {
  preview.style.zoom = 1;
  const sizes = widths.map((width) => {
    preview.style.inlineSize = `${width}rem`;
    const zoom = Math.min(
      window.innerWidth / preview.offsetWidth,
      window.innerHeight / preview.offsetHeight,
    );
    return { width, zoom: Math.min(1, zoom) };
  });
  // Of two that are nearly as large, the wider one looks more like the page.
  const best = sizes.reduce((one, other) => (other.zoom > one.zoom * 0.87 ? other : one));
  preview.style.inlineSize = `${best.width}rem`;
  preview.style.zoom = best.zoom;
};

fit();
window.addEventListener('load', fit);
window.addEventListener('resize', fit);
document.fonts.ready.then(fit);
