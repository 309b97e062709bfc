"""The dialog in which a source is cited, without a browser: what it finds, adds, reads and refuses."""

import pytest
from django.urls import reverse

from blog.models import Source
from blog.source_chooser import SourceForm
from home.roles import set_up_roles
from tests.factories.blog import SourceFactory
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db

RIS = """TY  - JOUR
AU  - Sender, Ron
AU  - Fuchs, Shai
TI  - Revised estimates
T2  - PLoS Biology
PY  - 2016
DO  - 10.1371/journal.pbio.1002533
ER  -
"""
SECOND = RIS.replace("1002533", "9999999").replace("Revised estimates", "A second one").replace("Sender, Ron", "Bo, A")
BIBTEX = "@article{s, title={Revised estimates}, author={Sender, Ron}, year={2016}, doi={10.1371/journal.pbio.1002533}}"
FORM = {"source-kind": "study", "source-title": "A study by hand", "source-authors": "Sender R", "source-year": "2016"}


def address(name, *args):
    return reverse(f"wagtailsnippetchoosers_blog_source:{name}", args=args)


@pytest.fixture
def writer(article_list, client):
    set_up_roles()
    client.force_login(UserFactory(role="Writer"))
    return client


@pytest.fixture
def stranger(article_list, client):
    set_up_roles()
    client.force_login(UserFactory(role="Moderator"))
    return client


def paste(client, text, **more):
    return client.post(address("paste"), {"text": text, **more}).json()


def test_it_opens_with_all_sources_and_three_tabs(writer):
    SourceFactory(title="Known already")
    dialog = writer.get(address("choose")).json()
    assert dialog["step"] == "choose"
    assert "Known already" in dialog["html"]
    assert [f'id="tab-label-{tab}"' in dialog["html"] for tab in ("search", "create", "paste")] == [True] * 3


def test_choosing_gives_the_name_that_stands_in_the_text(writer):
    answer = writer.get(address("chosen", SourceFactory().pk)).json()
    assert (answer["step"], answer["result"]["short_name"]) == ("chosen", "Sender 2016")


def test_finding_nothing_leads_to_the_ways_of_adding(writer):
    html = writer.get(address("choose_results"), {"q": "nobody"}).content.decode()
    assert "No source matches “nobody”." in html
    assert 'href="#tab-paste"' in html and 'href="#tab-create"' in html


def test_an_unknown_doi_is_offered_to_be_added_at_once(writer):
    html = writer.get(address("choose_results"), {"q": "https://doi.org/10.1371/a.b"}).content.decode()
    assert "Add 10.1371/a.b" in html
    dialog = writer.get(address("paste"), {"text": "10.1371/a.b"}).json()
    assert 'active-panel-id-value="tab-paste"' in dialog["html"] and "10.1371/a.b</textarea>" in dialog["html"]


def test_a_retracted_source_is_marked_in_the_list(writer):
    SourceFactory(status="retracted")
    assert "Retracted" in writer.get(address("choose")).json()["html"]


@pytest.mark.parametrize("query", [{"q": "\x00"}, {"q": "x" * 600}, {"q": "<script>alert(1)</script>"}])
def test_odd_searches_are_answered(writer, query):
    answer = writer.get(address("choose_results"), query)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_source_is_added_by_form_and_cited(writer):
    answer = writer.post(address("create"), FORM).json()
    assert answer["step"] == "chosen"
    assert answer["result"]["id"] == str(Source.objects.get(title="A study by hand").pk)


def test_a_form_with_a_mistake_keeps_what_was_typed(writer):
    answer = writer.post(address("create"), FORM | {"source-year": "16"}).json()
    assert answer["step"] == "choose"
    assert 'active-panel-id-value="tab-create"' in answer["html"]
    assert "The year has four digits" in answer["html"] and "A study by hand" in answer["html"]


@pytest.mark.parametrize(("field", "typed"), [("doi", "https://doi.org/10.1371/A.b"), ("pmid", "PMID: 27541692")])
def test_a_number_that_is_here_already_offers_its_source(writer, field, typed):
    existing = SourceFactory(doi="10.1371/a.b", pmid="27541692")
    answer = writer.post(address("create"), FORM | {f"source-{field}": typed}).json()
    assert "This source is here already" in answer["html"]
    assert f'data-chooser-modal-choice href="{address("chosen", existing.pk)}"' in answer["html"]
    assert Source.objects.count() == 1


@pytest.mark.parametrize("text", [RIS, BIBTEX])
def test_one_pasted_record_is_added_and_cited(writer, text):
    answer = paste(writer, text)
    assert answer["step"] == "chosen" and answer["result"]["short_name"] == "Sender 2016"
    source = Source.objects.get()
    assert (source.title, source.doi) == ("Revised estimates", "10.1371/journal.pbio.1002533")


@pytest.mark.parametrize(
    ("text", "field", "number"),
    [
        ("10.1371/a.b", "doi", "10.1371/a.b"),
        ("https://doi.org/10.1371/A.B", "doi", "10.1371/a.b"),
        ("PMID: 27541692", "pmid", "27541692"),
    ],
)
def test_a_number_alone_makes_a_source_to_be_completed(writer, text, field, number):
    answer = paste(writer, text)
    source = Source.objects.get()
    assert answer["step"] == "chosen" and answer["result"]["short_name"] == number
    assert getattr(source, field) == number
    assert source.is_stub and source.title == f"To be completed: {number}"


def test_what_cannot_be_read_is_said_plainly_and_kept(writer):
    answer = paste(writer, "just some words <b>")
    assert "We found no reference in this." in answer["html"]
    assert "just some words &lt;b&gt;</textarea>" in answer["html"]
    assert not Source.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "%PDF-1.4 \x01\x02", "TY  - JOUR", "@article{", "[{", "{}", "ER  -"])
