/* Keeps what families saved for times without a network: the profiles of saved schools, the list of schools with its
   file, and the home page, with the files they need. alliance_site/views.py writes RELEASE, FILES, and LISTS
   above this text.

   Everything comes from the network if there is one, so a notice is never late. A saved copy says when it was saved, and
   shows no notices, because they may be over. Staff pages are never touched, and only answers that are the same for
   everyone are stored. */
const OTHERS = /^\/(?:\w\w\/)?(?:admin|accounts|documents|_util)\//;
const MARK = '<aside class="saved-copy" hidden>';
const TIME = '<span class="saved-copy__time"></span>';
const NOTICES = [
  /<aside class="announcements"[\s\S]*?<\/aside>/g,
  /<section class="school-notices"[\s\S]*?<\/section>/g,
];

const open = () => caches.open(RELEASE);
const pathOf = (address) => new URL(address, location.origin).pathname;
const isPublic = (response) => response.ok && !response.redirected && /\bpublic\b/.test(response.headers.get("Cache-Control"));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(replaceOldReleases()));
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

/* Fetches the saved pages again, because they need this release's files, and deletes older copies. */
async function replaceOldReleases() {
  const old = (await caches.keys()).filter((name) => name !== RELEASE);
  for (const name of old) {
    const requests = await (await caches.open(name)).keys();
    const pages = requests.map(({ url }) => pathOf(url)).filter((path) => path.endsWith("/") || path.endsWith(".json"));
    await Promise.allSettled(pages.map(keep));
    await caches.delete(name);
  }
}

/* Keeps the pages at `addresses`, which are below a list of schools, with that list; forgets all other profiles. */
async function keepOnly(addresses) {
  const paths = addresses.map(pathOf).filter((path) => LISTS.some(([list]) => path.startsWith(list)));
  const lists = LISTS.filter(([list]) => paths.some((path) => path.startsWith(list)));
  const wanted = new Set([...paths, ...lists.flat()]);
  const cache = await open();
  const present = (await cache.keys()).map(({ url }) => pathOf(url));
  const staying = new Set([...wanted, ...FILES, ...LISTS.flat()]);
  await Promise.all(present.filter((path) => !staying.has(path)).map((path) => cache.delete(path)));
  await Promise.allSettled([...wanted].filter((path) => !present.includes(path)).map(keep));
}

async function keep(path) {
  const response = await fetch(path, { credentials: "omit", cache: "no-cache" }); // as visitors see it, not staff
  if (isPublic(response)) await (await open()).put(path, response);
}

/* Answers a visit: from the network, which also renews a saved copy, or with the saved copy. */
async function page(event, { pathname, search }) {
  const cache = await open();
  const saved = await cache.match(pathname);
  let response;
  try {
    // The browser's own cache may serve a page for another minute. No navigation preload: it would ask for staff pages.
    response = await fetch(event.request, { cache: "no-cache" });
  } catch {
    return (saved && (await labeled(saved))) ?? Response.error();
  }
  if (saved && !search && isPublic(response)) event.waitUntil(cache.put(pathname, response.clone()));
  if (saved && [404, 410].includes(response.status)) event.waitUntil(cache.delete(pathname));
  return response;
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
