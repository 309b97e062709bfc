/* A press on a video's picture opens the player in its place. Without this file the same press follows the link.
   Until then nothing is asked for from another host. */
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-player]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  const player = document.createElement('iframe');
  player.title = link.dataset.title;
  player.allow = 'autoplay; encrypted-media; fullscreen; picture-in-picture';
  // The name of this site and not the page: YouTube plays nothing without it.
  player.referrerPolicy = 'strict-origin';
  player.src = link.dataset.player;
  link.replaceWith(player);
  player.focus();
});
