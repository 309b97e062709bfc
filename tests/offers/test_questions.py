"""Questions and words that an editor added to a form, as readers meet them."""

import pytest
from bs4 import BeautifulSoup

from offers.models import GuideFieldWords, GuideQuestion, GuideRequest, TrialFieldWords, TrialRequest
from tests.factories.offers import GuideQuestionFactory, TrialQuestionFactory
from tests.helpers.queries import assert_max_queries

COLOURS = "Green\nRed\nBlue"
LABELS = {
    "singleline": "Which page did you like best?",
    "multiline": "What is missing?",
    "email": "Where does your group read its mail?",
    "number": "How many copies will you print?",
    "url": "Which website sent you?",
    "checkbox": "I have a printer",
    "checkboxes": "Which colours can you print?",
    "dropdown": "Which colour do you like?",
    "multiselect": "Which colours have you seen?",
    "radio": "Which colour is the cover?",
    "date": "On which day will you print it?",
    "datetime": "When will you read it?",
    "hidden": "Campaign",
}


def html_of(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def every_type(guide):
    """The guide's page with a question of each type, all but the hidden one required; and the names of their fields."""
    for order, (kind, label) in enumerate(LABELS.items()):
        GuideQuestionFactory(
            page=guide, label=label, field_type=kind, required=kind != "hidden", choices=COLOURS, sort_order=order
        )
    GuideQuestion.objects.filter(field_type="hidden").update(default_value="Spring")
    return guide


def sent(page, answers):
    """Return what a form sends with ``answers`` by kind of question."""
    names = {question.field_type: question.clean_name for question in page.questions.all()}
    return {names[kind]: value for kind, value in answers.items()}


GOOD = {
    "singleline": ("  The  week of plants ", "The week of plants"),
    "multiline": ("Recipes.\r\nAnd prices.", "Recipes.\nAnd prices."),
    "email": ("group@example.org", "group@example.org"),
    "number": ("1,500", "1500"),
    "url": ("www.example.org/reading", "https://www.example.org/reading"),
    "checkbox": ("on", "Yes"),
    "checkboxes": (["Green", "Blue"], "Green; Blue"),
    "dropdown": ("Red", "Red"),
    "multiselect": (["Red"], "Red"),
    "radio": ("Blue", "Blue"),
    "date": ("27/3/2026", "27 March 2026"),
    "datetime": ("27th Mar 2026, 2.30 pm", "27 March 2026, 14:30"),
    "hidden": ("Autumn", "Spring"),
}


def test_the_answers_to_every_type_of_question_are_stored_in_words(client, every_type, guide_data):
    answers = sent(every_type, {kind: typed for kind, (typed, _) in GOOD.items()})
    assert client.post(every_type.url, guide_data | answers).status_code == 302
    stored = GuideRequest.objects.get().answers
    assert stored == [{"question": LABELS[kind], "answer": words} for kind, (_, words) in GOOD.items()]


def test_every_type_of_question_is_a_labelled_control_that_starts_empty(client, every_type):
    html = html_of(client.get(every_type.url))
    for kind, label in LABELS.items():
        if kind == "hidden":
            continue
        marks = html.find_all(lambda tag, text=label: tag.name in ("label", "legend") and text in tag.get_text())
        (mark,) = marks
        assert "(required)" in mark.get_text()
        if mark.name == "legend":
            group = mark.find_parent("fieldset")
            options = group.find_all("input")
            assert len(options) == 3
            assert [html.find("label", attrs={"for": option["id"]}).get_text() for option in options] == [
                *COLOURS.split()
            ]
        else:
            assert html.find(id=mark["for"])
    assert not html.select("form.form :is([checked], option[selected]:not([value='']))")
    assert "Campaign" not in html.get_text() and "Spring" not in str(html)
    date = html.find(lambda tag: tag.name == "label" and LABELS["date"] in tag.get_text())["for"]
    assert "27 March 2026" in html.find(id=html.find(id=date)["aria-describedby"]).get_text()


WRONG = {
    "singleline": ("See www.spam.example", "Please leave out web addresses."),
    "multiline": ("<script>alert(1)</script>", "Please write plain words, without HTML."),
    "email": ("group.example.org", "There is no @ in “group.example.org”."),
    "number": ("a dozen", "“a dozen” is no number. Please write it in digits, such as 12 or 3.5."),
    "url": ("not an address", "“not an address” does not look like a web address."),
    "checkbox": (None, "Please tick this box."),
    "checkboxes": (["Green", "Purple"], "Please choose one of the answers that stand here."),
    "dropdown": ("Purple", "Please choose one of the answers that stand here."),
    "multiselect": (["Purple"], "Please choose one of the answers that stand here."),
    "radio": ("Purple", "Please choose one of the answers that stand here."),
    "date": ("31 February 2026", "We cannot read “31 February 2026” as a date."),
    "datetime": ("27 March 2026", "Please write the time behind the date."),
}


def assert_each_problem_leads_to_its_control(html, expected):
    links = html.select(".error-summary a")
    assert len(links) == len(expected)
    for link, (label, message) in zip(links, expected, strict=True):
        assert link.get_text().startswith(label) and message in link.get_text()
        control = html.find(id=link["href"][1:])
        assert control.name in ("input", "select", "textarea")
        group = control.find_parent("fieldset", class_="field") or control
        told = [html.find(id=key).get_text() for key in group["aria-describedby"].split()]
        assert any(message in words for words in told)


def test_a_wrong_answer_comes_back_with_a_reason_and_everything_typed(client, every_type, guide_data):
    answers = sent(every_type, {kind: typed for kind, (typed, _) in WRONG.items() if typed})
    response = client.post(every_type.url, guide_data | answers)
    assert response.status_code == 422
    html = html_of(response)
    assert_each_problem_leads_to_its_control(html, [(LABELS[kind], message) for kind, (_, message) in WRONG.items()])
    for typed in ("See www.spam.example", "a dozen", "not an address", "31 February 2026"):
        assert html.find("input", value=typed)
    assert html.find("textarea").get_text().strip() == "<script>alert(1)</script>"
    assert len(html.select("form.form input[checked]")) == 1
    assert not GuideRequest.objects.exists()


def test_a_question_without_its_answer_says_which(client, every_type, guide_data):
    html = html_of(client.post(every_type.url, guide_data))
    reasons = {"checkbox": "Please tick this box."}
    reasons |= dict.fromkeys(("checkboxes", "dropdown", "multiselect", "radio"), "Please choose an answer.")
    kinds = [kind for kind in LABELS if kind != "hidden"]
    expected = [(LABELS[kind], reasons.get(kind, "Please answer this question.")) for kind in kinds]
    assert_each_problem_leads_to_its_control(html, expected)


def test_what_is_too_long_is_refused(client, every_type, guide_data):
    good = {kind: typed for kind, (typed, _) in GOOD.items()}
    long = {"singleline": 256, "multiline": 2001, "email": 255, "number": 81, "url": 501, "date": 81, "datetime": 81}
    data = guide_data | sent(every_type, good | {kind: "7" * length for kind, length in long.items()})
    html = html_of(client.post(every_type.url, data))
    told = [link.get_text() for link in html.select(".error-summary a")]
    assert len(told) == len(long)
    assert all("at most" in words for words in told)


def test_what_need_not_be_answered_may_stay_empty(client, every_type, guide_data):
    GuideQuestion.objects.update(required=False)
    assert client.post(every_type.url, guide_data).status_code == 302
    assert GuideRequest.objects.get().answers == [{"question": "Campaign", "answer": "Spring"}]


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        ("number", "3,5", "3.5"),
        ("number", "−12", "-12"),
        ("number", "1 000 000", "1000000"),
        ("number", "٣", "3"),
        ("number", "nan", None),
        ("number", "1e9999", None),
        ("number", "9" * 40, None),
        ("date", "2026-03-27", "27 March 2026"),
        ("date", "March 27, 2026", "27 March 2026"),
        ("date", "1 sept 2026", "1 September 2026"),
        ("date", "27 3 26", None),
        ("date", "1 1 0001", None),
        ("date", "tomorrow", None),
        ("datetime", "27 3 2026 12:05 am", "27 March 2026, 00:05"),
        ("datetime", "2026-03-27T14:30", "27 March 2026, 14:30"),
        ("datetime", "27 3 2026 25:00", None),
        ("url", "javascript:alert(1)", None),
        ("url", "https://exa mple.org", None),
        ("singleline", "\u202eevil\u200b", "evil"),
        ("singleline", "Ro\0sa", None),
        ("email", "\u200bgroup@example.org ", "group@example.org"),
    ],
)
def test_answers_are_read_as_people_write_them(client, guide, guide_data, kind, typed, answer):
    question = GuideQuestionFactory(page=guide, field_type=kind)
    response = client.post(guide.url, guide_data | {question.clean_name: typed})
    assert response.status_code == (302 if answer else 422)
    if answer:
        assert GuideRequest.objects.get().answers == [{"question": question.label, "answer": answer}]


