/* Saved schools. The list is stored in this browser only. The service worker requests the saved profiles, as a visit does. */
const KEY = "kept-schools";

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
  worker?.active.postMessage([...(isList ? [location.pathname] : []), ...Object.values(kept).map(({ url }) => url)]);
}

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

/* Add the phones of saved schools to an answer that says to call. */
function showPhones(kept) {
  const list = document.querySelector(".call__kept");
  if (!list) return;
  const items = [];
  for (const school of Object.values(kept)) {
    const phone = /\(\d{3}\) \d{3}-\d{4}.*$/.exec(school.facts ?? "")?.[0];
    if (!phone) continue;
    const call = document.createElement("a");
    call.href = `tel:+1${phone.replace(/\D/g, "").replace(/^(\d{10})(\d+)/, "$1;ext=$2")}`;
    call.textContent = phone;
    const item = named(school);
    item.append(": ", call);
    items.push(item);
  }
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
      const { facts } = school;
      if (facts) {
        const paper = document.createElement("p"); // links do not work on paper
        paper.className = "kept__facts";
        paper.hidden = true;
        paper.textContent = facts;
        item.append(paper);
      }
      return item;
    }),
  );
  const compare = box.querySelector(".kept__compare");
  const address = new URL(compare.href);
  address.search = new URLSearchParams(schools.slice(0, Number(box.dataset.most)).map(([slug]) => ["school", slug]));
  compare.href = address;
  compare.hidden = schools.length < 2;
}

addEventListener("click", (event) => {
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
