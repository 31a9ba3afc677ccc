"""Staff send a file, look at its lines, decide, and apply it, all without JavaScript."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.intake import queueing
from partners.models import DirectoryImport, IntakeState, Partner
from portal.accounts.groups import COORDINATOR, EDITOR, TRANSLATOR
from tests.factories import make_partner, make_place, make_user

from .conftest import tried
from .test_intake import ORGANIZATION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "clock")]

INDEX = reverse("directory_imports")
TABLE = "Partenaire;Téléphone\nVoisins;02 555 01 01\nZinneke;12\n"


@pytest.fixture
def staff(client):
    client.force_login(make_user(groups=[EDITOR]))
    return client


@pytest.fixture
def queue(monkeypatch):
    """Everything is long; what is handed to the queue: [(task, key of an import)]."""
    asked = []
    monkeypatch.setattr(queueing, "AT_ONCE", -1)
    monkeypatch.setattr(queueing, "async_task", lambda task, pk, save: asked.append((task, pk)))
    return asked


def send(client, data=TABLE, name="annuaire.csv", **facts):
    file = SimpleUploadedFile(name, data.encode())
    return client.post(INDEX, {"file": file, "source": "", "language": "fr"} | facts)


def page_of(found):
    return reverse("directory_import", args=[found.uuid])


@pytest.mark.parametrize("group", [COORDINATOR, TRANSLATOR])
def test_pages_are_for_whoever_may_import(client, group):
    client.force_login(make_user(groups=[group]))
    found = tried([ORGANIZATION])
    apply_page = reverse("directory_import_apply", args=[found.uuid])
    assert [client.get(page).status_code for page in (INDEX, page_of(found), apply_page)] == [302, 302, 302]
    assert [client.post(page).status_code for page in (INDEX, page_of(found), apply_page)] == [302, 302, 302]
    assert INDEX not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_menu_leads_to_imports(staff):
    assert INDEX in staff.get(reverse("wagtailadmin_home")).content.decode()


def test_file_is_tried_and_its_lines_are_shown(staff):
    response = send(staff)
    found = DirectoryImport.objects.get()
    assert response["Location"] == page_of(found)
    page = staff.get(page_of(found))
    said = [(row["title"], row["outcome"]) for row in page.context["rows"]]
    assert said == [("Voisins", "new"), ("Zinneke", "refused")]
    assert "téléphone" in page.content.decode()
    refused = staff.get(page_of(found), {"outcome": "refused"})
    assert [row["title"] for row in refused.context["rows"]] == ["Zinneke"]
    assert len(staff.get(page_of(found), {"outcome": "x'"}).context["rows"]) == 2
    assert "annuaire.csv" in staff.get(INDEX).content.decode()


def test_file_that_cannot_be_read_is_said_at_the_field(staff):
    response = send(staff, "Bonjour")
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not DirectoryImport.objects.exists()


def test_names_cannot_break_out_of_the_page(staff):
    send(staff, "Partenaire;Description\n<script>alert(1)</script>;<img src=x>\n")
    page = staff.get(page_of(DirectoryImport.objects.get())).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_refused_lines_are_left_only_when_staff_say_so(staff):
    send(staff)
    address = reverse("directory_import_apply", args=[DirectoryImport.objects.get().uuid])
    assert staff.post(address, {}).status_code == 422
    assert not Partner.objects.exists()
    staff.post(address, {"without_refused": "on", "publish": "on"})
    partner = Partner.objects.get()
    assert (str(partner), partner.published) == ("Voisins", True)
    assert staff.get(address)["Location"] == page_of(DirectoryImport.objects.get())


@pytest.mark.parametrize(("word", "outcome"), [("same", "changed"), ("new", "new"), ("leave", "left")])
def test_staff_decide_who_is_whom(staff, word, outcome):
    partner = make_partner("Voisins")
    send(staff)
    found = DirectoryImport.objects.get()
    line = found.lines.get(title="Voisins")
    assert line.outcome == "ambiguous"
    said = str(partner.uuid) if word == "same" else word
    staff.post(page_of(found), {"act": "decide", f"line_{line.position}": said})
    assert found.lines.get(title="Voisins").outcome == outcome


def test_one_of_several_is_chosen(staff):
    make_partner("Voisins")
    second = make_partner("Voisins")
    send(staff)
    found = DirectoryImport.objects.get()
    staff.post(page_of(found), {"act": "decide", "line_0": str(second.uuid)})
    assert found.lines.get(position=0).target == second.uuid
    staff.post(page_of(found), {"act": "decide", "line_0": str(found.uuid)})
    assert found.lines.get(position=0).target == second.uuid


def test_alike_are_the_same_where_only_one_resembles(staff):
    for name in ("Voisins", "Deux", "Deux"):
        make_partner(name)
    send(staff, "Partenaire;Téléphone\nVoisins;02 555 01 01\nDeux;02 555 01 01\n")
    found = DirectoryImport.objects.get()
    staff.post(page_of(found), {"act": "alike"})
    assert [line.outcome for line in found.lines.all()] == ["changed", "ambiguous"]


def test_long_file_is_read_and_applied_by_the_queue(staff, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(staff)
    found = DirectoryImport.objects.get()
    assert queue == [("partners.intake.queueing.work", found.pk)]
    page = staff.get(page_of(found))
    assert (page["Refresh"], page.context["rows"]) == ("5", [])
    assert "Lecture en cours" in page.content.decode()
    queueing.work(found.pk)
    assert found.lines.count() == 2
    assert "Refresh" not in staff.get(page_of(found))
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("directory_import_apply", args=[found.uuid]), {"without_refused": "on"})
    assert not Partner.objects.exists()
    queueing.work(found.pk)
    queueing.work(found.pk)
    found.refresh_from_db()
    assert (found.state, Partner.objects.count()) == (IntakeState.APPLIED, 1)


def test_long_file_that_cannot_be_read_says_why(staff, queue):
    send(staff, "Bonjour")
    found = DirectoryImport.objects.get()
    queueing.work(found.pk)
    found.refresh_from_db()
    assert (found.state, found.note, found.content) == ("failed", "no_heading", None)
    assert "ne donne pas le nom des colonnes" in staff.get(page_of(found)).content.decode()


def test_change_while_it_waited_is_shown_and_nothing_is_written(staff, queue):
    partner = make_partner("Voisins", enterprise_number="0403227515")
    found = tried(
        b"Partenaire;Num\xc3\xa9ro d\xe2\x80\x99entreprise;T\xc3\xa9l\xc3\xa9phone\nVoisins;0403227515;025550101\n",
        name="a.csv",
    )
    staff.post(reverse("directory_import_apply", args=[found.uuid]), {})
    Partner.objects.update(phone="+3225550109")
    queueing.work(found.pk)
    found.refresh_from_db()
    partner.refresh_from_db()
    assert (found.state, found.note, partner.phone) == ("tried", "changed", "+3225550109")
    assert "a changé entre-temps" in staff.get(page_of(found)).content.decode()


def test_work_that_a_worker_left_is_begun_again(staff, queue, django_capture_on_commit_callbacks):
    send(staff)
    found = DirectoryImport.objects.get()
    assert not staff.get(page_of(found)).context["stuck"]
    DirectoryImport.objects.update(waits_since=timezone.now() - queueing.STUCK_AFTER * 2)
    assert staff.get(page_of(found)).context["stuck"]
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(page_of(found), {"act": "again"})
    assert queue[-1] == ("partners.intake.queueing.work", found.pk)


def test_partners_that_a_file_does_not_name_are_counted(staff):
    make_partner("Ailleurs")
    make_partner("Retenu", published=False)
    send(staff)
    page = staff.get(page_of(DirectoryImport.objects.get()))
    assert (page.context["absent"], page.context["absent_names"]) == (1, ["Ailleurs"])


def test_pages_ask_the_same_however_many_lines(staff):
    def asked(number):
        rows = [
            ORGANIZATION | {"id": f"o{n}", "name": f"Voisins {n}", "organization_identifiers": []}
            for n in range(number)
        ]
        found = tried(json.dumps(rows).encode())
        counts = []
        for page in (page_of(found), INDEX):
            staff.get(page)
            with CaptureQueriesContext(connection) as context:
                staff.get(page)
            counts.append(len(context))
        return counts

    for n in range(3):
        make_partner(f"Voisins {n}", place=make_place(f"Lieu {n}"))
    assert asked(1) == asked(3)
