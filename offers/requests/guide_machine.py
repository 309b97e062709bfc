"""The steps of a request for the guide. docs/requests.md has the same table, and a test compares the two."""

from offers.models import GuideRequest
from offers.requests.machine import Kind, Machine, Transition, Who

State = GuideRequest.State

GUIDE = Machine(
    GuideRequest,
    (
        Transition(Kind.ASKED, (), State.REQUESTED, (Who.READER,), "guide_confirm"),
        Transition(Kind.ASKED_AGAIN, (State.REQUESTED, State.EXPIRED), State.REQUESTED, (Who.READER,), "guide_confirm"),
        Transition(Kind.CONFIRMED, (State.REQUESTED, State.EXPIRED), State.CONFIRMED, (Who.READER,), "guide_ready"),
        Transition(Kind.DOWNLOADED, (State.CONFIRMED,), State.DOWNLOADED, (Who.READER,)),
        Transition(Kind.EXPIRED, (State.REQUESTED,), State.EXPIRED, (Who.SITE,)),
        Transition(
            Kind.ERASED,
            (State.REQUESTED, State.CONFIRMED, State.DOWNLOADED, State.EXPIRED),
            State.ERASED,
            (Who.READER, Who.SITE, Who.STAFF),
        ),
    ),
)
