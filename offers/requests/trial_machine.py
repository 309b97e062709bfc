"""The steps of a request for a sample. docs/requests.md has the same table, and a test compares the two."""

from offers.models import TrialRequest
from offers.requests.machine import Kind, Machine, Transition, Who
from offers.requests.trial_links import links_in_mails

State = TrialRequest.State

# From here the reader may begin again with the same email address.
OVER = (State.DECLINED, State.EXPIRED, State.CANCELLED)
# A sample is set aside, and nobody outside knows the address yet.
SET_ASIDE = (State.RESERVED, State.APPROVED)
WITH_PARTNER = (State.EXPORTED, State.DISPATCHED)

TRIAL = Machine(
    TrialRequest,
    (
        Transition(Kind.ASKED, (), State.SUBMITTED, (Who.READER,), "trial_confirm"),
        Transition(Kind.ASKED_AGAIN, (State.SUBMITTED, *OVER), State.SUBMITTED, (Who.READER,), "trial_confirm"),
        Transition(Kind.CONFIRMED, (State.SUBMITTED, State.EXPIRED), State.EMAIL_CONFIRMED, (Who.READER,)),
        Transition(Kind.RESERVED, (State.EMAIL_CONFIRMED,), State.RESERVED, (Who.SITE,), "trial_reserved"),
        Transition(Kind.WAITLISTED, (State.EMAIL_CONFIRMED,), State.WAITLISTED, (Who.SITE,), "trial_waitlisted"),
        Transition(Kind.HELD, (State.WAITLISTED,), State.WAITLISTED, (Who.SITE,), "trial_sample_free"),
        Transition(Kind.CLAIMED, (State.WAITLISTED,), State.RESERVED, (Who.READER,), "trial_reserved"),
        Transition(Kind.APPROVED, SET_ASIDE[:1], State.APPROVED, (Who.STAFF,)),
        Transition(
            Kind.DECLINED,
            (State.EMAIL_CONFIRMED, *SET_ASIDE, State.WAITLISTED),
            State.DECLINED,
            (Who.SITE, Who.STAFF),
            "trial_declined",
        ),
        Transition(Kind.RELEASED, (*SET_ASIDE, State.WAITLISTED), State.CANCELLED, (Who.STAFF,), "trial_cancelled"),
        Transition(Kind.CANCELLED, (*SET_ASIDE, State.WAITLISTED), State.CANCELLED, (Who.READER,), "trial_cancelled"),
        Transition(Kind.EXPORTED, (State.APPROVED,), State.EXPORTED, (Who.STAFF,)),
        Transition(Kind.DISPATCHED, (State.EXPORTED,), State.DISPATCHED, (Who.PARTNER, Who.STAFF), "trial_dispatched"),
        Transition(Kind.DELIVERED, WITH_PARTNER, State.DELIVERED, (Who.PARTNER, Who.STAFF)),
        Transition(
            Kind.RETURNED,
            (*WITH_PARTNER, State.DELIVERED),
            State.RETURNED,
            (Who.PARTNER, Who.STAFF),
            "trial_returned",
        ),
        Transition(Kind.EXPIRED, (State.SUBMITTED, State.WAITLISTED), State.EXPIRED, (Who.SITE,)),
        Transition(
            Kind.ERASED,
            tuple(state for state in State if state is not State.ERASED),
            State.ERASED,
            (Who.READER, Who.SITE, Who.STAFF),
        ),
    ),
    links=links_in_mails,
)
