// The editor's “Schedule” panel: see pages/editor/schedule.py.
{
  // Browsers submit a partly typed date and time as empty, and the page would be published right away. So the form is
  // not submitted until the value is complete, and the browser shows what is missing.
  addEventListener(
    "click",
    (event) => {
      const form = event.target.closest("button[type=submit]")?.form;
      const half = form && [...form.elements].find(({ validity }) => validity?.badInput);
      if (!half) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      half.dispatchEvent(new CustomEvent("w-focus:focus", { bubbles: true })); // opens the tab it is on
      setTimeout(() => {
        half.focus();
        half.reportValidity();
      }); // after the button menu returns the focus
    },
    true,
  );

  // An end alone schedules no start: it publishes right away. The button says so.
  const name = () => {
    const button = document.querySelector("[data-end-alone]");
    if (!button) return;
    const [start, end] = ["go_live_at", "expire_at"].map((field) => document.getElementById(`id_${field}`)?.value);
    button.dataset.usual ??= button.textContent;
    button.textContent = end && !start ? button.dataset.endAlone : button.dataset.usual;
  };
  addEventListener("input", name);
  addEventListener("DOMContentLoaded", name);

  // On a phone the status panel covers the form that “Set schedule” leads to.
  addEventListener("click", ({ target }) => {
    if (!target.closest("[data-set-schedule]")) return;
    document.querySelector("[data-side-panel-toggle=status][aria-expanded=true]")?.click();
  });
}
