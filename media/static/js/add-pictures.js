// Several pictures at a time: the form of each starts with what is the same for all, and follows it until it is changed.
document.addEventListener("DOMContentLoaded", () => {
  const forAll = document.getElementById("for-all");
  const list = document.getElementById("upload-list");
  const first = new Map(Array.from(forAll.querySelectorAll("select"), (one) => [one, one.value]));

  const fill = (form) => {
    for (const one of forAll.querySelectorAll("input, select")) {
      const fields = [...form.elements].filter((field) => field.name.endsWith(`-${one.name}`));
      if (one.type === "radio") {
        const same = fields.find((field) => field.value === one.value);
        const now = fields.find((field) => field.checked);
        if (one.checked && same && (!now || now.dataset.filled)) {
          same.checked = true;
          for (const field of fields) field.dataset.filled = field === same ? "true" : "";
        }
      } else if (fields[0] && ["", fields[0].dataset.filled ?? first.get(one)].includes(fields[0].value)) {
        fields[0].value = fields[0].dataset.filled = one.value;
      }
    }
  };

  // A form that comes back with a mistake keeps what was typed there.
  new MutationObserver(() => {
    for (const row of list.children) {
      const form = row.querySelector("form");
      if (form && !row.dataset.filled) {
        row.dataset.filled = "true";
        fill(form);
      }
    }
  }).observe(list, { childList: true, subtree: true });
  list.addEventListener("change", ({ target }) => (target.dataset.filled = ""));
  forAll.addEventListener("change", () => list.querySelectorAll("form").forEach(fill));
});
