/* Keeps what families need at times without a network: how to enroll and all phone numbers in the language they read, the
   profiles they opened last, and the schools they saved, with their comparison, the list of schools with its file, and the
   home page. alliance_site/views.py writes RELEASE, FILES, and LISTS above this text: of each language the list, its file,
   the home page, the comparison, the sheet, all phone numbers, and Enroll if there is such a page.

   Everything comes from the network if there is one, so a notice is never late. A saved copy says when it was saved, and
   shows no notices, because they may be over. Staff pages are never touched, and only answers that are the same for
   everyone are stored. */
const OTHERS = /^\/(?:\w\w\/)?(?:admin|accounts|documents|_util)\//;
const OPENED = `${RELEASE} opened`; // the last MOST profiles in each language
const MOST = 8;
const DAY = 86_400_000; // milliseconds after which kept answers are fetched again
const MARK = '<aside class="saved-copy" hidden>';
const TIME = '<span class="saved-copy__time"></span>';
const NOTICES = [
  /<aside class="announcements"[\s\S]*?<\/aside>/g,
  /<section class="school-notices"[\s\S]*?<\/section>/g,
];

const INSTEAD = /(<p class="notice phones__instead") hidden/;

const open = (name = RELEASE) => caches.open(name);
const pathOf = (address) => new URL(address, location.origin).pathname;
const addressOf = ({ pathname, search }) => pathname + search;
/* Return the entry of LISTS in the language of `path`, and its answers: all phone numbers, and Enroll. */
const here = (path) =>
  LISTS.filter(([, , home]) => path.startsWith(home)).sort((one, other) => other[2].length - one[2].length)[0] ?? LISTS[0];
const answersOf = (path) => here(path)?.slice(5).filter(Boolean) ?? [];
/* Whether `path` is a comparison or a sheet without its schools, which the query string names. */
const isEmpty = (path) => LISTS.some((list) => list.slice(3, 5).includes(path));
const isPublic = (response) => response.ok && !response.redirected && /\bpublic\b/.test(response.headers.get("Cache-Control"));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(keepOnly(event.data)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || OTHERS.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (FILES.includes(url.pathname) || LISTS.some(([, file]) => file === url.pathname)) event.respondWith(file(request, url.pathname));
});

async function install() {
  await (await open()).addAll(FILES);
  await skipWaiting();
}

/* Fetches the saved pages again, because they need this release's files, and deletes older copies. On a weak network, the
   older copy stays. */
async function activate() {
  const old = (await caches.keys()).filter((name) => name !== RELEASE && name !== OPENED);
  for (const name of old) {
    const [before, after] = [await open(name), name.endsWith("opened") ? OPENED : RELEASE];
    const paths = (await before.keys()).map(({ url }) => addressOf(new URL(url)));
    const pages = paths.filter((path) => /\/(?:\?|$)|\.json$/.test(path) && !isEmpty(path));
    const carry = async (path) => (await open(after)).put(path, await before.match(path));
    const kept = await Promise.allSettled(pages.map((path) => keep(path, after).catch(() => carry(path))));
    if (kept.every(({ status }) => status === "fulfilled")) await caches.delete(name);
  }
  for (const { url } of await clients.matchAll({ includeUncontrolled: true })) await prepare(pathOf(url));
}

/* Keeps the answers in the language of `path`, and renews old ones. */
async function prepare(path) {
  const isNew = (saved) => saved && Date.now() - new Date(saved.headers.get("Date")) < DAY;
  const cache = await open();
  const answers = OTHERS.test(path) ? [] : answersOf(path);
  await Promise.allSettled(answers.map(async (one) => isNew(await cache.match(one)) || keep(one)));
}

/* Keeps a profile that the visitor opened, and forgets the oldest of its language. */
async function remember(path, response) {
  const [list] = here(path) ?? [];
  if (!path.startsWith(list) || !/^[^/]+\/$/.test(path.slice(list.length)) || LISTS.flat().includes(path)) return;
  if (await (await open()).match(path)) return;
  const cache = await open(OPENED);
  await cache.delete(path); // so that it comes last
  await cache.put(path, response);
  const kept = (await cache.keys()).filter(({ url }) => pathOf(url).startsWith(list));
  await Promise.all(kept.slice(0, -MOST).map((request) => cache.delete(request)));
}

