"""The import of a file in the admin: dry run, choice, result."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from blog import source_import
from blog.models import Source, SourceImport
from blog.references import parse
from blog.references.importing import Known, State, apply, plan
from blog.references.reading import MAX_BYTES
from home.roles import set_up_roles
from tests.factories.blog import SourceFactory
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db
IMPORT = "/admin/snippets/blog/source/import/"


def ris(*records: str) -> str:
    """Return a RIS file; each record is a title with further lines."""
    return "".join(f"TY  - JOUR\nTI  - {record}\nER  - \n" for record in records)


def states(text: str) -> list[str]:
    return [row.state for row in plan(parse(text))]


@pytest.fixture
def editor(client):
    set_up_roles()
    client.user = UserFactory(role="Editor")
    client.force_login(client.user)
    return client


def upload(client, text: str | bytes, name: str = "export.ris"):
    """Upload a file as a colleague does, and return the page that follows."""
    data = text.encode() if isinstance(text, str) else text
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)}, follow=True)


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_row_is_new_there_already_or_twice_in_the_file():
    SourceFactory(doi="10.1371/a", pmid=None)
    SourceFactory(doi=None, pmid="123")
    text = ris("New\nDO  - 10.1371/new", "By DOI\nDO  - 10.1371/A", "By PMID\nN1  - PMID: 123", "B\nDO  - 10.1371/NEW")
    assert states(text) == [State.NEW, State.THERE, State.THERE, State.REPEATED]


def test_the_same_title_and_year_without_a_doi_is_probably_there_already():
    SourceFactory(title="Gut microbes: a study", year=2016, doi=None)
    SourceFactory(title="Another", year=2016, doi="10.1371/another")
    text = ris(
        "GUT MICROBES – A STUDY.\nPY  - 2016",
        "Gut microbes: a study\nPY  - 2017",
        "Another\nPY  - 2016\nDO  - 10.1371/preprint",
        "Twice\nPY  - 2016",
        "Twice\nPY  - 2016",
    )
    assert states(text) == [State.LIKELY, State.NEW, State.NEW, State.NEW, State.LIKELY]


def test_the_dry_run_writes_nothing_and_asks_one_query_however_many_records(django_assert_num_queries):
    SourceFactory()
    for number in (3, 300):
        records = parse(ris(*(f"Title {row}\nDO  - 10.1371/r.{row}" for row in range(number))))
        with django_assert_num_queries(1):
            assert len(plan(records)) == number
    assert Source.objects.count() == 1


def test_an_editor_imports_what_she_ticked(editor):
    there = SourceFactory(doi="10.1371/there", authors="Hill C", year=2014)
    text = ris(
        "First title\nAU  - van der Berg, Jean-Pierre\nPY  - 2021\nVL  - 3\nSP  - 284-287\nDO  - 10.1371/first",
        "Second title\nDO  - 10.1371/second",
        "There\nDO  - 10.1371/THERE",
    )
    answer = upload(editor, text + "TY  - JOUR\nAU  - Nobody\nER  - \n")
    check = page(answer)
    assert "van der Berg JP. First title. 2021;3:284-7." in check
    assert "The title is missing" in check
    assert f'href="/admin/snippets/blog/source/edit/{there.pk}/"' in check
    assert "Hill 2014" in check
    assert Source.objects.count() == 1

    done = page(editor.post(answer.request["PATH_INFO"], {"row": ["1", "3", "4", "99", "x"]}, follow=True))
    assert "One source was imported." in done
    assert "You left it out." in done
    assert "Already there." in done
    source = Source.objects.get(doi="10.1371/first")
    assert (source.authors, source.volume, source.year) == ("van der Berg JP", "3", 2021)
    assert Source.objects.count() == 2


def test_pasted_dois_become_stubs_to_complete(editor):
    answer = editor.post(IMPORT, {"text": "https://doi.org/10.1371/A\n10.1371/b"}, follow=True)
    assert "Only its number is known" in page(answer)
    editor.post(answer.request["PATH_INFO"], {"row": ["1"]})
    assert Source.objects.get().is_stub
    assert Source.objects.get().doi == "10.1371/a"


def test_the_button_pressed_twice_imports_once(editor):
    address = upload(editor, ris("A")).request["PATH_INFO"]
    for _ in range(2):
        assert "One source was imported." in page(editor.post(address, {"row": ["1"]}, follow=True))
    assert Source.objects.count() == 1
    assert "One source was imported." in page(editor.get(address, follow=True))


def test_what_a_colleague_added_in_between_is_said_row_by_row(editor):
    answer = upload(editor, ris("A\nDO  - 10.1371/a", "B\nDO  - 10.1371/b"))
    SourceFactory(doi="10.1371/a")
    done = page(editor.post(answer.request["PATH_INFO"], {"row": ["1", "2"]}, follow=True))
    assert "Already there." in done
    assert "One source was imported." in done


def test_a_race_for_a_doi_costs_one_row_and_no_other(editor, monkeypatch):
    SourceFactory(doi="10.1371/a")
    monkeypatch.setattr(Known, "find", lambda self, source: (State.NEW, None, 0))
    rows = plan(parse(ris("A\nDO  - 10.1371/a", "B\nDO  - 10.1371/b")))
    results = apply(rows, {1, 2}, editor.user)
    assert [(result.imported, result.message) for result in results] == [
        (False, "A colleague added it a moment ago."),
        (True, "Imported."),
    ]


def test_other_people_write_between_the_batches_of_an_import(editor, monkeypatch):
    monkeypatch.setattr(source_import, "BATCH", 2)
    monkeypatch.setattr(source_import, "PAUSE", 0)
    sizes = []
    monkeypatch.setattr(source_import, "apply", lambda rows, *others: sizes.append(len(rows)) or apply(rows, *others))
    address = upload(editor, ris(*"ABCDE")).request["PATH_INFO"]
    done = page(editor.post(address, {"row": ["1", "2", "4", "5"]}, follow=True))
    assert sizes == [2, 2, 1]
    assert "4 sources were imported." in done
    assert "You left it out." in done


def test_an_import_that_broke_off_goes_on_where_it_ended(editor, monkeypatch):
    monkeypatch.setattr(source_import, "BATCH", 2)
    monkeypatch.setattr(source_import, "PAUSE", 0)
    address = upload(editor, ris(*"ABCDE")).request["PATH_INFO"]
    rows = {"row": ["1", "2", "3", "4", "5"]}

    def breaks(rows, *others):
        if Source.objects.count() == 2:
            raise OSError
        return apply(rows, *others)

    monkeypatch.setattr(source_import, "apply", breaks)
    with pytest.raises(OSError):
        editor.post(address, rows)
    assert Source.objects.count() == 2
    assert editor.get(f"{address}done/").status_code == 404
    assert page(editor.get(address)).count("Probably there already</span>") == 2

    monkeypatch.setattr(source_import, "apply", apply)
    assert "5 sources were imported." in page(editor.post(address, rows, follow=True))
    assert sorted(Source.objects.values_list("title", flat=True)) == list("ABCDE")


def test_an_upload_belongs_to_who_uploaded_it(editor, client):
    address = upload(editor, ris("A")).request["PATH_INFO"]
    client.force_login(UserFactory(role="Editor"))
    assert client.get(address).status_code == 404
    assert client.post(address, {"row": ["1"]}).status_code == 404


def test_two_uploads_of_one_colleague_do_not_mix(editor):
    first = upload(editor, ris("First")).request["PATH_INFO"]
    upload(editor, ris("Second"))
    editor.post(first, {"row": ["1"]})
    assert Source.objects.get().title == "First"


def test_an_upload_is_kept_for_a_day(editor):
    upload(editor, ris("Old"))
    SourceImport.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    upload(editor, ris("New"))
    assert SourceImport.objects.count() == 1


def test_the_result_is_not_there_before_the_import(editor):
    address = upload(editor, ris("A")).request["PATH_INFO"]
    assert editor.get(f"{address}done/").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("Writer", 200), ("Editor", 200), ("Moderator", 302), ("Fulfilment", 302)]
)
def test_only_those_who_may_add_a_source_may_import(client, role, status):
    set_up_roles()
    client.force_login(UserFactory(role=role))
    assert client.get(IMPORT).status_code == status


def test_the_list_offers_the_import_to_those_who_may(editor):
    assert f'href="{IMPORT}"' in page(editor.get("/admin/snippets/blog/source/"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste references."),
        ({"text": "hello there"}, "No reference was found"),
        ({"text": "TY  - JOUR\nAU  - X\nER  - "}, "The title is missing"),
    ],
)
def test_nothing_to_import_is_said_and_what_was_typed_stays(editor, data, words):
    answer = page(editor.post(IMPORT, data))
    assert words in answer
    assert data.get("text", "") in answer


def test_a_file_and_a_text_at_once_are_refused(editor):
    file = SimpleUploadedFile("a.ris", ris("A").encode())
    assert "one at a time" in page(editor.post(IMPORT, {"file": file, "text": "10.1371/a"}))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\x00", b"\x00" * 100, b"x" * (MAX_BYTES + 1)], ids=range(4))
def test_an_odd_file_is_refused_with_a_message(editor, data):
    assert 'class="error-message"' in page(upload(editor, data, "scan\x00.pdf"))
    assert not SourceImport.objects.exists()


def test_more_text_than_a_form_takes_is_answered_in_plain_words(editor):
    answer = editor.post(IMPORT, {"text": "10.1371/a\n" * 300_000})
    assert answer.status_code == 413
    assert "more than 2.5 MB of text" in answer.content.decode()
    assert "send it as a file" in answer.content.decode()


def test_hostile_markup_is_shown_as_words(editor):
    hostile = "<script>alert(1)</script>"
    answer = upload(editor, ris(f"{hostile}\nAU  - {hostile}\nJO  - {hostile}\nPY  - {hostile}"), f"{hostile}.ris")
    assert hostile not in page(answer)
    assert hostile not in page(editor.post(answer.request["PATH_INFO"], {"row": ["1"]}, follow=True))


def test_a_retracted_paper_of_pubmed_is_imported_as_retracted(editor):
    text = "PMID- 7\nTI  - Bad.\nPT  - Retracted Publication\nRIN - Lancet. 2010 Feb 6;375:445. doi: 10.1016/x.\n"
    editor.post(upload(editor, text, "pubmed.nbib").request["PATH_INFO"], {"row": ["1"]})
    source = Source.objects.get()
    assert source.is_retracted
    assert source.status_on == datetime.date(2010, 2, 6)
    assert source.status_url == "https://doi.org/10.1016/x"


def test_hundreds_of_records_pass_through_both_steps(editor):
    text = json.dumps([{"title": f"Title {row}", "DOI": f"10.1371/r.{row}"} for row in range(300)])
    address = upload(editor, text, "library.json").request["PATH_INFO"]
    done = page(editor.post(address, {"row": [str(row) for row in range(1, 301)]}, follow=True))
    assert "300 sources were imported." in done
    assert Source.objects.count() == 300
