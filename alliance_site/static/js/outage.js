/* For the page sent while the application is down: a question to the finder goes to the published list of schools, where
   js/finder.js answers it in the browser. Everything else stays on this page with the schools' phone numbers. */
const lists = document.body.dataset.finders?.split(" ") ?? [];
const list = lists.find((address) => address === location.pathname);
if (list && location.search) {
  fetch(`${list}finder.json`)
    .then(({ ok }) => ok && location.replace(`${list}#${location.search}`))
    .catch(() => {}); // the list could not answer either
}
