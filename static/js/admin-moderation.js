// The lists and pages of moderators. Without this script every button works.
(() => {
  // What was decided is said by a screen reader: what stands in a page as it loads is not.
  const said = [...document.querySelectorAll(".messages li")].map((line) => {
    const words = line.querySelector("[data-announce]");
    return (words || line).textContent.trim().replace(/\s+/g, " ");
  });
  const first = document.querySelector(".messages li");
  if (first && document.querySelector(".saved-views")) {
    // After a press in a list the focus would be at the top of the page: here it reads what was done, and Undo is next.
    first.tabIndex = -1;
    first.focus();
  } else if (said.length && document.querySelector("[data-moderation]")) {
    const region = document.createElement("p");
    region.setAttribute("role", "status");
    region.className = "w-sr-only";
    document.querySelector("main").append(region);
    setTimeout(() => (region.textContent = said.join(" ")), 500);
  }

  // Lists are fetched again when they are narrowed, so this looks at where the press was.
  const offer = () => document.querySelectorAll("[data-tick-all]").forEach((button) => (button.hidden = false));
  offer();
  document.addEventListener("w-swap:success", offer);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick-all]");
    if (!button) return;
    const able = [...button.form.querySelectorAll("input[name=comment]:enabled")];
    const all = able.every((box) => box.checked);
    able.forEach((box) => (box.checked = !all));
    button.textContent = all ? "Tick all on this page" : "Tick none";
  });

  // Single keys, for who has them switched on, and never while something is typed (WCAG 2.1.4).
  if (!document.querySelector("[data-moderation][data-keys]")) return;
  const typing = "input:not([type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable], dialog, [role=dialog], [role=menu]";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
    if (event.defaultPrevented || event.target.closest?.(typing) || document.querySelector("dialog[open]")) return;
    if (!/^[a-z]$/.test(event.key)) return;
    const target = document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("textarea, input")) target.focus();
    else target.click();
  });
})();
