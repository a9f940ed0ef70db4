// A button pressed while Wagtail saves in the background waits until that is done, and nothing is saved in the
// background after it: of two requests at once each would create the same page, or the same row of a page, and the
// later one be refused.
{
  let saving = false;
  let pressed = null;

  addEventListener("w-autosave:save", () => (saving = true));

  const goOn = ({ target: form }) => {
    saving = false;
    if (!pressed) return;
    const { disabled } = pressed; // by Wagtail, which shows that the button is at work; disabled it would not be sent
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
