// Leads from a line of the publish checklist to its field: opens the tab, unfolds what is folded, moves the focus there.
(() => {
  const FOCUSABLE = "input:not([type=hidden]), select, textarea, [contenteditable=true], button";

  function unfold(target) {
    for (let node = target.parentElement; node; node = node.parentElement) {
      if (!node.id) continue;
      if (node.getAttribute("role") === "tabpanel") {
        const tab = document.querySelector(`[role=tab][href="#${CSS.escape(node.id)}"], [role=tab][aria-controls="${CSS.escape(node.id)}"]`);
        if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
      }
      const toggle = document.querySelector(`[data-panel-toggle][aria-controls="${CSS.escape(node.id)}"]`);
      if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
    }
    const own = target.querySelector("[data-panel-toggle][aria-expanded=false]");
    if (own) own.click();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-checklist-jump]");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    unfold(target);
    const field = target.htmlFor ? document.getElementById(target.htmlFor) : null;
    const content = target.querySelector(".w-panel__content") || target;
    target.scrollIntoView({ block: "start" });
    const first = field || [...content.querySelectorAll(FOCUSABLE)].find((each) => each.offsetParent !== null);
    if (!first) target.tabIndex = -1;
    (first || target).focus({ preventScroll: true });
    history.replaceState(null, "", link.hash);
  });
})();
