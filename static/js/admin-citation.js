/* The citation in the rich text editor: choose a source, and its short name stands in the text as one piece.
   The number that readers see comes from the page, never from here. */
(() => {
  const { draftail, React, DraftJS } = window;
  const { Icon } = window.wagtail.components;

  // Citations that are on their way out.
  const removing = new Set();

  // Where a citation stands, as a selection; null for one that is not in the text yet.
  const rangeOf = (content, entityKey) => {
    let range = null;
    content.getBlocksAsArray().forEach((block) =>
      block.findEntityRanges(
        (character) => entityKey && character.getEntity() === entityKey,
        (start, end) => {
          range = DraftJS.SelectionState.createEmpty(block.getKey()).merge({
            anchorOffset: start,
            focusOffset: end,
          });
        },
      ),
    );
    return range;
  };

  // A citation follows what is selected; it never replaces it.
  const afterSelection = (selection) =>
    selection.merge({
      anchorKey: selection.getEndKey(),
      anchorOffset: selection.getEndOffset(),
      focusKey: selection.getEndKey(),
      focusOffset: selection.getEndOffset(),
      isBackward: false,
    });

  class CitationSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.source,
        urlParams: {},
        onload: new window.ChooserModalOnloadHandlerFactory().getOnLoadHandlers(),
        responses: { chosen: this.onChosen },
      };
    }

    componentDidMount() {
      const { entityKey, editorState, onComplete } = this.props;
      if (!removing.delete(entityKey)) {
        super.componentDidMount();
        return;
      }
      const content = editorState.getCurrentContent();
      const changed = DraftJS.Modifier.removeRange(content, rangeOf(content, entityKey), 'forward');
      onComplete(DraftJS.EditorState.push(editorState, changed, 'remove-range'));
    }

    onChosen(source) {
      const { editorState, entityType, entityKey, onComplete } = this.props;
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'IMMUTABLE', { id: source.id });
      const changed = DraftJS.Modifier.replaceText(
        content,
        rangeOf(content, entityKey) || afterSelection(editorState.getSelection()),
        source.short_name,
        null,
        content.getLastCreatedEntityKey(),
      );
      this.workflow.close();
      onComplete(DraftJS.EditorState.push(editorState, changed, 'insert-characters'));
    }
  }

  const Citation = ({ entityKey, contentState, children, onEdit }) =>
    React.createElement(
      draftail.TooltipEntity,
      {
        entityKey,
        contentState,
        onEdit,
        // Removing a link leaves its words; of a citation nothing must be left. Only a source may change the text.
        onRemove: () => {
          removing.add(entityKey);
          onEdit(entityKey);
        },
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
