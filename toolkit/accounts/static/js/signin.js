// Shows a message when a passkey does not work, because the browser does not.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-signin-failed]")) {
    notice.hidden = false;
  }
});
