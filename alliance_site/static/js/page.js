/* What every page needs. Its lists work without this file, which also closes them on Escape, a click elsewhere, or when
   focus leaves. */
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

/* Opens the folded section that the address points to. */
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target?.querySelector(":scope > details") ?? target?.closest("details");
  if (fold) fold.open = true;
}
addEventListener("hashchange", unfold);
unfold();

/* Loads the script of a folded part once the part is shown: opened, or always open on a wide screen. */
function start(fold) {
  if (fold.dataset.script && (fold.open || fold.querySelector(":scope > :not(summary)")?.checkVisibility?.())) {
    import(fold.dataset.script);
  }
}
addEventListener("toggle", (event) => event.target.dataset && start(event.target), true);
const startAll = () => document.querySelectorAll("details[data-script]").forEach(start);
document.addEventListener("answered", startAll); // the finder has a new list
matchMedia("(min-width: 64rem)").addEventListener("change", startAll); // where maps are always open
startAll();

/* Registers /sw.js once the visitor does something on the page, so that what it keeps never delays or weighs on the first look,
   unless they save data. js/kept.js tells it what to keep. Previews and sign-in pages name no manifest. */
const register = () => navigator.serviceWorker.register("/sw.js").catch(() => {}); // storage is off
const canKeep = "serviceWorker" in navigator && document.querySelector("link[rel=manifest]");
if (canKeep && !navigator.connection?.saveData) {
  for (const first of ["scroll", "pointerdown", "keydown"]) addEventListener(first, register, { once: true, passive: true });
}