def test_a_question_called_like_a_field_of_the_form_takes_nothing_from_it(client, guide, guide_data):
    names = ["email", "first_name", "opened", "homepage", "site_news", "🙂", "🙃"]
    questions = [GuideQuestionFactory(page=guide, label=name, sort_order=n) for n, name in enumerate(names)]
    answers = {question.clean_name: f"Answer {question.label}" for question in questions}
    assert client.post(guide.url, guide_data | answers).status_code == 302
    request = GuideRequest.objects.get()
    assert (request.email, request.first_name) == ("rosa@example.org", "Rosa")
    assert request.answers == [{"question": name, "answer": f"Answer {name}"} for name in names]


def test_an_answer_counts_for_the_words_in_which_it_was_asked(client, guide, guide_data):
    question = GuideQuestionFactory(page=guide, label="Do you like it?")
    answer = {question.clean_name: "Yes"}
    question.label = "Do you hate it?"
    question.save()
    assert client.post(guide.url, guide_data | answer).status_code == 302
    assert GuideRequest.objects.get().answers == []


def test_an_editors_words_stand_on_the_field_and_the_field_stays(client, guide, guide_data):
    GuideFieldWords.objects.create(page=guide, field="email", label="Your work address", help_text="We write once.")
    GuideFieldWords.objects.create(page=guide, field="first_name", label="What shall we call you?")
    html = html_of(client.get(guide.url))
    assert "Your work address (required)" in html.find("label", attrs={"for": "id_email"}).get_text()
    assert html.find(id="id_email_helptext").get_text() == "We write once."
    problem = html_of(client.post(guide.url, guide_data | {"email": ""})).select_one(".error-summary a")
    assert problem.get_text() == "Your work address: Please add your email address. We send the guide there."
    assert client.post(guide.url, guide_data).status_code == 302


