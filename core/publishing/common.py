"""The rules that hold for every page."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from wagtail.blocks import (
    ChooserBlock,
    FieldBlock,
    ListBlock,
    StaticBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from core.publishing.places import Part, children, parts, plain, rich_texts
from core.publishing.rules import WARNING, Finding, Place, Rule

EMPTY_CODES = {"blank", "null", "required"}


class TitleRule(Rule):
    """Every page has a title."""

    code = "title"

    def check(self, page) -> Iterator[Finding]:
        if not (page.title or "").strip():
            yield Finding("There is no title.", "Write one at the top of the page.", Place.of(page, "title"))


class NeedsRule(Rule):
    """A field or child relation may not be empty."""

    def __init__(self, field: str, message: str, fix: str):
        self.code = f"needs-{field}"
        self.field, self.message, self.fix = field, message, fix

    def check(self, page) -> Iterator[Finding]:
        value = getattr(page, self.field)
        filled = value.all() if hasattr(value, "all") else plain(value) if isinstance(value, str) else value
        if not filled:
            yield Finding(self.message, self.fix, Place.of(page, self.field))


class ValidFieldsRule(Rule):
    """Every field holds what its model allows: a draft may lack what a published page must have."""

    code = "fields"

    def check(self, page) -> Iterator[Finding]:
        if not page.path:
            return  # A new page has no place in the tree yet, so its address cannot be checked.
        try:
            page.full_clean()
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                for each in errors:
                    if finding := self._finding(page, field, each):
                        yield finding

    @staticmethod
    def _finding(page, field: str, error: ValidationError) -> Finding | None:
        empty = error.code in EMPTY_CODES
        if field == "title" and empty:
            return None  # TitleRule says it.
        if field not in {each.name for each in page._meta.get_fields()}:
            return Finding(" ".join(error.messages), "Correct it and save.")
        place = Place.of(page, field)
        if empty:
            return Finding(f"“{place.label}” is empty.", "Fill it in.", place)
        return Finding(" ".join(error.messages), f"Correct “{place.label}”.", place)


class ValidBlocksRule(Rule):
    """Every block holds what it needs, as the editor's form would ask for it.

    Chosen records are not fetched again, as a form would do: one that is gone is None here. So the number of queries
    does not grow with the pictures and sources of a page.
    """

    code = "blocks"

    def check(self, page) -> Iterator[Finding]:
        empty: dict[Place, list[str]] = {}
        found: dict[Finding, None] = {}
        for part in parts(page):
            if is_empty(part):
                whole = part.outermost.place
                empty.setdefault(whole, []).append(f"“{part.name}”" if part.outer else whole.label)
            else:
                # A block with a check of its own repeats what its fields say.
                found |= dict.fromkeys(self._check(part))
        for place, names in empty.items():
            verb = "is" if len(names) == 1 else "are"
            yield Finding(
                f"{get_text_list(names, 'and')} {verb} empty.", "Fill in what you need and delete the rest.", place
            )
        yield from found

    def _check(self, part: Part) -> Iterator[Finding]:
        block = part.block
        if isinstance(block, ChooserBlock | ImageBlock | StaticBlock):
            return
        if isinstance(block, ListBlock):
            yield from self._miscounted(part)
        elif type(block).clean not in STOCK:
            yield from self._refused(part)

    @staticmethod
    def _miscounted(part: Part) -> Iterator[Finding]:
        meta, number = part.block.meta, len(part.value)
        if number < (meta.min_num or 0):
            limit = f"It needs at least {meta.min_num}."
        elif meta.max_num is not None and number > meta.max_num:
            limit = f"It may have {meta.max_num} at most."
        else:
            return
        yield Finding(getattr(meta, "count_message", limit), f"It has {number} now.", part.place)

    @staticmethod
    def _refused(part: Part) -> Iterator[Finding]:
        try:
            part.block.clean(part.value)
        except ValidationError as error:
            inside = getattr(error, "block_errors", None) or getattr(error, "cell_errors", None) or {}
            own = list(getattr(error, "non_block_errors", ())) or ([] if inside else error.messages)
            for message in own:
                yield Finding(str(message), "Correct it, or delete the block.", part.place)
            fields = {child.kind: child for child in children(part)}
            for name, each in inside.items():
                # What a field lacks is said by itself; what is wrong further inside is said there.
                if (field := fields.get(name)) and not is_empty(field) and not hasattr(each, "block_errors"):
                    for message in each.messages:
                        yield Finding(message, "Correct it, or delete the block.", field.place)


# These check what is inside them, and nothing of their own.
STOCK = {StructBlock.clean, StreamBlock.clean, TypedTableBlock.clean}


def is_empty(part: Part) -> bool:
    """Return whether ``part`` needs something that it does not have."""
    block, value = part.block, part.value
    if isinstance(block, ImageBlock):
        return value is None and block.child_blocks["image"].required
    if not isinstance(block, FieldBlock) or not block.required:
        return False
    if isinstance(value, str) or hasattr(value, "source"):
        return not plain(value)
    return value is None or value is False or value == []


class AltTextRule(Rule):
    """Each picture in a block has an alt text or is marked as decorative (WCAG 2.2, 1.1.1)."""

    code = "alt-text"

    def check(self, page) -> Iterator[Finding]:
        for part in parts(page):
            if not isinstance(part.block, ImageBlock) or part.value is None or part.value.decorative:
                continue
            if not (part.value.contextual_alt_text or "").strip():
                yield Finding(
                    f"The picture “{part.value.title}” has no alt text.",
                    "Say in a few words what it shows, or mark it as decorative.",
                    part.place,
                )


class DescribedPictureRule(Rule):
    """A picture that a page shows outside its blocks has a description, which is its alt text."""

    code = "described-picture"

    def __init__(self, field: str):
        self.field = field

    def check(self, page) -> Iterator[Finding]:
        picture = getattr(page, self.field)
        if picture and not (picture.description or "").strip():
            yield Finding(
                f"The picture “{picture.title}” has no description.",
                "Open it under Images and say in “Description” what it shows, or choose another picture.",
                Place.of(page, self.field),
            )


class LinkTextRule(Rule):
    """A link says where it leads (WCAG 2.2, 2.4.4)."""

    code = "link-text"
    level = WARNING

    WEAK = {"here", "click here", "this", "this link", "link", "more", "read more", "see here", "learn more", "details"}
    ADDRESS = re.compile(r"(https?://|www\.)\S+", re.I)

    def check(self, page) -> Iterator[Finding]:
        for part, content in rich_texts(parts(page)):
            for link in content.links:
                words = link.text.casefold().strip(" .:!…→»")
                if words in self.WEAK or self.ADDRESS.fullmatch(link.text):
                    yield Finding(
                        f"The words of the link “{link.text}” do not say where it leads.",
                        "Name the page it leads to: people jump from link to link and hear nothing else.",
                        part.place,
                    )


COMMON_RULES = (TitleRule(), ValidFieldsRule(), ValidBlocksRule(), AltTextRule(), LinkTextRule())
