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

  addEventListener("DOMContentLoaded", () => {
    class InertController extends window.StimulusModule.Controller {
      static values = { name: String, arguments: Array };

      connect() {
        const { nameValue: name, argumentsValue: values } = this;
        this.element.remove(); // once: a panel that is moved must not start again
        if (FUNCTIONS.includes(name)) window[name](...values);
        else if (CLASSES.includes(name)) new window[name](...values);
        else throw new Error(`${name} is not known to admin-policy.js`);
      }
    }

    window.wagtail.app.register("inert", InertController);
  });
}
