"""The professionals' library: who may propose, what becomes of it, who may open its files."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.documents import get_document_model

from events.library import MOST_WAITING, approve, attended_by, propose, refuse
from events.library_forms import ProposalForm, kind_of
from events.library_page import size_label
from events.models import LibraryDocument, LibraryState
from events.registration import register
from portal.accounts.groups import DESK, MODERATOR
from portal.kit.refusal import Refusal
from tests.factories import make_event, make_theme, make_user, publish_event

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def _stopped(clock, settings, tmp_path):
    """Tuesday 2 March 2027, 10:00 in Brussels."""
    settings.MEDIA_ROOT = tmp_path


def follow(user, clock, *, mode="date", kind="formation", cancelled=False, **facts):
    """An event for which this person registered, which is over a week later."""
    event = publish_event(
        make_event(kind=kind, registration_mode=mode, seats=5, dates=[date(2027, 3, 4), date(2027, 3, 20)], **facts)
    )
    first = event.occurrences.in_order().first() if mode == "date" else None
    registration = register(
        event, occurrence=first, name="Inès", email=user.email, phone="", party_size=1, language="fr",
        now=timezone.now(),
    ).registration  # fmt: skip
    if cancelled:
        type(registration).objects.filter(pk=registration.pk).update(state="cancelled")
    return event


@pytest.fixture
def person():
    return make_user("ines@exemple.test")


@pytest.fixture
def training(person, clock):
    event = follow(person, clock, texts={"fr": "Écoute"})
    clock.advance(days=7)
    return event


def pdf(name="fiche.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def office(*names, mimetype=b""):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"x")
    return BytesIO(file.getvalue())


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def one_line(tag):
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


# --- Who may propose ------------------------------------------------------------------------------


def test_who_took_part_in_a_professional_event_may_propose(person, clock):
    training = follow(person, clock)
    whole = follow(person, clock, mode="whole", kind="conference")
    for_professionals = follow(person, clock, kind="rencontre", audiences=["professionnels"])
    follow(person, clock, kind="atelier")
    follow(person, clock, cancelled=True)
    assert attended_by(person, now=timezone.now()) == []
    clock.advance(days=7)
    assert attended_by(person, now=timezone.now()) == [for_professionals, whole, training]
    assert attended_by(make_user(), now=timezone.now()) == []


def test_an_address_that_nobody_verified_proves_nothing(person, training):
    person.emailaddress_set.update(verified=False)
    assert attended_by(person, now=timezone.now()) == []


def test_a_proposal_is_nobodys_but_staffs(client, person, training):
    entry = propose(person, file=pdf(), title_fr="Fiche", title_nl="", theme=make_theme(), event=training)
    assert (entry.state, entry.proposed_by, entry.document.file_size) == ("proposed", person, len(PDF))
    assert soup(client.get("/fr/formations/documents/")).select(".library li") == []
    url = entry.document.url
    assert client.get(url).status_code == 302  # asked to sign in
    client.force_login(person)
    assert client.get(url).status_code != 200
    client.force_login(make_user(groups=[DESK]))
    assert client.get(url).status_code != 200
    client.force_login(make_user(groups=[MODERATOR]))
    assert b"".join(client.get(url)) == PDF


def test_the_rule_holds_whoever_asks(person, training):
    facts = {"file": pdf(), "title_fr": "Fiche", "title_nl": "", "theme": make_theme()}
    other = publish_event(make_event(kind="formation"))
    with pytest.raises(Refusal, match="après avoir suivi"):
        propose(person, event=other, **facts)
    for _time in range(MOST_WAITING):
        propose(person, event=training, **facts | {"file": pdf()})
    with pytest.raises(Refusal, match="attendent déjà"):
        propose(person, event=training, **facts | {"file": pdf()})
    assert get_document_model().objects.count() == MOST_WAITING


# --- What becomes of it ---------------------------------------------------------------------------


@pytest.fixture
def entry(person, training):
    return propose(
        person, file=pdf(), title_fr="Fiche", title_nl="Steekkaart", theme=make_theme("Santé", slug="sante"),
        event=training,
    )  # fmt: skip


def test_what_is_approved_is_published_with_its_file(client, entry, training, django_capture_on_commit_callbacks):
    moderator = make_user(groups=[MODERATOR])
    with django_capture_on_commit_callbacks(execute=True):
        published = approve(entry, user=moderator)
        approve(entry, user=moderator)
    assert (published.state, published.decided_by) == (LibraryState.PUBLISHED, moderator)
    page = soup(client.get("/fr/formations/documents/"))
    assert [one_line(section.h2) for section in page.select("section")] == ["Santé", "Vous avez suivi une formation ?"]
    [line] = page.select(".library li")
    assert one_line(line) == "Fiche PDF · 1 ko · vient de Écoute"
    assert [a["href"] for a in line.select("a")] == [entry.document.url, f"/fr/agenda/{training.slug}/"]
    assert b"".join(client.get(entry.document.url)) == PDF
    assert OrmQ.objects.count() == 1  # one letter, though it was approved twice
    [_func, subject, body, addresses] = _letter()
    assert subject == "Votre document est publié / " + subject.partition(" / ")[2]
    assert addresses == ["ines@exemple.test"] and "Fiche" in body


def _letter():
    task = OrmQ.objects.get().task
    return [task["func"], *task["args"]]


def test_what_is_refused_says_why_and_its_file_stays_hidden(client, entry, person):
    moderator = make_user(groups=[MODERATOR])
    with pytest.raises(Refusal):
        refuse(entry, user=moderator, reason=" ")
    approve(entry, user=moderator)
    refuse(entry, user=moderator, reason="Des personnes  y sont nommées.")
    entry.refresh_from_db()
    assert (entry.state, entry.refusal) == (LibraryState.REFUSED, "Des personnes y sont nommées.")
    assert soup(client.get("/fr/formations/documents/")).select(".library li") == []
    assert client.get(entry.document.url).status_code == 302
    client.force_login(person)
    page = soup(client.get("/fr/formations/documents/proposer/"))
    assert [one_line(li) for li in page.select(".library li")] == ["Fiche refusé Des personnes y sont nommées."]


def test_moderators_decide_in_the_admin(client, entry):
    urls = "wagtailsnippets_events_librarydocument"
    client.force_login(make_user(groups=[MODERATOR]))
    assert "Fiche" in client.get(reverse(f"{urls}:list") + "?state=proposed").content.decode()
    edit = soup(client.get(reverse(f"{urls}:edit", args=[entry.pk])))
    links = {one_line(a): a["href"] for a in edit.select("a") if "/decide/" in a.get("href", "")}
    assert set(links) == {"Publier", "Refuser"}
    assert client.get(links["Refuser"]).status_code == 200
    assert client.post(links["Refuser"], {"reason": ""}).status_code == 200
    assert client.get(links["Publier"]).status_code == 200
    assert client.post(links["Publier"]).status_code == 302
    entry.refresh_from_db()
    assert entry.state == LibraryState.PUBLISHED
    assert client.post(links["Refuser"], {"reason": "Trop ancien."}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.refusal) == (LibraryState.REFUSED, "Trop ancien.")
    assert client.get(links["Publier"].replace("publier", "autre"), follow=True).status_code == 404
    client.force_login(make_user(groups=[DESK]))
    assert client.post(links["Publier"]).status_code in (302, 403)
    entry.refresh_from_db()
    assert entry.state == LibraryState.REFUSED


# --- The pages ------------------------------------------------------------------------------------


def put(title, theme, **facts):
    document = get_document_model().objects.create(title=title, file=ContentFile(PDF, name="x.pdf"), file_size=1234567)
    plain = {"title_fr": title, "state": LibraryState.PUBLISHED, "document": document, "theme": theme}
    return LibraryDocument.objects.create(**plain | facts)


def test_documents_stand_by_theme_and_a_theme_narrows(client):
    health, work = make_theme("Santé", slug="sante"), make_theme("Égalité", slug="emploi")
    make_theme("Nature", slug="nature")
    put("Zoom", health)
    put("Aide", health, title_fr="", title_nl="Hulp")
    put("CV", work)
    page = soup(client.get("/fr/formations/documents/"))
    assert [one_line(h) for h in page.select("section h2, .library h3")][:-1] == [
        "Égalité",
        "CV",
        "Santé",
        "Hulp",
        "Zoom",
    ]
    assert page.find("a", string="Hulp")["lang"] == "nl"
    assert one_line(page.select_one(".library p")) == "PDF · 1,2 Mo"
    narrowed = soup(client.get("/fr/formations/documents/?theme=emploi"))
    assert [one_line(h) for h in narrowed.select(".library h3")] == ["CV"]
    for absurd in ("licorne", "%00", "x" * 5000):
        everything = soup(client.get(f"/fr/formations/documents/?theme={absurd}&page=x"))
        assert len(everything.select(".library li")) == 3


def test_as_many_queries_for_one_document_as_for_three(client, django_assert_max_num_queries):
    counted = []
    event = publish_event(make_event(kind="formation"))
    for number in range(3):
        put(f"Document {number}", make_theme(), event=event)
        client.get("/fr/formations/documents/")
        with django_assert_max_num_queries(12) as captured:
            client.get("/fr/formations/documents/")
        counted.append(len(captured))
    assert counted[0] == counted[2]


def test_proposing_asks_to_sign_in_and_says_what_it_takes(client):
    address = "/fr/formations/documents/proposer/"
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    page = soup(client.get(address))
    assert page.select("form[enctype]") == []
    assert "après avoir suivi une formation" in one_line(page.find("main"))
    assert client.post(address, {}).status_code == 403


def test_a_document_is_proposed_in_the_form(client, person, training):
    client.force_login(person)
    theme = make_theme("Santé")
    address = "/fr/formations/documents/proposer/"
    data = {"title_fr": "Fiche", "title_nl": "", "theme": theme.pk, "event": training.pk, "rights": "on"}
    response = client.post(address, data | {"file": pdf()}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "sera lu avant d’être publié" in response.content.decode()
    [entry] = LibraryDocument.objects.all()
    assert (entry.title_fr, entry.theme, entry.event, entry.state) == ("Fiche", theme, training, "proposed")
    assert [one_line(li) for li in soup(response).select(".library li")] == ["Fiche proposé"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title_fr": ""}, "title_fr"),
        ({"title_fr": "Fi\u202eche"}, "title_fr"),
        ({"rights": ""}, "rights"),
        ({"theme": "0"}, "theme"),
        ({"event": "0"}, "event"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(person, training, change, field):
    data = {"title_fr": "Fiche", "title_nl": "", "theme": make_theme().pk, "event": training.pk, "rights": "on"}
    form = ProposalForm(data | change, {"file": pdf()}, events=[training])
    assert list(form.errors) == [field]


@pytest.mark.parametrize(
    "file",
    [
        pdf(content=b""),
        pdf(content=b"MZ not a pdf"),
        pdf("fiche.exe"),
        pdf("fiche.docx"),
        SimpleUploadedFile("gros.pdf", PDF + b"x" * (10 * 1024 * 1024)),
        None,
    ],
    ids=["empty", "no pdf", "another name", "pdf as docx", "too large", "none"],
)
def test_files_of_another_kind_or_too_large_are_refused(person, training, file):
    data = {"title_fr": "Fiche", "theme": make_theme().pk, "event": training.pk, "rights": "on"}
    form = ProposalForm(data, {"file": file} if file else {}, events=[training])
    assert list(form.errors) == ["file"]


def test_a_file_is_what_its_content_says():
    assert kind_of(BytesIO(PDF)) == "pdf"
    assert kind_of(office("[Content_Types].xml", "word/document.xml")) == "docx"
    assert kind_of(office("ppt/presentation.xml")) == "pptx"
    assert kind_of(office("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")) == "odt"
    assert kind_of(office("content.xml", mimetype=b"application/epub+zip")) == ""
    assert kind_of(office("word/document.xml", "word/vbaProject.bin")) == ""
    assert kind_of(office("anything.txt")) == ""
    assert kind_of(BytesIO(b"PK\x03\x04broken")) == ""
    assert kind_of(BytesIO(b"")) == ""


def test_sizes_are_said_as_people_count():
    assert [size_label(octets) for octets in (None, 1, 320_000, 1_250_000)] == [
        "",
        "1\u00a0ko",
        "320\u00a0ko",
        "1,2\u00a0Mo",
    ]
