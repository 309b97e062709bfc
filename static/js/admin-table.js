/* The table in the editor, without Wagtail's own caption field: the block around it has one, with a note below it. */
(() => {
  const TypedTableBlock =
    window.telepath.constructors['wagtail.contrib.typed_table_block.blocks.TypedTableBlock'];

  class HeadedTableBlock extends TypedTableBlock {
    render(...options) {
      const table = super.render(...options);
      const caption = table.captionInput;
      // The form still sends it, empty, because Wagtail expects it.
      caption.closest('[data-field-wrapper]').replaceWith(caption);
      caption.type = 'hidden';
      return table;
    }
  }

  window.telepath.register('core.blocks.HeadedTableBlock', HeadedTableBlock);
})();
