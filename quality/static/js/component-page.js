/* Fit each frame's height to its content, also after it changes, and apply the chosen color scheme. */
const frames = document.querySelectorAll(".component__frame");

const light = (frame) => {
  frame.contentDocument.documentElement.style.colorScheme = document.querySelector("[name=light]:checked").value;
};

for (const frame of frames) {
  frame.addEventListener("load", () => {
    const body = frame.contentDocument.body;
    body.style.minBlockSize = 0; // pages are at least as tall as their window
    new ResizeObserver(() => {
      frame.style.blockSize = `${body.scrollHeight + 2}px`; // plus its border
    }).observe(body);
    light(frame);
  });
}
for (const choice of document.querySelectorAll("[name=light]")) {
  choice.addEventListener("change", () => frames.forEach(light));
}
