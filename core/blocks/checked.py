"""Blocks with demands of their own, told together with those of their fields."""

from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError


class CheckedStructBlock(StructBlock):
    """A block that looks at what its fields hold once it is to be published. A draft may still break its demands."""

    def problems(self, value) -> dict[str, ValidationError]:
        """Return what is wrong with ``value``, a message for each field; nothing when all is well."""
        raise NotImplementedError

    def clean(self, value):
        """Return the cleaned value.

        Raises:
            StructBlockValidationError: with a message for each field, Wagtail's own included.
        """
        errors = {}
        try:
            value = super().clean(value)
        except StructBlockValidationError as error:
            errors = dict(error.block_errors)
        if not self.is_deferred_validation:
            errors |= self.problems(value)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value