/* Keeps `pages`, which are below a list of schools, with that list and the comparison of what is `compared` (a query string);
   forgets all other saved pages. */
async function keepOnly({ pages, compared }) {
  const paths = pages.map(pathOf).filter((path) => LISTS.some(([list]) => path.startsWith(list)));
  const lists = LISTS.filter(([list]) => paths.some((path) => path.startsWith(list)));
  const comparisons = compared.includes("&") ? lists.map(([, , , compare]) => compare + compared) : [];
  const wanted = new Set([...paths, ...comparisons, ...lists.flatMap((list) => list.slice(0, 3))]);
  const cache = await open();
  const present = (await cache.keys()).map(({ url }) => addressOf(new URL(url)));
  const staying = new Set([...wanted, ...FILES, ...LISTS.flat()]);
  const kept = await Promise.allSettled([...wanted].filter((path) => !present.includes(path)).map((path) => keep(path)));
  if (kept.some(({ status }) => status === "rejected")) return; // without a network, nothing could take their place
  await Promise.all(present.filter((path) => !staying.has(path)).map((path) => cache.delete(path)));
}

async function keep(path, name = RELEASE) {
  // As visitors see it, not staff. The header says that nobody reads it now.
  const response = await fetch(path, { credentials: "omit", cache: "no-cache", headers: { Purpose: "prefetch" } });
  if (response.status >= 500) throw new Error(`${response.status}`); // the site is down: as without a network
  if (isPublic(response)) await (await open(name)).put(path, response);
}

/* Answers a visit: from the network, which also renews a saved copy, or with the saved copy, or with all phone numbers. */
async function page(event, { pathname, search }) {
  let response;
  try {
    // The browser's own cache may serve a page for another minute. No navigation preload: it would ask for staff pages.
    response = await fetch(event.request, { cache: "no-cache" });
  } catch {
    const saved = (await caches.match(pathname + search)) ?? (isEmpty(pathname) ? undefined : await caches.match(pathname));
    return (saved && (await labeled(saved))) ?? (await phones(pathname)) ?? Response.error();
  }
  event.waitUntil(renew(pathname, search, response.clone()));
  return response;
}

async function renew(pathname, search, response) {
  const [cache, opened, address] = [await open(), await open(OPENED), pathname + search];
  if ([404, 410].includes(response.status)) await Promise.all([cache, opened].map((one) => one.delete(address)));
  if (!isPublic(response)) return;
  if (await cache.match(address)) await cache.put(address, response);
  else if (!search) await remember(pathname, response);
  await prepare(pathname);
}

/* Returns the saved page with all phone numbers, which says that it is in place of another, or undefined. It is in the
   language of `path`, or in another if only that is saved. */
async function phones(path) {
  let saved;
  for (const list of [here(path), ...LISTS]) saved ??= await caches.match(list?.[5] ?? "");
  const html = await saved?.text();
  return html && labeled(new Response(html.replace(INSTEAD, "$1"), { headers: saved.headers }));
}

/* Returns a saved page without notices and with the time it was saved, or undefined if it cannot say so. */
async function labeled(saved) {
  const html = await saved.text();
  if (!html.includes(MARK) || !html.includes(TIME)) return undefined;
  const language = /<html lang="([\w-]+)/.exec(html)?.[1] ?? "en";
  const time = new Date(saved.headers.get("Date") ?? 0);
  const words = time.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  const text = NOTICES.reduce((rest, notice) => rest.replace(notice, ""), html)
    .replace(MARK, MARK.replace(" hidden", ""))
    .replace(TIME, `<time class="saved-copy__time" datetime="${time.toISOString()}">${words}</time>`);
  const headers = new Headers(saved.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  return new Response(text, { headers });
}

async function file(request, path) {
  const cache = await open();
  try {
    const response = await fetch(request);
    if (isPublic(response)) await cache.put(path, response.clone());
    return response;
  } catch {
    return (await cache.match(path)) ?? Response.error();
  }
}
