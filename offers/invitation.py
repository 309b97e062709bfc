"""How an offer is offered today: the same words wherever something leads to its page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invitation:
    """What bands, cards and results say of an offer.

    Arguments:
        button: the words on the button that leads to the page of the offer.
        notice: why the offer cannot be taken up today, in a sentence; empty while it can.
    """

    button: str
    notice: str = ""
