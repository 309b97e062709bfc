"""Who is behind what a page shows. The disclosure follows from the content: no editor has to remember it."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from offers.partner_links import leads_to_partner, partners_linked_in

if TYPE_CHECKING:
    from offers.models import Partner


class ShowsPartners:
    """Mixin of pages: which partners their content shows, by a field ``partner``, by offer bands, or by typed links.

    Their disclosures stand at the top of the page (the tag ``{% disclosures %}`` says where), and cards that lead to
    the page say “Partner offer” when there is one. Every kind of page has this mixin.
    """

    @cached_property
    def partners_offering(self) -> list["Partner"]:
        """The partners whose product or sample this page shows: its own first, then those of its bands in order.

        The pages of bands come with their partners, so this costs no query of its own there.
        """
        return self._partners_offering()

    @property
    def partners_shown(self) -> list["Partner"]:
        """The partners in the content of this page: those who offer something on it, then those whom it links to."""
        linked = partners_linked_in([raw["value"] for _, raw in self._stored_blocks()])
        return list(dict.fromkeys([*self._partners_offering(), *linked]))

    @property
    def shows_partner(self) -> bool:
        """Whether a card that leads to this page says “Partner offer”. Reads nothing but the page itself.

        A band counts here even while the page it leads to is a draft: a list of cards must not ask for each.
        """
        if getattr(self, "partner_id", None):
            return True
        # The blocks are built on the models, and the models on this mixin.
        from offers.blocks import OfferBandBlock

        for stream, raw in self._stored_blocks():
            block = stream.stream_block.child_blocks.get(raw["type"])
            if isinstance(block, OfferBandBlock) and block.shows_partner:
                return True
        return leads_to_partner([raw["value"] for _, raw in self._stored_blocks()])

    def _partners_offering(self) -> list["Partner"]:
        shown = [page for page in (self, *self._offers_in_bands()) if getattr(page, "partner_id", None)]
        return list(dict.fromkeys(page.partner for page in shown))

    def _streams(self) -> Iterator[StreamValue]:
        for name in _stream_names(self.__class__):  # type: ignore[arg-type]
            if stream := getattr(self, name):
                yield stream

    def _stored_blocks(self) -> Iterator[tuple[StreamValue, dict]]:
        for stream in self._streams():
            for raw in stream.raw_data:
                yield stream, raw

    def _offers_in_bands(self) -> Iterator:
        from offers.blocks import OfferBandBlock

        for stream in self._streams():
            kinds = stream.stream_block.child_blocks
            for number, raw in enumerate(stream.raw_data):
                # Only the bands are made ready here; what else the stream holds is still to be announced.
                if isinstance(kinds.get(raw["type"]), OfferBandBlock) and (offer := stream[number].value.offer):
                    yield offer


@cache
def _stream_names(model: Any) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.get_fields() if isinstance(field, StreamField))
