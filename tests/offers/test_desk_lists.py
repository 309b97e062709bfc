"""The lists of requests: saved views, filters, search, export."""

import csv
import io
from datetime import timedelta

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from core.folding import Folded, fold_sought
from core.models import AuditEntry
from offers.desk.filters import matching
from offers.handoff import batches
from offers.models import TrialRequest
from tests.factories.core import UserFactory
from tests.factories.offers import GuideRequestFactory, TrialPageFactory, TrialRequestFactory
from tests.helpers.private_search import sealed
from tests.offers.desk import State, asked, colleague, html_of

LIST = "/admin/trial_requests/"


def listed(client, query="", path=LIST):
    return {request.email.partition("@")[0] for request in client.get(f"{path}{query}").context["object_list"]}


def test_each_saved_view_lists_what_it_says_and_counts_it(client, trial):
    day_ago = timezone.now() - timedelta(hours=25)
    for who, state, more in (
        ("submitted", State.SUBMITTED, {"state_since": day_ago}),
        ("new", State.RESERVED, {}),
        ("old", State.RESERVED, {"state_since": day_ago}),
        ("approved", State.APPROVED, {}),
        ("delivered", State.DELIVERED, {"state_since": day_ago}),
        ("failing", State.WAITLISTED, {"mail_problem": "bounced"}),
    ):
        asked(trial, state, email=f"{who}@example.org", **more)
    ready = TrialPageFactory(parent=trial.get_parent(), complete=True)
    for who in ("sent", "unsent"):
        asked(ready, State.APPROVED, email=f"{who}@example.org")
        batch = batches.prepare(ready, by=UserFactory())
        if who == "sent":
            batches.mark_sent(batch, by=UserFactory())
    colleague(client)
    assert listed(client, "view/needs-me/") == {"new", "old", "approved", "unsent"}
    assert listed(client, "view/stuck/") == {"old"}
    assert listed(client, "view/mail-failing/") == {"failing"}
    tabs = {tab["label"]: tab["count"] for tab in client.get(LIST).context["tabs"]}
    assert tabs == {"All": 8, "Needs me": 4, "Stuck over 24 h": 1, "Mail failing": 1}
    assert client.get(f"{LIST}view/nonsense/").status_code == 404


def test_a_guide_that_was_never_downloaded_is_not_stuck(client, guide):
    GuideRequestFactory(guide=guide, state="confirmed", state_since=timezone.now() - timedelta(days=9))
    GuideRequestFactory(guide=guide, mail_problem="send_failed")
    colleague(client)
    response = client.get("/admin/guide_requests/")
    assert {tab["label"]: tab["count"] for tab in response.context["tabs"]} == {"All": 2, "Mail failing": 1}


def test_filters_narrow_the_list_alone_and_together(client, trial):
    other = TrialPageFactory(parent=trial.get_parent(), complete=True)
    long_ago = timezone.now() - timedelta(days=40)
    asked(trial, email="near@example.org", near_match=True)
    asked(trial, State.APPROVED, email="late@example.org", created_at=long_ago, mail_problem="complained")
    asked(other, email="irish@example.org", country="Ireland")
    batched = asked(other, State.APPROVED, email="batched@example.org")
    batch = batches.prepare(other, by=UserFactory())
    colleague(client)
    day = f"{timezone.localdate():%Y-%m-%d}"
    for query, found in {
        "?state=reserved": {"near", "irish"},
        "?state=reserved&state=approved": {"near", "irish", "late"},
        f"?trial={other.pk}": {"irish", "batched"},
        "?country=Ireland": {"irish"},
        "?problem=near": {"near"},
        "?problem=complained": {"late"},
        "?problem=any": {"near", "late"},
        f"?batch={batch.pk}": {"batched"},
        f"?created_at_from={day}": {"near", "irish", "batched"},
        f"?created_at_to={day}&problem=any&state=reserved": {"near"},
        sealed(f"?q={batched.reference.lower()}"): {"batched"},
        "?ordering=country": {"near", "late", "irish", "batched"},
    }.items():
        assert listed(client, query) == found, query


