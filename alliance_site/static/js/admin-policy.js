// What Wagtail's inline scripts and styles would do: see alliance_site/admin_policy/.
{
  // Styles that scripts of the editor make are allowed on this page; in markup that somebody smuggled in they are not.
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
    mark.remove(); // once: a panel that is moved must not start again
    if (FUNCTIONS.includes(name)) window[name](...values);
    else if (CLASSES.includes(name)) new window[name](...values);
    else throw new Error(`${name} is not known to admin-policy.js`);
  };

  // As soon as they are in the page, as inline scripts would: before Stimulus, whose menus take away what choosers look for.
  new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof Element) || !node.isConnected) continue;
      const marks = node.matches("[data-inert]") ? [node] : node.querySelectorAll("[data-inert]");
      for (const mark of marks) {
        try {
          start(mark);
        } catch (error) {
          reportError(error); // the others start
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
}
