// Says so when a passkey does not work: the browser tells nobody.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-signin-failed]")) {
    notice.hidden = false;
  }
});
