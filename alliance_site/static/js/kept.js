/* Saved schools. The list is stored in this browser only. The service worker requests the saved profiles, as a visit does. */
const KEY = "kept-schools";
const MOST = 4; // schools that the comparison takes

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // storage is off, or its content is not ours
  }
};
const entry = ({ name, url, facts }) => ({ name, url, facts });
const write = (kept) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    /* storage is off */
  }
  show();
  keepOffline(kept);
};

/* Have /sw.js keep the pages of saved schools in this browser, and the list of schools once it was opened. */
const isList = document.getElementById("answer");
async function keepOffline(kept) {
  const worker = await navigator.serviceWorker?.ready;
  const pages = [...(isList ? [location.pathname] : []), ...Object.values(kept).map(({ url }) => url)];
  worker?.active.postMessage({ pages, compared: query(kept) });
}

/* Return the saved schools as the query string of their comparison. */
const query = (kept) => `?${new URLSearchParams(Object.keys(kept).slice(0, MOST).map((slug) => ["school", slug]))}`;

/* Update saved schools from the current page, because details such as phone numbers change. */
function refresh() {
  const kept = read();
  for (const { dataset } of document.querySelectorAll("[data-keep]")) {
    if (dataset.keep in kept) kept[dataset.keep] = entry(dataset);
  }
  write(kept);
}

/* Return an item with a link to the profile of a saved school. */
function named({ name, url }) {
  const link = document.createElement("a");
  link.href = new URL(url, location.origin).pathname; // never to another host
  link.textContent = name;
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/* Return a link that calls a saved school, or null. */
function callTo({ facts = "" }) {
  const phone = /\(\d{3}\) \d{3}-\d{4}.*$/.exec(facts)?.[0];
  if (!phone) return null;
  const call = document.createElement("a");
  call.href = `tel:+1${phone.replace(/\D/g, "").replace(/^(\d{10})(\d+)/, "$1;ext=$2")}`;
  call.textContent = phone;
  return call;
}

/* Add the phones of saved schools to an answer that says to call. */
function showPhones(kept) {
  const list = document.querySelector(".call__kept");
  if (!list) return;
  const items = Object.values(kept).flatMap((school) => {
    const call = callTo(school);
    if (!call) return [];
    const item = named(school);
    item.append(": ", call);
    return [item];
  });
  list.replaceChildren(...items);
  list.hidden = !items.length;
}

/* Update the Save buttons and, on the list of schools, the saved schools by name with a link to compare them. */
function show() {
  const kept = read();
  showPhones(kept);
  for (const button of document.querySelectorAll("[data-keep]")) {
    button.toggleAttribute("data-kept", button.dataset.keep in kept);
  }
  const box = document.querySelector(".kept");
  if (!box) return;
  const schools = Object.entries(kept);
  box.hidden = !schools.length;
  const list = box.querySelector("ul") ?? box.insertBefore(document.createElement("ul"), box.lastElementChild);
  list.replaceChildren(
    ...schools.map(([, school]) => {
      const item = named(school);
      const call = callTo(school);
      if (call) item.append(" ", call);
      return item;
    }),
  );
  const lines = schools.map(([, { name, url, facts }]) => `${name} · ${facts}\n${new URL(url, location.origin).href}`);
  box.querySelector(".kept__send").href = `https://wa.me/?text=${encodeURIComponent(lines.join("\n\n"))}`;
  const compare = box.querySelector(".kept__compare");
  for (const link of [compare, box.querySelector(".kept__sheet")]) link.search = query(kept);
  compare.hidden = schools.length < 2;
}

/* Show on a profile how far the school is from the place of the last search, which only this tab knows. */
function showDistance() {
  const place = document.querySelector(".school__away");
  try {
    const { slug, away } = JSON.parse(sessionStorage.getItem("away")) ?? {};
    if (place && slug === place.dataset.away) place.textContent = ` · ${away}`;
  } catch {
    /* storage is off */
  }
}
showDistance();

addEventListener("click", (event) => {
  const card = event.target.closest?.(".school-card");
  const away = card?.querySelector("[data-away]")?.dataset.away;
  try {
    if (away) sessionStorage.setItem("away", JSON.stringify({ slug: card.dataset.school, away }));
  } catch {
    /* storage is off */
  }
  const button = event.target.closest?.("[data-keep]");
  if (button) {
    const kept = read();
    const { keep } = button.dataset;
    if (keep in kept) delete kept[keep];
    else kept[keep] = entry(button.dataset);
    write(kept);
  } else if (event.target.closest?.(".kept__forget")) write({});
});
addEventListener("storage", show); // another tab
document.addEventListener("answered", refresh); // the finder has a new list
document.documentElement.classList.add("keeps");
refresh();