@pytest.mark.parametrize("words", ["rosa", "LINDQVIST", "rosa@", "le651aa", "LE65 1AA", " le6 51a ", "5 1A"])
def test_a_request_is_found_by_name_email_or_postcode_however_it_is_spaced(client, trial, words):
    asked(trial, email="rosa@example.org")
    asked(trial, email="tom@example.org", full_name="Tom Baker", postcode="D02 X285")
    colleague(client)
    assert listed(client, f"?{sealed(f'q={words}')}") == {"rosa"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Íñigo Núñez", "nunez"),
        ("NÚÑEZ", "núñez"),
        ("Nun\u0303ez", "nuñ"),
        ("Zoë Ødegård", "zoe ØDEGARD"),
        ("ŁUKASZ Großmann", "lukasz  gross"),
        ("Œuvre Þórsdóttir", "oeuvre thorsd"),
        ("İpek Işık", "ipek isik"),
        ("Νίκος Παπάς", "νικος"),
        ("Дмитрий", "ДМИТ"),
        ("Seán O'Brien", "sean o’brien"),
        ("Seán O’Brien", "obrien"),
        ("D`Angelo ʼt Hooft´s", "d'angelo t hoofts"),
        ("50%_Rosa\\", "50%_rosa\\"),
    ],
)
def test_a_name_is_found_without_its_accents_and_capitals_on_every_database(db, name, words):
    wanted = TrialRequestFactory(full_name=name), GuideRequestFactory(first_name=name)
    TrialRequestFactory(full_name="Tom Baker"), GuideRequestFactory(first_name="Tom")
    for request in wanted:
        model = type(request)
        assert list(matching(model.objects.all(), words)) == [request]
    assert TrialRequest.objects.values_list(Folded("full_name"), flat=True).get(pk=wanted[0].pk) == fold_sought(name)


def test_who_has_a_sample_kept_free_is_told_from_those_who_still_wait(client, trial):
    until = timezone.now() + timedelta(hours=30)
    held = asked(trial, State.WAITLISTED, held_until=until)
    asked(trial, State.WAITLISTED, held_until=timezone.now() - timedelta(hours=1))
    asked(trial, State.WAITLISTED)
    colleague(client)
    words = f"Kept free until {date_format(timezone.localtime(until), 'j F Y, H:i')}"
    assert html_of(client.get(LIST)).count("Kept free until") == 1
    assert words in html_of(client.get(LIST))
    assert words in html_of(client.get(f"/admin/trial_requests/inspect/{held.pk}/"))


def test_no_address_makes_the_list_fail(client, trial, guide):
    asked(trial)
    GuideRequestFactory(guide=guide)
    colleague(client)
    for query in (
        *("state=nonsense", "trial=abc", "trial=999999999999999999999", "country=%00", "country=Atlantis", "problem=1"),
        *("created_at_from=yesterday", "created_at_to=9999-99-99", "created_at_from=0000-00-00", "batch=-1", "batch=x"),
        *("q=%00", "q=%25_%27", "q=" + "x" * 5000, "p=-1", "p=99999999999999999999", "ordering=trial__x", "export=pdf"),
        *("state=%F0%9F%98%80&state=&state=reserved", "q=%ff%fe", "guide=--", "view=stuck", "export="),
    ):
        for path in (f"{LIST}view/stuck/results/", "/admin/guide_requests/"):
            assert client.get(f"{path}?{sealed(query)}").status_code == 200, (path, query)


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(
    client, trial, guide, django_assert_max_num_queries: DjangoAssertNumQueries
):
    asked(trial)
    GuideRequestFactory(guide=guide)
    colleague(client)
    for path, factory, offer in (
        (LIST, TrialRequestFactory, {"trial": trial, "state": State.RESERVED, "mail_problem": "bounced"}),
        ("/admin/guide_requests/", GuideRequestFactory, {"guide": guide}),
    ):
        client.get(path)
        with django_assert_max_num_queries(100) as short:
            client.get(path)
        factory._meta.model.objects.bulk_create(factory.build_batch(500, **offer))
        with django_assert_max_num_queries(len(short)):
            response = client.get(path)
        assert response.context["paginator"].num_pages == 11


