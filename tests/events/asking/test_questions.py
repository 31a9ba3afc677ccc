"""Questions of an organiser: asked, answered, limited, kept no longer than said, read by nobody else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from events.asking.details import Details, Given
from events.asking.questions import is_asked, option_words
from events.letters import LINK
from events.models import Answer, Capacity, ParticipantMode, Question, Registration, RegistrationMode
from events.registration import cancel
from events.retention import purge
from portal.kit.links import link_token
from portal.kit.refusal import Refusal
from tests.events.asking.asked import sent, url_of
from tests.events.booking import assert_counters_equal_rows, book, states
from tests.factories import make_event, make_partner, make_user, publish_event

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a letter"
WORKSHOPS = [
    {"code": "pain", "fr": "Atelier pain", "nl": "Broodatelier", "en": "", "places": 2},
    {"code": "soupe", "fr": "Atelier soupe", "nl": "", "en": "", "places": None},
]


def make(*questions, **facts):
    event = make_event(**{"registration_mode": RegistrationMode.DATE, "seats": 10} | facts, saved=False)
    event.questions = [Question(**{"sort_order": order} | question) for order, question in enumerate(questions)]
    return publish_event(event)


def field(event, label, row=None):
    question = event.questions.get(label_fr=label)
    return f"q_{question.uuid.hex}" if row is None else f"p{row}_q_{question.uuid.hex}"


def errors(response):
    return re.findall(r'class="field-error"[^>]*>.*?<p>(.*?)</p>', response.content.decode(), re.S)


def answered():
    return {row.label: row.value for row in Answer.objects.all()}


@pytest.fixture
def event():
    """One question of each kind that is no choice."""
    kinds = ["text", "long", "number", "date", "yes_no", "file"]
    return make(*({"label_fr": kind, "label_nl": f"{kind} nl", "kind": kind} for kind in kinds))


def test_every_kind_is_kept_as_what_it_is(client, event):
    data = sent(event, party_size="1") | {
        field(event, "text"): "Végétarien",
        field(event, "long"): "Deux\r\nlignes",
        field(event, "number"): "2,5",
        field(event, "date"): "2027-01-31",
        field(event, "yes_no"): "no",
        field(event, "file"): SimpleUploadedFile("../../ma lettre.exe", PDF),
    }
    response = client.post(url_of(event), data)
    assert response.status_code == 302, errors(response)
    assert answered() == {
        "text": "Végétarien",
        "long": "Deux\nlignes",
        "number": 2.5,
        "date": "2027-01-31",
        "yes_no": False,
        "file": "ma lettre.pdf",
    }
    kept = Answer.objects.get(label="file")
    assert re.fullmatch(r"answers/\d{4}/\d{2}/[0-9a-f]{32}\.pdf", kept.file.name)
    assert kept.file.read() == PDF


def test_nothing_answered_is_nothing_kept(client, event):
    assert client.post(url_of(event), sent(event, party_size="1")).status_code == 302
    assert answered() == {}


def test_a_question_is_asked_in_the_reader_s_language(client, event):
    page = client.get(f"/nl/agenda/{event.slug}/inschrijving/").content.decode()
    assert "yes_no nl" in page


def test_a_required_answer_and_a_wrong_file_are_said_beside_their_question(client):
    event = make({"label_fr": "Pourquoi", "required": True}, {"label_fr": "Lettre", "kind": "file"})
    data = sent(event, party_size="1") | {field(event, "Lettre"): SimpleUploadedFile("x.pdf", b"hello")}
    assert errors(client.post(url_of(event), data)) == [
        "Répondez à cette question.",
        "Ce fichier n’est ni un PDF, ni une image, ni un document DOCX ou ODT.",
    ]


@pytest.fixture
def conditional():
    """A child eats here or not; only who does is asked what."""
    event = make(
        {"label_fr": "Mange", "kind": "yes_no", "required": True},
        {"label_fr": "Quoi", "required": True, "shown_when_value": "yes"},
    )
    Question.objects.filter(label_fr="Quoi").update(shown_when_question=event.questions.get(label_fr="Mange").uuid)
    return event


@pytest.mark.parametrize(
    ("eats", "what", "kept"),
    [
        ("no", "", {"Mange": False}),
        ("no", "hidden by the browser", {"Mange": False}),
        ("yes", "du riz", {"Mange": True, "Quoi": "du riz"}),
        ("yes", "", None),
    ],
)
def test_what_depends_on_an_answer_is_asked_only_then(client, conditional, eats, what, kept):
    data = sent(conditional, party_size="1") | {field(conditional, "Mange"): eats, field(conditional, "Quoi"): what}
    response = client.post(url_of(conditional), data)
    assert (response.status_code == 302) == (kept is not None), errors(response)
    assert answered() == (kept or {})


def test_the_page_says_to_the_browser_when_a_question_shows(client, conditional):
    page = client.get(url_of(conditional)).content.decode()
    assert f'data-when="{field(conditional, "Mange")}" data-is="yes"' in page


@pytest.mark.parametrize(
    ("answer", "asked"), [("pain", True), (["soupe", "pain"], True), ("soupe", False), ([], False), (None, False)]
)
def test_a_condition_holds_for_one_choice_or_one_of_several(answer, asked):
    first = Question(label_fr="Quoi")
    second = Question(label_fr="Et", shown_when_question=first.uuid, shown_when_value="pain")
    assert is_asked(second, {first.uuid: answer} if answer is not None else {}) is asked


def test_each_participant_answers_for_themselves(client):
    event = make({"label_fr": "Taille", "per_participant": True, "required": True}, participants=ParticipantMode.NAMES)
    data = sent(event, people="2", p0_name="Ali", p1_name="Bea") | {
        field(event, "Taille", 0): "S",
        field(event, "Taille", 1): "XL",
    }
    response = client.post(url_of(event), data)
    assert response.status_code == 302, errors(response)
    rows = Answer.objects.order_by("pk").values_list("participant__name", "value")
    assert list(rows) == [("Ali", "S"), ("Bea", "XL")]


def test_the_summary_says_whose_answer_is_missing(client):
    event = make({"label_fr": "Taille", "per_participant": True, "required": True}, participants=ParticipantMode.NAMES)
    data = sent(event, people="2", p0_name="Ali", p1_name="Bea") | {field(event, "Taille", 0): "S"}
    page = " ".join(client.post(url_of(event), data).content.decode().split())
    assert "Personne 2, Taille" in page
    assert "Personne 1, Taille" not in page


@pytest.fixture
def workshops():
    return make({"label_fr": "Atelier", "kind": "choice", "options": WORKSHOPS, "required": True})


def choose(client, event, code, name, persons=1):
    data = sent(event, name=name, email=f"{name.lower()}@exemple.test", party_size=str(persons))
    response = client.post(url_of(event), data | {field(event, "Atelier"): code})
    assert response.status_code == 302, errors(response)
    return Registration.objects.get(name=name)


def test_a_choice_has_places_of_its_own(client, workshops):
    extra = workshops.extra_places.get()
    assert (extra.option, extra.capacity.limit, extra.occurrence) == ("pain", 2, workshops.occurrences.get())
    first = choose(client, workshops, "pain", "Amina", persons=2)
    second = choose(client, workshops, "pain", "Bram")
    third = choose(client, workshops, "soupe", "Dilan")
    assert states(first, second, third) == ["confirmed", "waiting", "confirmed"]
    assert "Atelier pain (complet" in client.get(url_of(workshops)).content.decode()
    assert_counters_equal_rows()
    cancel(first, now=timezone.now())
    assert states(second) == ["confirmed"]
    assert_counters_equal_rows()


def test_changing_one_s_choice_moves_the_place(client, workshops):
    first = choose(client, workshops, "pain", "Amina", persons=2)
    waiting = choose(client, workshops, "pain", "Bram")
    path = f"/fr/inscription/{link_token(first, purpose=LINK)}/"
    data = {"name": "Amina", "phone": "", "language": "fr", "party_size": "2", field(workshops, "Atelier"): "soupe"}
    assert client.post(path, data).status_code == 302
    assert states(first, waiting) == ["confirmed", "confirmed"]
    assert_counters_equal_rows()


def test_publishing_other_places_promotes_at_once(client, workshops):
    first = choose(client, workshops, "pain", "Amina", persons=2)
    waiting = choose(client, workshops, "pain", "Bram")
    question = workshops.questions.get()
    question.options = [WORKSHOPS[0] | {"places": 3}, WORKSHOPS[1]]
    workshops.questions = [question]
    publish_event(workshops)
    assert states(first, waiting) == ["confirmed", "confirmed"]
    assert workshops.extra_places.get().capacity.limit == 3
    assert_counters_equal_rows()


def test_a_limit_that_comes_later_counts_who_chose_before(client):
    free = [option | {"places": None} for option in WORKSHOPS]
    event = make({"label_fr": "Atelier", "kind": "choice", "options": free, "required": True})
    early = [choose(client, event, "pain", name) for name in ("Amina", "Bram", "Chloe")]
    choose(client, event, "soupe", "Dilan")
    question = event.questions.get()
    question.options = [free[0] | {"places": 4}, free[1]]
    event.questions = [question]
    event = publish_event(event)
    capacity = event.extra_places.get().capacity
    assert (capacity.limit, capacity.taken) == (4, 3)
    assert_counters_equal_rows()
    late = [choose(client, event, "pain", name) for name in ("Elif", "Farid")]
    assert states(*early, *late) == ["confirmed"] * 4 + ["waiting"]
    cancel(early[0], now=timezone.now())
    assert states(late[1]) == ["confirmed"]
    assert_counters_equal_rows()


def test_a_limit_below_what_was_chosen_takes_nobody_s_place_away(client):
    free = [option | {"places": None} for option in WORKSHOPS]
    question = {"label_fr": "Atelier", "kind": "several", "options": free, "per_participant": True}
    event = make(question, participants=ParticipantMode.NAMES, seats=3)
    for name, code in (("Ali", "pain"), ("Bea", "soupe")):
        data = sent(event, name=name, email=f"{name}@exemple.test", people="2", p0_name=name, p1_name="Cem")
        client.post(
            url_of(event), data | {field(event, "Atelier", 0): [code, "pain"], field(event, "Atelier", 1): "pain"}
        )
    kept = event.questions.get()
    kept.options = [free[0] | {"places": 1}, free[1]]
    event.questions = [kept]
    capacity = publish_event(event).extra_places.get().capacity
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "waiting"]
    assert (capacity.limit, capacity.taken, capacity.waiting) == (2, 2, 2)
    assert_counters_equal_rows()


def test_childcare_gets_its_places_on_every_date_to_come():
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 10)]
    event = make(childcare_seats=4, dates=days)
    rows = event.extra_places.order_by("occurrence__starts_at")
    assert [(row.occurrence, row.is_childcare, row.capacity.limit) for row in rows] == [
        (date, True, 4) for date in event.occurrences.in_order()
    ]
    publish_event(event)
    assert event.extra_places.count() == 2, "publishing again makes none twice"


def test_a_date_that_goes_takes_its_places_with_it():
    event = make(childcare_seats=4)
    event.rules = make_event(dates=[timezone.localdate() + timedelta(days=9)], saved=False).rules.all()
    publish_event(event)
    assert event.extra_places.count() == event.occurrences.count() == 1
    assert Capacity.objects.count() == 2


def test_options_have_words_in_each_language():
    assert [option_words(WORKSHOPS[0], code) for code in ("fr", "nl", "en")] == [
        "Atelier pain", "Broodatelier", "Atelier pain",
    ]  # fmt: skip
    with translation.override("nl"):
        assert option_words({"code": "x"}, "nl") == "x"


@pytest.fixture
def with_file(client, event):
    data = sent(event, party_size="1") | {field(event, "file"): SimpleUploadedFile("lettre.pdf", PDF)}
    client.post(url_of(event), data)
    return Answer.objects.get(label="file")


def files_in(storage, folder=""):
    folders, files = storage.listdir(folder)
    return files + [name for each in folders for name in files_in(storage, f"{folder}/{each}".lstrip("/"))]


def test_a_refused_registration_leaves_no_file():
    event = make({"label_fr": "Preuve", "kind": "file"}, seats=1, waiting_list=False)
    storage = Answer._meta.get_field("file").storage
    before = files_in(storage)

    def details():
        upload = SimpleUploadedFile("preuve.pdf", PDF)
        return Details(answers=(Given(event.questions.get().uuid, "Preuve", "preuve.pdf", upload=upload),))

    book(event, "Amina", details=details())
    with pytest.raises(Refusal):
        book(event, "Bram", details=details())
    assert Answer.objects.get().file.read() == PDF
    assert len(files_in(storage)) == len(before) + 1


def test_a_file_is_handed_to_the_organiser_alone(client, event, with_file):
    path = f"/fr/espace/organisation/{event.slug}/reponses/{with_file.uuid}/"
    assert client.get(path).status_code == 302
    client.force_login(make_user(partner=make_partner("Autre")))
    assert client.get(path).status_code == 404
    client.force_login(make_user(partner=event.organiser))
    response = client.get(path)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="lettre.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_event_is_not_found(client, event, with_file):
    other = make()
    client.force_login(make_user(partner=other.organiser))
    assert client.get(f"/fr/espace/organisation/{other.slug}/reponses/{with_file.uuid}/").status_code == 404


def test_a_file_stays_when_something_else_is_changed_and_goes_when_replaced(client, event, with_file):
    storage, first = with_file.file.storage, with_file.file.name
    path = f"/fr/inscription/{link_token(with_file.registration, purpose=LINK)}/"
    data = {"name": "Amina Diallo", "phone": "", "language": "fr", "party_size": "1"}
    assert client.post(path, data).status_code == 302
    assert Answer.objects.get(pk=with_file.pk).file.name == first
    client.post(path, data | {field(event, "file"): SimpleUploadedFile("autre.pdf", PDF + b"2")})
    with_file.refresh_from_db()
    assert (with_file.value, with_file.file.read()) == ("autre.pdf", PDF + b"2")
    assert with_file.file.name == first or not storage.exists(first)


def test_the_organiser_reads_answers_on_one_page_and_needs_too(client, event):
    data = sent(event, party_size="1", needs=["wheelchair"], needs_consent="on") | {field(event, "yes_no"): "yes"}
    client.post(url_of(event), data)
    path = f"/fr/espace/organisation/{event.slug}/fiche/{Registration.objects.get().reference}/"
    client.force_login(make_user(partner=make_partner("Autre")))
    assert client.get(path).status_code == 404
    client.force_login(make_user(partner=event.organiser))
    page = client.get(path).content.decode()
    assert "une place pour un fauteuil roulant" in page
    assert "<dd>Oui</dd>" in page


def test_each_answer_is_kept_as_long_as_its_question_said(client):
    event = make({"label_fr": "Court", "keep_days": 5}, {"label_fr": "Long", "keep_days": 60})
    data = sent(event, party_size="1") | {field(event, "Court"): "a", field(event, "Long"): "b"}
    client.post(url_of(event), data)
    over = event.occurrences.get().ends_at
    purge(now=over + timedelta(days=4))
    assert answered() == {"Court": "a", "Long": "b"}
    purge(now=over + timedelta(days=6))
    assert answered() == {"Long": "b"}
    assert Registration.objects.get().name == "Amina Diallo"


def test_a_file_goes_with_its_answer(with_file):
    storage, name = with_file.file.storage, with_file.file.name
    purge(now=with_file.registration.occurrence.ends_at + timedelta(days=31))
    assert Answer.objects.count() == 0
    assert not storage.exists(name)
