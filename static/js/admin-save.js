// Holds a colleague's save back until all that was typed is in it. The rich text editor hands its text to the form a
// quarter of a second after the last change, and Wagtail sends a save even while an autosave is under way: on a page that
// is not stored yet both would make it, and one of them fails, with what was typed last.
(() => {
  const HANDED_OVER = 300; // ms
  let autosaving = false;
  let held = null;
  let passing = false;

  const release = () => {
    if (!held || held.waiting || autosaving) return;
    const { form, button } = held;
    held = null;
    // The button may be disabled by now, and would not be sent. What stands in for it goes at once: if the save does not
    // come through, the next autosave must not publish.
    const sent = document.createElement("input");
    if (button?.name) {
      Object.assign(sent, { type: "hidden", name: button.name, value: button.value });
      form.append(sent);
    }
    passing = true;
    form.requestSubmit();
    passing = false;
    sent.remove();
  };

  const autosaved = () => {
    autosaving = false;
    release();
  };

  document.addEventListener("w-autosave:save", () => (autosaving = true));
  document.addEventListener("w-autosave:success", autosaved);
  document.addEventListener("w-autosave:error", autosaved);
  document.addEventListener(
    "submit",
    (event) => {
      if (passing || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const hold = { form: event.target, button: event.submitter, waiting: true };
      held = hold;
      setTimeout(() => {
        hold.waiting = false;
        release();
      }, HANDED_OVER);
    },
    true,
  );
})();
