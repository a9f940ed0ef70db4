/* Buttons of a profile: the phone's own list of ways to share, or else WhatsApp and a copy of the link; and print. */
const box = document.querySelector(".share");
const { title, text, address: url } = box.dataset;
const button = (name) => box.querySelector(`.share__${name}`);
const said = button("done");

if (navigator.share) {
  button("system").hidden = false;
  button("whatsapp").hidden = true;
  button("system").addEventListener("click", () => navigator.share({ title, text, url }).catch(() => {})); // canceled
} else if (navigator.clipboard) {
  button("copy").hidden = false;
  button("copy").addEventListener("click", () =>
    navigator.clipboard.writeText(url).then(
      () => (said.textContent = said.dataset.done),
      () => (said.textContent = said.dataset.failed),
    ),
  );
}
button("print").hidden = false;
button("print").addEventListener("click", () => print());
