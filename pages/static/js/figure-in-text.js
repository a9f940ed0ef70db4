// A figure inside running text: chosen in Wagtail's dialog, shown with its present value, stored as a reference.
{
  const { React, DraftJS, draftail } = window;

  class FigureSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.figureChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    onChosen({ id, value }) {
      const { editorState, entityType, onComplete } = this.props;
      const content = editorState.getCurrentContent().createEntity(entityType.type, "IMMUTABLE", { id });
      const text = DraftJS.Modifier.replaceText(
        content, editorState.getSelection(), value, null, content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      onComplete(DraftJS.EditorState.push(editorState, text, "insert-characters"));
    }
  }

  const FigureInText = ({ children }) => React.createElement("span", { className: "figure-in-text" }, children);

  draftail.registerPlugin({ type: "FIGURE", source: FigureSource, decorator: FigureInText }, "entityTypes");
}
