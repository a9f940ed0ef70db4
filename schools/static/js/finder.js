/* Updates the results as visitors type, by fetching the same address and replacing the old results. Submitting the form
   opens that address, where the form is folded and the first school is in view. While the server does not answer,
   js/local-finder.js does. Also fills in the visitor's location if they ask for it. */
const form = document.querySelector(".questions");
const answer = document.getElementById("answer");
const TYPING = 300; // milliseconds after the last key
const LATE = 8000; // milliseconds until the browser answers instead of the server
const DECIMALS = 3; // of degrees, about 100 yards; same as PRECISION in schools/finder/places.py

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
form.after(status);

let timer, asking, typed;

/* Returns the address for the form's values, without empty fields. */
function address() {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) url.searchParams.append(name, value.trim());
  }
  return url;
}

/* Shows the results of `url` and adds it to the history. While a text `field` is being typed, the history gets one
   entry, not one for each pause. */
async function ask(url, { keep = false, field = null } = {}) {
  clearTimeout(timer);
  asking?.abort();
  const mine = (asking = new AbortController());
  answer.setAttribute("aria-busy", "true");
  const late = setTimeout(() => mine.abort(), LATE);
  try {
    const response = await fetch(url, { signal: mine.signal });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asking) return;
    note(url, keep, field);
    const languages = page.querySelector(".languages");
    if (languages) document.querySelector(".languages")?.replaceWith(languages);
    const chosen = checked();
    const map = answer.querySelector(".school-map__fold")?.open;
    answer.replaceChildren(...document.adoptNode(page.getElementById("answer")).childNodes);
    check(chosen);
    if (map) answer.querySelector(".school-map__fold")?.setAttribute("open", "");
    count(page.querySelector(".questions"));
    document.dispatchEvent(new Event("answered"));
    tell();
  } catch {
    if (mine !== asking) return; // a newer question
    const found = await answeredHere(url);
    if (mine !== asking) return;
    if (!found) return location.assign(url); // let the browser show the error
    note(url, keep, field);
    answer.replaceChildren(...found);
    tell();
  } finally {
    clearTimeout(late);
  }
}

/* Adds `url` to the history. */
function note(url, keep, field) {
  if (!keep && url.href !== location.href) {
    history[field && field === typed ? "replaceState" : "pushState"]({}, "", url);
  }
  typed = field;
}

/* Reads out how many schools there are. */
function tell() {
  status.textContent = answer.querySelector(".answer__count")?.textContent.trim() ?? "";
  answer.removeAttribute("aria-busy");
}

/* Returns the answer to `url` without the server, or null. */
const answeredHere = (url) =>
  import(answer.dataset.local).then((local) => local.answer(url, answer.dataset.file)).catch(() => null);

/* Keep checked schools checked when the list changes. */
const checked = () => [...answer.querySelectorAll("[name=school]:checked")].map((box) => box.value);
const check = (slugs) => {
  for (const box of answer.querySelectorAll("[name=school]")) box.checked = slugs.includes(box.value);
};

/* Update the number of schools for each value of a filter, and keep the selection. */
function count(fresh) {
  for (const select of form.querySelectorAll("select")) {
    const options = fresh.elements[select.name]?.options;
    if (!options) continue;
    const value = select.value;
    select.replaceChildren(...[...options].map((option) => new Option(option.text, option.value)));
    select.value = value;
  }
  for (const label of form.querySelectorAll(".choices label")) {
    const other = fresh.querySelector(`label[for="${label.htmlFor}"]`);
    if (other) label.textContent = other.textContent;
  }
}

/* Fill in the form from `url`. */
function fill(url) {
  const asked = url.searchParams;
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value) || (field.value === "on" && asked.has(field.name));
    else field.value = asked.get(field.name) ?? "";
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(timer);
  if (event.target.matches("select, [type=checkbox]")) ask(address());
  else timer = setTimeout(() => ask(address(), { field: event.target }), TYPING);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign(address());
});
answer.addEventListener("click", (event) => {
  const link = event.target.closest(".chips a, .answer__meant a, .pagination a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const url = new URL(link.href);
  fill(url);
  ask(url).then(() => {
    answer.tabIndex = -1;
    answer.focus({ preventScroll: !link.closest(".pagination") });
  });
});
addEventListener("popstate", () => {
  if (location.hash && !history.state) return; // a link to a neighborhood
  const url = new URL(location.href);
  fill(url);
  ask(url, { keep: true });
});

/* A question that only the browser can answer: the outage page sent it here (js/outage.js), or this is a saved copy. */
const isSavedCopy = document.querySelector(".saved-copy:not([hidden])");
const question = location.hash.startsWith("#?") ? location.hash.slice(1) : isSavedCopy ? location.search : "";
if (question) {
  const url = new URL(form.action);
  url.search = question;
  fill(url);
  answeredHere(url).then((found) => {
    if (!found || asking) return; // the visitor already asked something else
    history.replaceState({}, "", url);
    const folded = form.closest("details"); // as the server shows it after a search
    folded.classList.remove("asking--first");
    folded.open = false;
    answer.replaceChildren(...found);
    tell();
  });
}

/* The button below the field, and the one in an answer to “near me”. */
const here = form.querySelector(".questions__here");
function offer() {
  for (const button of document.querySelectorAll(".questions__here, .answer__here button")) button.hidden = false;
}
function locate() {
  const words = here.querySelector("small");
  words.textContent = here.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.near.value = [coords.latitude, coords.longitude].map((one) => one.toFixed(DECIMALS)).join(", ");
      words.textContent = "";
      ask(address());
    },
    () => {
      words.textContent = here.dataset.refused;
      form.closest("details").open = true;
    },
    { maximumAge: 600_000, timeout: 10_000 },
  );
}
if (here && navigator.geolocation) {
  offer();
  document.addEventListener("answered", offer);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".questions__here button, .answer__here button")) locate();
  });
}
