// The menu's lists work without this file. It also closes them on Escape, a click elsewhere, or when focus leaves.
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
