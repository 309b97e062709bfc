// Lets an autosave that is under way end before a colleague's own save begins. Wagtail sends both, and on a page that is
// not stored yet both would make it: one of them fails, with what was typed last.
(() => {
  let saving = false;
  let held = null;

  const release = () => {
    saving = false;
    if (!held) return;
    const { form, button } = held;
    held = null;
    if (button?.name) {
      // The button may be disabled by now, and would not be sent.
      const sent = Object.assign(document.createElement("input"), { type: "hidden", name: button.name });
      sent.value = button.value;
      form.append(sent);
    }
    form.requestSubmit();
  };

  document.addEventListener("w-autosave:save", () => (saving = true));
  document.addEventListener("w-autosave:success", release);
  document.addEventListener("w-autosave:error", release);
  document.addEventListener(
    "submit",
    (event) => {
      if (!saving || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { form: event.target, button: event.submitter };
    },
    true,
  );
})();
