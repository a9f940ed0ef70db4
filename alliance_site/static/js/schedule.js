// The panel “Schedule” of the editor: see pages/schedule.py.
{
  // A day and time that is half typed would be sent as none, and a page be published at that moment. So a button that
  // sends the form waits until it is whole, and the browser says what is missing.
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
      }); // once the menu of buttons has given back the focus
    },
    true,
  );

  // On a phone the status lies over the form, where “Set schedule” leads.
  addEventListener("click", ({ target }) => {
    if (!target.closest("[data-set-schedule]")) return;
    document.querySelector("[data-side-panel-toggle=status][aria-expanded=true]")?.click();
  });
}
