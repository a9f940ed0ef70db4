// Several pictures at a time: the form of each starts with what is the same for all.
document.addEventListener("DOMContentLoaded", () => {
  const forAll = document.getElementById("for-all");
  const list = document.getElementById("upload-list");

  const fill = (form) => {
    for (const one of forAll.querySelectorAll("input")) {
      const fields = [...form.elements].filter((field) => field.name.endsWith(`-${one.name}`));
      if (one.type === "radio") {
        const same = fields.find((field) => field.value === one.value);
        if (one.checked && same && !fields.some((field) => field.checked)) same.checked = true;
      } else if (fields[0] && !fields[0].value) fields[0].value = one.value;
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
  forAll.addEventListener("change", () => list.querySelectorAll("form").forEach(fill));
});
