// A button pressed while Wagtail autosaves waits until that is done, and then stops further autosaves. Two simultaneous
// requests would both create the same page or the same row of a page, and the later one would fail.
{
  let saving = false;
  let pressed = null;

  addEventListener("w-autosave:save", () => (saving = true));

  const goOn = ({ target: form }) => {
    saving = false;
    if (!pressed) return;
    const { disabled } = pressed; // set by Wagtail to show progress; a disabled button would not be submitted
    pressed.disabled = false;
    form.requestSubmit(pressed);
    pressed.disabled = disabled;
    pressed = null;
  };
  addEventListener("w-autosave:success", goOn);
  addEventListener("w-autosave:error", goOn);

  addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (!form.matches("[data-controller~=w-autosave]")) return;
      if (saving) {
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = submitter;
      } else {
        form.dataset.wAutosaveActiveValue = "false";
      }
    },
    true,
  );
}