def test_a_trial_asks_its_questions_between_the_address_and_the_consents(client, trial, trial_data):
    radio = TrialQuestionFactory(page=trial, label="Where did you hear of it?", required=True)
    TrialFieldWords.objects.create(page=trial, field="region", label="County")
    html = html_of(client.get(trial.url))
    legends = [legend.get_text(" ", strip=True) for legend in html.select("form.form legend")]
    assert legends == [
        *("Where to post it", "One more question", "Where did you hear of it? (required)"),
        *("Needed for the sample", "Only if you like"),
    ]
    assert "County" in html.find("label", attrs={"for": "id_region"}).get_text()
    problem = html_of(client.post(trial.url, trial_data)).select_one(".error-summary a")
    assert problem["href"] == f"#id_{radio.clean_name}_0"
    client.post(trial.url, trial_data | {radio.clean_name: "From a friend"})
    assert TrialRequest.objects.get().answers == [{"question": "Where did you hear of it?", "answer": "From a friend"}]


def test_a_page_with_everything_keeps_the_query_budget(client, every_type):
    every_type.introduction = [{"type": "text", "value": "<p>For you.</p>"}]
    every_type.benefits = [{"type": "benefit", "value": {"title": "A week of plants", "text": ""}}]
    every_type.faq = [{"type": "faq", "value": [{"question": "Why?", "answer": "<p>So.</p>"}]}]
    every_type.save()
    client.get(every_type.url)
    with assert_max_queries(12):
        html = html_of(client.get(every_type.url))
    words = html.main.get_text()
    places = [words.index(part) for part in ("For you.", "A week of plants", "Which page did you", "Why?")]
    assert places == sorted(places)
    assert '"name": "Why?"' in str(html.find("script", type="application/ld+json"))
