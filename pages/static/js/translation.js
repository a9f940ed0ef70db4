// Show the text to translate beside its field. The editor draws the sections of a page later than the other fields.
{
  const field = (path) => {
    const parts = path.split("/").map((part) => `[data-contentpath="${CSS.escape(part)}"]`);
    return document.querySelector(`${parts.join(" ")} [data-field-input]`);
  };

  const place = () => {
    for (const text of document.querySelectorAll("[data-translation] [data-path]")) {
      const target = field(text.dataset.path);
      if (!target) continue;
      const beside = document.createElement("div");
      beside.className = "source-text";
      beside.lang = text.lang;
      beside.toggleAttribute("data-changed", "changed" in text.dataset);
      beside.append(...text.childNodes);
      target.before(beside);
      text.remove();
    }
  };

  document.addEventListener("DOMContentLoaded", place);
  addEventListener("load", place);
}
