/* Frames as tall as what they show, also after a question was opened or the width was changed; in the chosen light. */
const frames = document.querySelectorAll(".component__frame");

const light = (frame) => {
  frame.contentDocument.documentElement.dataset.light = document.querySelector("[name=light]:checked").value;
};

for (const frame of frames) {
  frame.addEventListener("load", () => {
    const body = frame.contentDocument.body;
    const fit = () => {
      frame.style.blockSize = `${body.scrollHeight + 2}px`; // and its border
    };
    new ResizeObserver(fit).observe(body);
    light(frame);
  });
}
for (const choice of document.querySelectorAll("[name=light]")) {
  choice.addEventListener("change", () => frames.forEach(light));
}
