/* The citation in the rich text editor: choose a source, and its short name stands in the text as one piece.
   The number that readers see comes from the page, never from here. */
(() => {
  const { draftail, React, DraftJS } = window;
  const { Icon } = window.wagtail.components;

  class CitationSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.source,
        urlParams: {},
        onload: new window.ChooserModalOnloadHandlerFactory().getOnLoadHandlers(),
        responses: { chosen: this.onChosen },
      };
    }

    onChosen(source) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      // A citation follows what is selected; it never replaces it.
      const place = selection.merge({
        anchorKey: selection.getEndKey(),
        anchorOffset: selection.getEndOffset(),
        focusKey: selection.getEndKey(),
        focusOffset: selection.getEndOffset(),
        isBackward: false,
      });
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'IMMUTABLE', { id: source.id });
      const name = source.string.split(': ')[0];
      const changed = DraftJS.Modifier.replaceText(
        content,
        place,
        name,
        null,
        content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      onComplete(DraftJS.EditorState.push(editorState, changed, 'insert-characters'));
    }
  }

  const Citation = ({ entityKey, contentState, children, onEdit, onRemove }) =>
    React.createElement(
      draftail.TooltipEntity,
      {
        entityKey,
        contentState,
        onEdit,
        onRemove,
        icon: React.createElement(Icon, { name: 'openquote' }),
        label: 'Source',
      },
      children,
    );

  draftail.registerPlugin(
    { type: 'CITATION', source: CitationSource, decorator: Citation },
    'entityTypes',
  );
})();
