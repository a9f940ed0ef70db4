// Replaces Wagtail's inline scripts and styles: see alliance_site/admin_policy.py.
{
  // Allow styles that the editor's scripts create, but not styles in injected markup.
  const { nonce } = document.currentScript;
  const { createElement } = Document.prototype;
  Document.prototype.createElement = function (...how) {
    const element = createElement.apply(this, how);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };

  const FUNCTIONS = ["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"];
  const CLASSES = [
    "Chooser", "PageChooser", "ImageChooser", "DocumentChooser", "SnippetChooser", "InlinePanel", "MultipleChooserPanel",
  ];

  const start = (mark) => {
    const { inert: name, inertArguments } = mark.dataset;
    const values = JSON.parse(inertArguments);
    mark.remove(); // start only once, even if the panel is moved
    if (FUNCTIONS.includes(name)) window[name](...values);
    else if (CLASSES.includes(name)) new window[name](...values);
    else throw new Error(`${name} is not known to admin-policy.js`);
  };

  // Start as soon as the markup is in the page, like inline scripts, because Stimulus later removes elements choosers need.
  new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof Element) || !node.isConnected) continue;
      const marks = node.matches("[data-inert]") ? [node] : node.querySelectorAll("[data-inert]");
      for (const mark of marks) {
        try {
          start(mark);
        } catch (error) {
          reportError(error); // continue with the others
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
}
