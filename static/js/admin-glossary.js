/* The glossary term in the rich text editor: select words, choose the term that explains them. The words stay as they
   are; readers see them underlined, with the meaning one press away. */
(() => {
  const { draftail, React } = window;
  const { Icon } = window.wagtail.components;

  class GlossarySource extends draftail.ModalWorkflowSource {
    getChooserConfig(entity, selectedText) {
      const words = selectedText.trim();
      return {
        url: this.props.entityType.chooserUrls.term,
        // The dialog opens with what is selected, as a search and as the word to add.
        urlParams: words && words.length <= 80 ? { q: words } : {},
        onload: new window.ChooserModalOnloadHandlerFactory().getOnLoadHandlers(),
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData(term) {
      return { id: term.id };
    }

    onChosen(term) {
      super.onChosen({ ...term, title: term.string });
    }
  }

  const Term = (props) =>
    React.createElement(draftail.TooltipEntity, {
      ...props,
      icon: React.createElement(Icon, { name: 'help' }),
      label: 'Glossary term',
    });

  draftail.registerPlugin(
    { type: 'GLOSSARY', source: GlossarySource, decorator: Term },
    'entityTypes',
  );
})();