def test_an_export_holds_what_the_list_shows_and_is_noted(client, trial):
    rosa = asked(trial, email="rosa@example.org", answers=[{"question": "How?", "answer": "A friend"}])
    asked(trial, State.APPROVED, full_name="Somebody else")
    user = colleague(client)
    response = client.get(f"{LIST}?state=reserved&export=csv&{sealed('q=rosa')}")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["Reference"] == rosa.reference
    assert (row["Offer"], row["State"], row["Email"]) == (trial.title, "Reserved, to be approved", "rosa@example.org")
    assert (row["Postcode"], row["Answers to more questions"]) == ("LE65 1AA", "How? A friend")
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.about, entry.count) == (user, "exported csv", "trial requests", 1)
    # What was searched for may be somebody's name.
    assert entry.details == {"state": ["reserved"], "searched": True}


def test_an_export_with_a_filter_that_says_nothing_is_empty_rather_than_everything(client, trial):
    asked(trial, full_name="Rosa Lindqvist")
    colleague(client)
    content = b"".join(client.get(f"{LIST}?state=nonsense&export=csv").streaming_content)
    assert b"Rosa" not in content


def test_an_export_of_a_search_that_ran_out_is_none_rather_than_everything(client, trial):
    asked(trial, full_name="Rosa Lindqvist")
    colleague(client)
    response = client.get(f"{LIST}?export=csv&q=forged-or-too-old", follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "nothing was exported" in html_of(response) and not AuditEntry.objects.exists()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_that_a_reader_typed_is_a_formula_in_an_export(client, trial, sign):
    typed = f"{sign}SUM(A1)\x0b\x1f"
    asked(trial, full_name=typed, town=typed)
    colleague(client)
    text = b"".join(client.get(f"{LIST}?export=csv").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["Full name"] == row["Town or city"] == f"'{sign}SUM(A1)"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}?export=xlsx").streaming_content)))
    head, cells = book.active.iter_rows()
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not any(cell.data_type == "f" for cell in cells)
    assert "Full name" in [cell.value for cell in head]


def test_thousands_of_requests_are_exported_without_asking_for_each(
    client, trial, django_assert_max_num_queries: DjangoAssertNumQueries
):
    TrialRequest.objects.bulk_create(TrialRequest(trial=trial, email=f"{number}@example.org") for number in range(3000))
    colleague(client)
    with django_assert_max_num_queries(12):
        content = b"".join(client.get(f"{LIST}?export=csv").streaming_content)
    assert content.count(b"\r\n") == 3001


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_who_may_only_look_takes_nothing_away(client, trial, guide, kind):
    asked(trial)
    GuideRequestFactory(guide=guide)
    colleague(client, f"view_{kind}request")
    path = f"/admin/{kind}_requests/"
    assert "export=" not in html_of(client.get(path))
    for form in ("csv", "xlsx"):
        response = client.get(f"{path}?export={form}")
        assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert not AuditEntry.objects.exists()


def test_an_export_names_no_article_and_no_topic(client, guide):
    GuideRequestFactory(guide=guide)
    colleague(client)
    head = (
        b"".join(client.get("/admin/guide_requests/?export=csv").streaming_content).decode("utf-8-sig").split("\r\n")[0]
    )
    assert head.replace('"', "").split(",") == [
        *("Reference", "Offer", "State", "In this state since", "Problem with mail", "Asked", "Confirmed", "Email"),
        *("First name", "Answers to more questions"),
    ]
