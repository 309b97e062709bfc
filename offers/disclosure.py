"""Who is behind what a page shows. The disclosure follows from the content: no editor has to remember it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.functional import cached_property

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

    from offers.models import Partner


class ShowsPartners:
    """Mixin of pages that may show a partner: by a field ``partner``, or by offer bands in their streams.

    Templates show the disclosure of each of ``partners_shown`` at the top of the page, and cards that lead
    to the page say “Partner offer” when there is one.
    """

    # The StreamFields that may hold offer bands.
    offer_streams: tuple[str, ...] = ("body",)

    @cached_property
    def partners_shown(self) -> list["Partner"]:
        """The partners on this page: its own first, then in the order in which readers meet them.

        The pages of bands come with their partners, so this costs no query of its own there.
        """
        shown = [page for page in (self, *self._offers_in_bands()) if getattr(page, "partner_id", None)]
        return list(dict.fromkeys(page.partner for page in shown))

    @property
    def shows_partner(self) -> bool:
        """Whether a card that leads to this page says “Partner offer”. Reads nothing but the page itself.

        A band counts here even while the page it leads to is a draft: a list of cards must not ask for each.
        """
        if getattr(self, "partner_id", None):
            return True
        from offers.blocks import OfferBandBlock

        for stream in self._offer_streams():
            kinds = stream.stream_block.child_blocks
            blocks = (kinds.get(raw["type"]) for raw in stream.raw_data)
            if any(isinstance(block, OfferBandBlock) and block.shows_partner for block in blocks):
                return True
        return False

    def _offer_streams(self) -> list["StreamValue"]:
        return [stream for name in self.offer_streams if (stream := getattr(self, name, None))]

    def _offers_in_bands(self) -> Iterator:
        # The blocks are built on the models, and the models on this mixin.
        from offers.blocks import OfferBandBlock

        for stream in self._offer_streams():
            kinds = stream.stream_block.child_blocks
            for number, raw in enumerate(stream.raw_data):
                # Only the bands are made ready here; what else the stream holds is still to be announced.
                if isinstance(kinds.get(raw["type"]), OfferBandBlock) and (offer := stream[number].value.offer):
                    yield offer