def test_nonsense_is_answered_without_an_error_page(writer, text):
    assert paste(writer, text)["step"] == "choose"
    assert not Source.objects.exists()


def test_a_pasted_source_that_is_here_already_is_offered(writer):
    existing = SourceFactory(doi="10.1371/journal.pbio.1002533")
    answer = paste(writer, RIS)
    assert "This source is here already" in answer["html"]
    assert address("chosen", existing.pk) in answer["html"]
    assert Source.objects.count() == 1


def test_of_several_records_one_is_picked(writer):
    answer = paste(writer, RIS + SECOND)
    assert "Which of these 2 do you cite here?" in answer["html"]
    assert not Source.objects.exists()
    answer = paste(writer, RIS + SECOND, pick="2")
    assert answer["step"] == "chosen"
    assert Source.objects.get().title == "A second one"


def test_among_several_records_those_here_already_are_cited_with_one_press(writer):
    existing = SourceFactory(doi="10.1371/journal.pbio.1002533")
    html = paste(writer, RIS + SECOND)["html"]
    assert address("chosen", existing.pk) in html
    assert 'name="pick" value="1"' not in html and 'name="pick" value="2" checked' in html


@pytest.mark.parametrize("pick", ["7", "-1", "0"])
def test_a_pick_that_is_not_there_shows_the_list_again(writer, pick):
    assert "Which of these 2" in paste(writer, RIS + SECOND, pick=pick)["html"]


def test_more_records_than_one_can_choose_from_are_a_file_to_import(writer):
    many = "".join(RIS.replace("1002533", str(number)) for number in range(26))
    assert "These are 26 records. Import them" in paste(writer, many)["html"]
    assert not Source.objects.exists()


def test_a_text_that_is_too_long_is_refused(writer):
    assert "too long to paste" in paste(writer, RIS + "x" * 200_001)["html"]


def test_markup_in_a_record_stays_text(writer):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = paste(writer, (RIS + SECOND).replace("Revised estimates", hostile))["html"]
    assert "<script>alert" not in html and "<img src=x" not in html


def test_an_incomplete_record_is_completed_in_the_form(writer):
    answer = paste(writer, "TY  - JOUR\nAU  - Sender, Ron\nT2  - PLoS Biology\nER  - ")
    assert 'active-panel-id-value="tab-create"' in answer["html"]
    assert 'value="PLoS Biology"' in answer["html"] and "This field is required." in answer["html"]
    assert not Source.objects.exists()


def test_what_one_should_look_at_is_shown_before_a_record_is_added(writer):
    without_year = RIS.replace("PY  - 2016\n", "")
    answer = paste(writer, without_year)
    assert "This is what we understood" in answer["html"] and "It has no year." in answer["html"]
    assert paste(writer, without_year, pick="1")["step"] == "chosen"


def test_a_source_that_a_colleague_adds_at_the_same_moment_is_offered(writer, monkeypatch):
    is_valid = SourceForm.is_valid

    def beaten(form):
        valid = is_valid(form)
        if valid:
            SourceFactory(doi="10.1371/a.b")
        return valid

    monkeypatch.setattr(SourceForm, "is_valid", beaten)
    answer = writer.post(address("create"), FORM | {"source-doi": "10.1371/a.b"}).json()
    assert "This source is here already" in answer["html"]


def test_who_may_not_add_sources_finds_no_way_to(stranger):
    html = stranger.get(address("choose")).json()["html"]
    assert "tab-paste" not in html and "tab-create" not in html
    for name in ("create", "paste"):
        stranger.post(address(name), {**FORM, "text": RIS})
    assert not Source.objects.exists()


def test_choosing_several_at_once_answers_with_a_list(writer):
    answer = writer.post(address("paste") + "?multiple=1", {"text": RIS}).json()
    assert [result["short_name"] for result in answer["result"]] == ["Sender 2016"]


RETRACTED = "PMID- 20137807\nTI  - Bad.\nTA  - Lancet\nDP  - 1998\nPT  - Retracted Publication\n"


def test_a_paper_that_pubmed_calls_retracted_is_added_as_retracted(writer):
    answer = paste(writer, f"{RETRACTED}RIN - Lancet. 2010 Feb 6;375:445.\n", pick="1")
    assert answer["step"] == "chosen"
    source = Source.objects.get()
    assert source.is_retracted and source.status_on.isoformat() == "2010-02-06"


def test_a_retracted_paper_without_a_day_is_completed_in_the_form_and_stays_retracted(writer):
    html = paste(writer, RETRACTED, pick="1")["html"]
    assert "When was it retracted?" in html and 'name="source-status_on"' in html
    form = FORM | {"source-status": "retracted", "source-status_on": "2010-02-06"}
    answer = writer.post(address("create"), form | {"source-status_url": "https://example.org/notice"}).json()
    assert answer["step"] == "chosen"
    assert Source.objects.get().is_retracted


def test_the_note_of_a_record_that_has_to_be_completed_is_not_lost(writer):
    html = paste(writer, "TY  - JOUR\nAU  - Sender, Ron\nN1  - Read the appendix\nER  - ")["html"]
    assert "Read the appendix</textarea>" in html
    writer.post(address("create"), FORM | {"source-note": "Read the appendix"})
    assert Source.objects.get().note == "Read the appendix"


def test_a_note_that_comes_with_a_whole_record_is_kept(writer):
    paste(writer, RIS.replace("ER  -", "N1  - Read the appendix\nER  -"))
    assert Source.objects.get().note == "Read the appendix"


def test_a_new_source_is_not_asked_for_what_few_have(writer):
    html = writer.get(address("create")).json()["html"]
    assert 'name="source-title"' in html
    assert 'name="source-status"' not in html and 'name="source-note"' not in html
