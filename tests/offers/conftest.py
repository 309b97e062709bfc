import re

import pytest
from post_office.models import Email

from core.forms import opened_token
from core.models import SiteSettings
from tests.factories.home import site_with_home
from tests.factories.offers import GuidePageFactory, TrialPageFactory


@pytest.fixture
def home(db):
    """A site that can offer news: those need a postal address."""
    home = site_with_home()
    settings = SiteSettings.for_default_site()
    settings.postal_address = "1 Sample Street\nSample Town"
    settings.save()
    return home


@pytest.fixture
def guide(home):
    return GuidePageFactory(parent=home)


@pytest.fixture
def trial(home):
    return TrialPageFactory(parent=home, complete=True)


@pytest.fixture
def link_in_last_mail():
    """Return a function that gives the path of the first link of ours in the mail that was written last."""

    def path() -> str:
        mail = Email.objects.latest("pk")
        return re.findall(r"/requests/\S+/", mail.message)[0]

    return path


@pytest.fixture
def guide_data():
    """What somebody sends who fills in the form for the guide."""
    return {"email": "rosa@example.org", "first_name": "Rosa", "homepage": "", "opened": opened_token()}


@pytest.fixture
def ticked():
    """Return a function that gives what the boxes of these names send when they are ticked on a page's form now."""

    def marks(page, *names) -> dict[str, str]:
        form = page.get_form()
        return {name: form.fields[name].words.mark for name in names}

    return marks


@pytest.fixture
def trial_data(trial, ticked):
    """What somebody sends who fills in the form for the sample."""
    return {
        "full_name": "Rosa Lindqvist",
        "email": "rosa@example.org",
        "address_line_1": "4 Mill Lane",
        "address_line_2": "",
        "town": "Ashby",
        "region": "",
        "postcode": "LE65 1AA",
        "country": "United Kingdom",
        **ticked(trial, "adult", "household", "partner_address"),
        "homepage": "",
        "opened": opened_token(),
    }
