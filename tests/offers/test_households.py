import pytest

from offers.requests.households import email_key, household_key, near_key, words_of
from tests.factories.offers import TrialPageFactory, TrialRequestFactory

pytestmark = pytest.mark.django_db


def at(**address):
    return household_key(TrialRequestFactory.build(**address))


@pytest.mark.parametrize(
    "address",
    [
        {"address_line_1": "4 MILL LANE"},
        {"address_line_1": "4, Mill Ln."},
        {"address_line_1": "Mill Lane 4"},
        {"address_line_1": "No. 4", "address_line_2": "Mill Lane"},
        {"address_line_1": "４ Ｍill Lane"},
        {"address_line_1": "4 Míll Lane"},
        {"postcode": "le651aa"},
        {"postcode": "LE65-1AA"},
        {"country": "united kingdom"},
        {"town": "Ashby-de-la-Zouch", "region": "Leicestershire"},
        {"full_name": "Tom Okafor"},
    ],
)
def test_one_address_written_in_many_ways_is_one_household(address):
    assert at(**address) == at()


@pytest.mark.parametrize(
    "address",
    [
        {"address_line_1": "6 Mill Lane"},
        {"address_line_1": "4 Hill Lane"},
        {"address_line_2": "Flat 2"},
        {"postcode": "LE65 1AB"},
        {"country": "Ireland"},
    ],
)
def test_another_address_is_another_household(address):
    assert at(**address) != at()


def test_without_a_postcode_worth_the_name_the_town_counts():
    assert at(postcode="none", town="Cork") != at(postcode="none", town="Galway")
    assert at(postcode="none", town="Cork") == at(postcode="-", town="CORK")


def test_flats_are_flats_however_they_are_called():
    assert words_of("Apartment 2") == words_of("Flat 2") == words_of("apt. 2")


def test_the_hash_belongs_to_one_offer_and_shows_nothing(home):
    first, second = (TrialRequestFactory.build(trial=TrialPageFactory(parent=home)) for _ in range(2))
    assert household_key(first) != household_key(second)
    assert len(household_key(first)) == 64
    assert "mill" not in household_key(first)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rosa@example.org", "ROSA@Example.org", True),
        ("rosa@example.org", "rosa+sample@example.org", True),
        ("rosa.l@gmail.com", "rosal+2@googlemail.com", True),
        ("rosa.l@example.org", "rosal@example.org", False),
        ("rosa@example.org", "rosa@example.com", False),
        ("+@example.org", "+2@example.org", False),
    ],
)
def test_one_mailbox_written_in_many_ways_is_one(one, other, same):
    keys = {email_key(TrialRequestFactory.build(email=email)) for email in (one, other)}
    assert (len(keys) == 1) is same


def test_neighbours_are_known_by_postcode_and_surname():
    def near(**details):
        return near_key(TrialRequestFactory.build(**details))

    assert near(full_name="Tom LINDQVIST", address_line_1="9 Mill Lane", postcode="le651aa") == near()
    assert near(full_name="Rosa Okafor") != near()
    assert near(postcode="") == near(full_name="…") == ""
