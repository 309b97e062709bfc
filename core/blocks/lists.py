"""Lists that say in plain words how many things belong in them."""

from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock
from wagtail.blocks.list_block import ListBlockValidationError


class CountedListBlock(ListBlock):
    """A list with a least and a most number of items, and one sentence that says so.

    ``Meta.count_message`` stands in for Wagtail's “The minimum number of items is 2”. A draft may hold fewer; the
    editor offers no room for more.
    """

    class Meta:
        min_num = 1
        count_message = "Add at least one."

    def clean(self, value):
        """Return the cleaned list.

        Raises:
            ListBlockValidationError: when an item is refused, or when there are too few or too many.
        """
        try:
            return super().clean(value)
        except ListBlockValidationError as error:
            # A list's own errors, those that are no item's, are about the number.
            message = [ValidationError(self.meta.count_message)] if error.non_block_errors else None
            raise ListBlockValidationError(block_errors=error.block_errors, non_block_errors=message) from error
