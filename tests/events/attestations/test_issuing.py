"""Numbers, thresholds, corrections: what a document says stays as it was issued."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.attendance import mark_all
from events.attestations import forget_old, issue, of_email, paper, presences, reissue, revoke, summary_paper
from events.models import Attestation, EventSettings, Occurrence, OccurrenceState, Registration, RegistrationLetter
from events.retention import purge
from portal.kit.letters import deliver
from portal.kit.refusal import Refusal
from tests.events.attending import book, make_course, mark_of, sessions_of
from tests.factories import make_user
from tests.kit.pdf.reading import is_for_everybody, text_of

pytestmark = pytest.mark.django_db
SIGN = {"signatory": "Inès Delmotte, coordinatrice", "made_at": "Bruxelles"}


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def over(course):
    """A moment after the last session."""
    return sessions_of(course)[-1].ends_at + timedelta(hours=1)


def attend(registration, *dates, state="present", minutes=None, participant=None):
    for date in dates:
        mark = mark_of(registration, state, at=date.ends_at, minutes=minutes, participant=participant)
        mark_all(date, [mark], by=None, now=date.ends_at)


def hours(event):
    return {each.name: (each.attended, each.scheduled) for each in presences(event)}


def issue_all(event, now):
    return issue(event, presences(event), by=None, now=now, **SIGN)


def test_hours_are_those_of_the_sessions_and_of_the_marks(course):
    first, second = sessions_of(course)
    amina, bram, chantal = book(course, "Amina"), book(course, "Bram"), book(course, "Chantal")
    attend(amina, first, second)
    attend(bram, first, minutes=60)
    attend(bram, second, state="excused")
    attend(chantal, first, minutes=1000)
    assert hours(course) == {"Amina": (360, 360), "Bram": (60, 360), "Chantal": (180, 360)}


def test_a_session_that_was_cancelled_is_nobody_s_absence(course):
    first, second = sessions_of(course)
    attend(book(course), first)
    Occurrence.objects.filter(pk=second.pk).update(state=OccurrenceState.CANCELLED)
    assert hours(course) == {"Amina Diallo": (180, 180)}


def test_the_hours_that_staff_wrote_are_shared_among_the_sessions():
    course = make_course(training_hours="5.00")
    attend(book(course), sessions_of(course)[0])
    assert hours(course) == {"Amina Diallo": (150, 300)}


def test_participants_have_hours_of_their_own(course):
    registration = book(course, "Bram Claes", names=["Yasmina", "Adam"])
    yasmina = registration.participants.get(name="Yasmina")
    attend(registration, *sessions_of(course), participant=yasmina)
    assert hours(course) == {"Adam": (0, 360), "Yasmina": (360, 360)}


@pytest.mark.parametrize(("threshold", "reaches"), [(50, True), (51, False), (0, True), (100, False)])
def test_the_threshold_is_met_to_the_minute(threshold, reaches, over):
    course = make_course(attendance_threshold=threshold)
    attend(book(course), sessions_of(course)[0])
    assert [each.reaches(threshold) for each in presences(course)] == [reaches]
    assert len(issue_all(course, over)) == reaches


def test_whoever_never_came_gets_nothing_even_without_a_threshold(over):
    course = make_course(attendance_threshold=0)
    book(course)
    assert issue_all(course, over) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_hours_ask_as_much_for_one_as_for_three(course, rows, django_assert_num_queries):
    for number in range(rows):
        attend(book(course, f"Personne {'ABC'[number]}", names=["Un"]), *sessions_of(course))
    with django_assert_num_queries(4):
        presences(course)


def test_numbers_follow_each_other_within_the_year(course, over):
    for name in ("Amina", "Bram", "Chantal"):
        attend(book(course, name), *sessions_of(course))
    year = timezone.localtime(over).year
    assert [str(row) for row in issue_all(course, over)] == [f"{year}-{number:05d}" for number in (1, 2, 3)]
    assert issue_all(course, over) == [], "a repeat gives nobody a second one"
    other = make_course(sessions=1)
    attend(book(other), *sessions_of(other))
    assert [row.number for row in issue_all(other, over)] == [4]
    third = make_course(sessions=1)
    attend(book(third), *sessions_of(third))
    (first,) = issue_all(third, over.replace(year=year + 1))
    assert (first.year, first.number) == (year + 1, 1)


def test_an_issue_that_fails_gives_its_numbers_back(course, over, monkeypatch):
    attend(book(course), *sessions_of(course))

    def fail(*_args, **_facts):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("events.attestations.issuing.tell", fail)
        with pytest.raises(RuntimeError):
            issue_all(course, over)
    assert Attestation.objects.count() == 0
    assert [row.number for row in issue_all(course, over)] == [1]


def test_the_database_refuses_a_second_valid_one(course, over):
    attend(book(course), *sessions_of(course))
    (row,) = issue_all(course, over)
    row.pk, row.uuid, row.code, row.number = None, make_user().uuid, "ABCDEFGHJKMN", 99
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_nothing_is_issued_before_the_last_session_is_over(course, over):
    attend(book(course), *sessions_of(course))
    with pytest.raises(Refusal, match="terminée"):
        issue_all(course, sessions_of(course)[-1].starts_at)
    course.gives_attestation = False
    with pytest.raises(Refusal):
        issue(course, presences(course), by=None, now=over, **SIGN)


@pytest.mark.parametrize(("reads", "prints"), [("fr", "fr"), ("nl", "nl"), ("en", "fr")])
def test_the_paper_is_in_the_person_s_language_and_to_be_had_in_both(course, over, reads, prints):
    attend(book(course, language=reads), *sessions_of(course))
    (row,) = issue_all(course, over)
    assert row.language == prints
    assert is_for_everybody(paper(row, language="nl"))[1:] == ("nl", True, "1")
    assert "Het hulpgesprek" in text_of(paper(row, language="nl"))
    assert "L’entretien d’aide" in text_of(paper(row, language="fr"))


def test_the_paper_says_what_was_attended_and_keeps_saying_it(course, over):
    first, _second = sessions_of(course)
    course.attendance_threshold = 50
    registration = book(course)
    Registration.objects.filter(pk=registration.pk).update(organisation="CPAS de Bruxelles")
    attend(registration, first)
    (row,) = issue(course, presences(course), by=None, now=over, **SIGN)
    words = text_of(paper(row, language="fr"))
    people = ("Amina Diallo", "CPAS de Bruxelles", "CPAS Marolles", "Inès Delmotte")
    for said in (*people, "6 h", "3 h", str(row), f"{row.code[:4]}-{row.code[4:8]}-{row.code[8:]}"):
        assert said in words.replace("\u00a0", " "), said
    course.texts.update(title="Un autre titre")
    Registration.objects.filter(pk=registration.pk).update(name="Quelqu’un d’autre")
    row = Attestation.objects.get(pk=row.pk)
    assert text_of(paper(row, language="fr")) == words


def test_a_correction_takes_the_place_of_the_old_one(course, over):
    registration = book(course, "Amina Dialo")
    attend(registration, sessions_of(course)[0])
    course.attendance_threshold = 50
    (old,) = issue(course, presences(course), by=None, now=over, **SIGN)
    attend(registration, sessions_of(course)[1])
    new = reissue(old, name=" Amina  Diallo ", by=None, now=over)
    old.refresh_from_db()
    assert (new.name, new.number, new.minutes_attended, old.replaced_by) == ("Amina Diallo", 2, 360, new)
    assert (old.revoked_at, new.facts["fr"]["signatory"]) == (over, "Inès Delmotte, coordinatrice")
    assert len(new.facts["nl"]["dates"]) == 2
    with pytest.raises(Refusal):
        reissue(old, name="x", by=None, now=over)
    assert issue_all(course, over) == []


def test_a_correction_of_an_erased_registration_keeps_what_was_written(course, over):
    attend(book(course), *sessions_of(course))
    (old,) = issue_all(course, over)
    purge(now=over + timedelta(days=800))
    new = reissue(Attestation.objects.get(pk=old.pk), name="Amina Dïallo", by=None, now=over)
    assert (new.name, new.minutes_attended, new.facts) == ("Amina Dïallo", 360, old.facts)


def test_a_revoked_one_can_be_issued_again(course, over):
    attend(book(course), *sessions_of(course))
    (row,) = issue_all(course, over)
    revoke(row, reason="erreur", now=over)
    again = revoke(row, reason="autre", now=over + timedelta(days=1))
    assert (again.revoked_at, again.revoked_reason) == (over, "erreur")
    assert [each.number for each in issue_all(course, over)] == [2]


def test_one_letter_tells_a_registration_of_all_its_papers(course, over, site):
    registration = book(course, "Bram Claes", names=["Yasmina", "Adam"], language="nl", email="bram@exemple.test")
    for participant in registration.participants.all():
        attend(registration, *sessions_of(course), participant=participant)
    rows = issue_all(course, over)
    letter = RegistrationLetter.objects.get(kind="attestation")
    assert deliver(letter._meta.label, letter.pk) == "sent"
    text = mail.outbox[-1].body
    assert [text.count(name) for name in ("Yasmina", "Adam")] == [1, 1]
    assert text.count(".pdf") == 2
    revoke(rows[0], reason="erreur", now=over)
    revoke(rows[1], reason="erreur", now=over)
    RegistrationLetter.objects.filter(pk=letter.pk).update(state="queued")
    assert deliver(letter._meta.label, letter.pk) == "dropped"


def test_a_year_of_hours_by_verified_address(over):
    course, other = make_course(), make_course(sessions=1)
    for event in (course, other):
        attend(book(event, email="amina@exemple.test"), *sessions_of(event))
        attend(book(event, "Bram"), *sessions_of(event))
    year = timezone.localtime(over).year
    mine = [row for event in (course, other) for row in issue_all(event, over) if row.name == "Amina Diallo"]
    assert list(of_email("AMINA@exemple.test ", year)) == mine
    assert list(of_email("", year)) == list(of_email("amina@exemple.test", year - 1)) == []
    revoke(mine[1], reason="erreur", now=over)
    content = summary_paper(["amina@exemple.test"], year, name="Amina Diallo", language="fr", now=over)
    words = text_of(content).replace("\u00a0", " ")
    assert (str(mine[0]) in words, str(mine[1]) in words, "6 h" in words) == (True, False, True)
    assert is_for_everybody(content)[1:] == ("fr", True, "1")
    empty = text_of(summary_paper(["amina@exemple.test"], 1999, name="", language="fr", now=over))
    assert "Aucune attestation" in empty


def test_a_year_counts_the_hours_of_its_dates_whenever_the_paper_was_issued(course):
    first, second = sessions_of(course)
    december = timezone.now().replace(month=12, day=28, hour=9, minute=0, second=0, microsecond=0)
    for date, starts in ((first, december), (second, december + timedelta(days=7))):
        Occurrence.objects.filter(pk=date.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=3))
    attend(book(course, email="amina@exemple.test"), *sessions_of(course))
    (paper_of_january,) = issue_all(course, december + timedelta(days=20))
    assert paper_of_january.minutes_by_year == {str(december.year): 180, str(december.year + 1): 180}
    for year in (december.year, december.year + 1):
        assert list(of_email("amina@exemple.test", year)) == [paper_of_january]
        content = summary_paper(["amina@exemple.test"], year, name="", language="fr", now=timezone.now())
        assert "En tout : 3 h" in text_of(content).replace("\u00a0", " ")


def test_hours_of_a_year_add_up_however_they_are_rounded():
    course = make_course(sessions=3, training_hours=10)
    base = sessions_of(course)[0].starts_at.replace(month=12, day=24)
    for number, date in enumerate(sessions_of(course)):
        starts = base + timedelta(days=7 * number)
        Occurrence.objects.filter(pk=date.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=3))
    attend(book(course), *sessions_of(course))
    (each,) = presences(course)
    assert each.by_year == {str(base.year): 400, str(base.year + 1): 200}
    assert sum(each.by_year.values()) == each.attended == 600


def test_what_the_marks_no_longer_prove_is_not_corrected(course, over):
    registration = book(course)
    attend(registration, *sessions_of(course))
    (old,) = issue_all(course, over)
    late = over + timedelta(hours=1)
    for date in sessions_of(course):
        mark_all(date, [mark_of(registration, "absent", at=late)], by=None, now=late)
    with pytest.raises(Refusal, match="retirez-le"):
        reissue(old, name="Amina", by=None, now=late)
    old.refresh_from_db()
    assert (old.revoked_at, Attestation.objects.count()) == (None, 1)


def test_each_language_has_its_own_town_and_function(course, over, site):
    attend(book(course), *sessions_of(course))
    signatory = {"fr": "Inès, coordinatrice", "nl": "Inès, coördinator"}
    made_at = {"fr": "Bruxelles", "nl": "Brussel"}
    (row,) = issue(course, presences(course), by=None, now=over, signatory=signatory, made_at=made_at)
    french, dutch = (text_of(paper(row, language=language)) for language in ("fr", "nl"))
    assert ("Bruxelles" in french, "coordinatrice" in french) == (True, True)
    assert ("Brussel" in dutch, "Bruxelles" in dutch, "coördinator" in dutch) == (True, False, True)


def test_attestations_are_kept_as_long_as_the_settings_say(course, over):
    attend(book(course), *sessions_of(course))
    issue_all(course, over)
    years = EventSettings.load().attestation_years
    assert forget_old(now=over + timedelta(days=365 * years - 10)) == 0
    assert forget_old(now=over + timedelta(days=366 * years + 10)) == 1
