// A button pressed while Wagtail autosaves waits until that is done, and then stops further autosaves. Two simultaneous
// requests would both create the same page or the same row of a page, and the later one would fail.
//
// A form with text that has not reached the server, or that has not for a while, asks it first: if the session has ended
// or the network is lost, sending the form would replace the page, and the text in it would be gone.
{
  const FRESH = 10_000; // milliseconds
  const DECISION = ["action-workflow-action", "workflow-action-name", "workflow-action-extra-data"];
  let saving = false;
  let pressed = null; // the button whose form waits or is on its way: a second press sends nothing
  let reached = Date.now(); // when the server last answered; 0 after a failure
  let asked = false; // the server has just answered, even if the browser takes itself to be offline
  let [sent, saved, edited] = [0, Date.now(), 0]; // when the last save began, the last that succeeded, the last change
  let typed = 0; // when somebody last typed

  const send = (form, button) => {
    const { disabled } = button; // set by Wagtail to show progress; a disabled button would not be submitted
    pressed = null;
    button.disabled = false;
    form.requestSubmit(button);
    button.disabled = disabled;
  };

  addEventListener("w-autosave:save", (event) => {
    // Wagtail adds the decision on a page, such as to approve it, to the form: an autosave would carry it out.
    if (pressed || event.target.elements[DECISION[0]]) event.preventDefault();
    else [saving, sent] = [true, Date.now()];
  });

  const goOn = ({ target: form, type }) => {
    saving = false;
    [reached, saved] = type === "w-autosave:success" ? [Date.now(), sent] : [0, saved];
    if (pressed) send(form, pressed);
  };
  addEventListener("w-autosave:success", goOn);
  addEventListener("w-autosave:error", goOn);

  for (const type of ["input", "w-unsaved:add"]) {
    // Wagtail notices what rich text and blocks change.
    addEventListener(type, ({ target }) => target.closest?.("[data-controller~=w-autosave]") && (edited = Date.now()));
  }

  // Wagtail takes the form's state two seconds after it opened, and after each save, and saves only what changes later.
  // What was typed until then, or while the save was on its way, would count as saved.
  addEventListener("input", ({ isTrusted }) => isTrusted && (typed = Date.now()));
  addEventListener("w-unsaved:watch-edits", ({ target: form }) => {
    if (typed > sent) queueMicrotask(() => (form.dataset.wUnsavedForceValue = "true")); // once Wagtail has cleared it
  });

  // Sends the form if the server would take it, with the token of the present session; otherwise says what is wrong.
  const ask = async (form, button) => {
    const answer = await fetch(location.href).catch(() => null);
    const isAway = !answer || answer.status >= 500; // such as while a backup is restored
    if (isAway || answer.redirected) return warn(form, button, isAway ? "offline" : "signed-out");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    reached = saved = Date.now();
    asked = true;
    send(form, button);
  };

  const warn = (form, button, reason) => {
    const template = document.querySelector(`[data-not-saved="${reason}"]`);
    const dialog = template.content.firstElementChild.cloneNode(true);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      button.disabled = false;
      if (dialog.returnValue) return ask(form, button);
      pressed = null;
      for (const name of DECISION) form.querySelectorAll(`[name="${name}"]`).forEach((field) => field.remove());
    });
    dialog.showModal();
  };

  addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (!form.matches("[data-controller~=w-autosave]")) return;
      const isSecond = pressed;
      pressed ??= submitter;
      const isFresh = saved > edited && Date.now() - reached < FRESH;
      const isReached = asked || (navigator.onLine && isFresh);
      asked = false;
      if (!isSecond && !saving && isReached) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isSecond && !saving) ask(form, submitter);
    },
    true,
  );

  addEventListener("pageshow", () => (pressed = null)); // back from the page that the form led to
}
