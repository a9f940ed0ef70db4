// The menu's lists open and close without this file; with it Escape, a click elsewhere or leaving one closes it.
const lists = document.querySelectorAll(".menu details");

function close(list, focus = false) {
  if (!list.open) return;
  list.open = false;
  if (focus) list.querySelector("summary").focus();
}

for (const list of lists) {
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(list, true);
  });
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.contains(event.relatedTarget)) close(list);
  });
}

document.addEventListener("click", (event) => {
  for (const list of lists) if (!list.contains(event.target)) close(list);
});
