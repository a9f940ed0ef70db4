/* Finds schools in the browser, from finder.json (schools/profiles/finder_files.py), while the server or the network
   does not answer. Knows ZIP codes, places, levels, grades, and the words of names and addresses. js/finder.js loads
   this file only when it is needed. */
const ZIP = /(?:^|[^\d-])(\d{5})(?:-\d{4})?(?![\d-])/;
const POINT = /^\s*\(?(-?\d{1,3}(?:\.\d*)?)[,;\s]+(-?\d{1,3}(?:\.\d*)?)\)?\s*$/;
const BEFORE = /^(?:near|close to|around|in|cerca del?|en|city of|ciudad de|los alrededores de) /;
const LONGEST = 5; // words of an entry in `words`
const EARTH = 3958.8; // miles

/* Like schools/finder/folding.py: “Florence-Firestone, CA” becomes “florence firestone ca”. */
const words = (text) => text.normalize("NFKD").replace(/['’‘ʼ`\p{M}]/gu, "").toLowerCase().replaceAll("đ", "d").match(/[\p{L}\p{N}_]+/gu) ?? [];
const fold = (text) => words(text).join(" ");

/* Straight-line miles between [north, east] points, as in schools/register/models/campus.py. */
function miles([lat1, lon1], [lat2, lon2]) {
  const [a, b, c, d] = [lat1, lon1, lat2, lon2].map((degrees) => (degrees * Math.PI) / 180);
  return 2 * EARTH * Math.asin(Math.sqrt(Math.sin((c - a) / 2) ** 2 + Math.cos(a) * Math.cos(c) * Math.sin((d - b) / 2) ** 2));
}

/* Returns [meaning, value] of a search word, or []. */
const entry = (text, data) => (Object.hasOwn(data.words, text) ? data.words[text] : []);

/* Returns the name of a place without what people write after it, such as “ca”. */
const bare = (name, { after = [] }) => after.reduce((rest, word) => (rest.endsWith(` ${word}`) ? rest.slice(0, -word.length - 1) : rest), name);

/* Returns {name, at} for “90044”, “Watts, CA”, “dtla”, or “34.03,-118.28”, or null. */
function place(text, data) {
  const point = POINT.exec(text);
  if (point) return { name: "", at: [Number(point[1]), Number(point[2])] };
  const zip = ZIP.exec(text)?.[1];
  if (zip) return data.zips[zip] ? { name: zip, at: data.zips[zip] } : null;
  const name = bare(fold(text).replace(BEFORE, ""), data);
  const [meaning, value] = entry(name, data);
  const names = meaning === "words" ? [name, fold(value)] : [name];
  const found = data.places.find(([own, , , clarification = ""]) => names.includes(fold(own)) || names.includes(fold(`${own} ${clarification}`)));
  return found ? { name: found[3] ? `${found[0]} (${found[3]})` : found[0], at: [found[1], found[2]] } : null;
}

/* Reads a text like schools/finder/language.py: “prepa cerca de 90044” is a level and a place. */
function read(text, data) {
  const reading = { words: [], near: ZIP.exec(text)?.[1] ?? "", level: "", grade: "" };
  const all = words(text.replace(ZIP, " "));
  let target = reading.words;
  const place = [];
  for (let start = 0; start < all.length; ) {
    const run = (count) => entry(all.slice(start, start + count).join(" "), data);
    let length = Math.min(LONGEST, all.length - start);
    while (length && !run(length).length) length -= 1;
    const [meaning, value] = run(length);
    if (!length) target.push(all[start]);
    else if (meaning === "near") target = place;
    else if (meaning === "words") target.push(...words(value));
    else if (meaning !== "nothing") reading[meaning] = value;
    start += length || 1;
  }
  if (reading.near) reading.words.push(...place);
  else reading.near = place.join(" ");
  return reading;
}

/* Returns the schools for `asked` (URLSearchParams), nearest first if it has a place: {schools, place, unknown}. Each
   school has `miles` or null; `unknown` is a place that the file does not know. If the words were `answered`, only the
   place, the level, and the grade count. */
export function find(data, asked, answered = false) {
  const reading = read(asked.get("q") ?? "", data);
  const near = asked.get("near") || reading.near;
  let there = near ? place(near, data) : null;
  if (!near && reading.words.length && (there = place(reading.words.join(" "), data))) reading.words = [];
  if (answered) reading.words = [];
  const level = asked.get("level") || reading.level;
  const grade = asked.get("grade") || reading.grade; // "0" is kindergarten
  const within = there && Number(asked.get("within"));
  const area = asked.get("area");
  let schools = data.schools
    .map((school) => ({ ...school, miles: there && school.at && miles(there.at, school.at) }))
    .filter((school) => !level || school.level === level)
    .filter((school) => !grade || isNaN(grade) || (school.grades[0] <= Number(grade) && Number(grade) <= school.grades[1]))
    .filter((school) => !within || (school.miles !== null && school.miles <= within))
    .filter((school) => !area || school.area === area);
  if (reading.words.length) schools = matching(schools, reading.words);
  const order = (one) => (there ? (one.miles ?? Infinity) : -(one.inName ?? 0));
  schools.sort((one, other) => order(one) - order(other) || (reading.words.length ? 0 : one.area.localeCompare(other.area)) || one.name.localeCompare(other.name));
  return { schools, place: there, unknown: there ? "" : near };
}

/* Returns the schools with the most of `asked` among their words, each with the number of those in its name. */
function matching(schools, asked) {
  const hits = (own) => asked.filter((word) => own.some((one) => one.startsWith(word))).length;
  const counted = schools.map((school) => {
    const name = words(school.name);
    return { ...school, inName: hits(name), inAll: hits([...name, ...words(`${school.also} ${school.area} ${school.address}`)]) };
  });
  const most = Math.max(1, ...counted.map(({ inAll }) => inAll));
  return counted.filter(({ inAll }) => inAll === most);
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

/* Removes the urgent replies that `question` does not ask for, and returns the others. */
function urgent(page, question, data) {
  const text = ` ${fold(question)} `;
  return [...page.querySelectorAll(".reply")].filter((reply, at) => {
    const isAsked = data.urgent[at].some((phrase) => text.includes(` ${phrase} `));
    if (!isAsked) reply.remove();
    return isAsked;
  });
}

/* Returns the answer to `url` as nodes for the page. `file` is the address of finder.json, which also has the words for
   it. Throws if the file cannot be had. Urgent replies come first, and without a place alone, as from the server. */
export async function answer(url, file) {
  const response = await fetch(file);
  if (!response.ok) throw new Error(response.statusText);
  const data = await response.json();
  const page = new DOMParser().parseFromString(data.answer, "text/html").body;
  const replies = urgent(page, url.searchParams.get("q") ?? "", data);
  const { schools: found, place, unknown } = find(data, url.searchParams, replies.length > 0);
  const schools = replies.length && !place ? [] : found;
  const why = page.querySelector(".local__why");
  if (!navigator.onLine || document.querySelector(".saved-copy:not([hidden])")) why.textContent = why.dataset.offline;
  page.querySelector(".local__again").href = url;
  const problem = page.querySelector(".local__unknown");
  problem.hidden = !unknown || replies.length > 0;
  problem.textContent = fill(problem.textContent, { place: unknown });
  const count = page.querySelector(".answer__count");
  const form = schools.length ? (schools.length === 1 ? "one" : "many") : "none";
  count.textContent = fill(count.dataset[form], { count: schools.length });
  if (replies.length && !schools.length) {
    count.hidden = true; // js/finder.js reads it out
    count.textContent = replies.map((reply) => reply.textContent.trim()).join(" ");
  }
  page.querySelector(".local__phones").hidden = schools.length > 0;
  page.querySelector(".local__limits").hidden = replies.length > 0;
  if (place?.name && schools.length > 1) count.textContent += ` ${fill(count.dataset.near, { place: place.name })}`;
  page.querySelector(".answer__order").hidden = !place || !schools.length;
  const model = page.querySelector(".school-card");
  model.parentNode.replaceChildren(...schools.map((school) => card(model.cloneNode(true), school)));
  return document.adoptNode(page).childNodes;
}

function card(item, { name, url, line, area, address, phone, short, miles }) {
  const link = item.querySelector(".school-card__name a");
  link.href = url;
  link.textContent = name;
  item.querySelector(".local__line").textContent = line;
  const where = item.querySelector(".local__where");
  const rounded = miles === null ? null : Number(miles.toFixed(1));
  where.textContent = miles === null ? address : fill(where.dataset[rounded === 1 ? "mile" : "miles"], { area, miles: rounded });
  item.querySelector(".local__short").textContent = short;
  const call = item.querySelector(".school-card__phone");
  call.href = `tel:+1${phone.replace(/\D/g, "").replace(/^(\d{10})(\d+)/, "$1;ext=$2")}`;
  call.textContent = phone;
  call.parentNode.hidden = !phone;
  return item;
}
