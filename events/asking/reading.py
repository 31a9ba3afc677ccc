"""From what was typed to Details; what cannot be is said beside its field, and nothing that was typed is lost."""

from itertools import count

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.kit.contact import normalise_phone
from portal.kit.refusal import Refusal

from ..models import NeedCode, ParticipantMode, QuestionKind
from .ages import has_minor, problem_of_child, problem_of_participant
from .details import Approver, Details, NeedsGiven, Person
from .fields import NO_PARENT, NO_PHONE
from .questions import given, is_asked, not_shown_before
from .rules import check_approver, too_many


class DetailsReading:
    """Mixed into a Form beside DetailsFields: `read_details` returns the Details, and settles the number of persons."""

    def read_details(self, data, *, day):
        """day: the date on which ages are counted, None when it is not known. Sets data["party_size"]."""
        people = self._people(data)
        children = self._children(data)
        self._settle_number(data, people)
        self._check_ages(people, children, day)
        people = tuple(people) or self._names(data) or self._unasked_people(data)
        answers = self._answers(data, {person.position for person in people})
        return Details(
            participants=people,
            childcare=tuple(children),
            answers=tuple(answers),
            organisation=self._organisation(data),
            function=data.get("function", "" if self.registering else self.before.function),
            emergency_phone=self._emergency_phone(data),
            may_collect=data.get("may_collect", "" if "may_collect" in self.fields else self.before.may_collect),
            declarations=self.declared(data),
            parental=bool(data.get("parental")) if "parental" in self.fields else self.before.parental,
            image_channels=tuple(data.get("image") or ()) if "image" in self.fields else self.before.image_channels,
            needs=self._needs_said(data),
            approver=self._approver(data),
        )

    def _people(self, data):
        found = []
        for row in self._numbered("p"):
            name, birth = (data.get(f"p{row}_name") or "").strip(), data.get(f"p{row}_birth")
            if not name and not birth and f"p{row}_birth" not in self.errors:
                continue
            found.append(Person(" ".join(name.split()), birth, row))
            if not name:
                self._say(f"p{row}_name", _("Écrivez le nom de cette personne."))
            if self.event.participants == ParticipantMode.BIRTH and not birth:
                self._say(f"p{row}_birth", _("Écrivez la date de naissance de cette personne."))
        return found

    def _children(self, data):
        found = []
        for row in self._numbered("c"):
            name, birth = (data.get(f"c{row}_name") or "").strip(), data.get(f"c{row}_birth")
            if not name and not birth and f"c{row}_birth" not in self.errors:
                continue
            found.append(Person(" ".join(name.split()), birth, row))
            if not name:
                self._say(f"c{row}_name", _("Écrivez le nom de cet enfant."))
            if not birth:
                self._say(f"c{row}_birth", _("Écrivez la date de naissance de cet enfant."))
        return found

    def _numbered(self, letter):
        """The numbers of the rows that this form has."""
        row = 0
        while f"{letter}{row}_name" in self.fields:
            yield row
            row += 1

    def field_asking(self, extra):
        """The name of the field in which somebody asked for these ExtraPlaces; None when this form has none."""
        if extra.is_childcare:
            return "c0_name" if "c0_name" in self.fields else None
        asked = (name for name in self.fields if name.endswith(f"q_{extra.question.hex}"))
        return next((name for name in asked if extra.option in (self.cleaned_data.get(name) or ())), None)

    def _say(self, name, sentence):
        """One error a field: the first is the one that helps."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def _names(self, data):
        """The names of a group, a line each. Who was named before stays the same person, on whatever line they are."""
        typed = [" ".join(line.split())[:120] for line in (data.get("names") or "").splitlines()]
        before = {person.name: person for person in reversed(self.before.participants)}
        kept = [before.pop(name, None) for name in typed if name]
        taken = {person.position for person in kept if person}
        free = (row for row in count() if row not in taken)
        names = [name for name in typed if name]
        return tuple(person or Person(name, None, next(free)) for name, person in zip(names, kept, strict=True))

    def _unasked_people(self, data):
        """Who was named before, where names are not asked any more; none when fewer come, because nobody says who."""
        named = self.before.participants
        return () if self.named or len(named) > (data.get("party_size") or 0) else named

    def _settle_number(self, data, people):
        """How many come: the head-count of a group stands, however few of its names are known yet."""
        if not self.named:
            return
        named, said = self._names(data), data.get("party_size") or 0
        known = max(len(named), len(people))
        if named and people:
            self._say("names", _("Écrivez les noms ici ou plus haut, pas aux deux endroits."))
        elif len(named) > max(self.event.group_max or 0, self.event.party_max):
            self._say("names", too_many(max(self.event.group_max or 0, self.event.party_max)))
        elif said and len(named) > said:
            self._say("names", _("Il y a plus de noms que de personnes."))
        data["party_size"] = max(said, known, 1)
        if not self.web or "party_size" in self.errors or (said and data.get("organisation")):
            return
        if not known and "p0_name" in self.fields and "names" not in self.errors:
            self._say("p0_name", _("Écrivez le nom de la personne qui vient."))
        elif known < said:
            self._say("party_size", _("Écrivez le nom de chacun, ou celui de l’association ou de la classe."))

    def _check_ages(self, people, children, day):
        if day is None:
            return
        wrong = set()
        for letter, persons, problem in (("p", people, problem_of_participant), ("c", children, problem_of_child)):
            for person in persons:
                sentence = problem(self.event, person, day) if person.birth_date else ""
                if sentence:
                    wrong.add(person)
                    self._say(f"{letter}{person.position}_birth", sentence)
        # A year mistyped makes nobody a child: the date comes first.
        if "parental" in self.fields and has_minor([person for person in people if person not in wrong], day):
            if not self.cleaned_data.get("parental"):
                self._say("parental", NO_PARENT)
            if self.web and not self.cleaned_data.get("emergency_phone"):
                self._say("emergency_phone", NO_PHONE)

    def _emergency_phone(self, data):
        if "emergency_phone" not in self.fields:
            return self.before.emergency_phone
        try:
            return normalise_phone(data.get("emergency_phone", ""))
        except ValidationError as error:
            self._say("emergency_phone", error)
            return ""

    def _answers(self, data, rows):
        """The answers to what was really asked: a condition that does not hold takes answer and error away."""
        found, whole = [], {}
        for question in self.questions:
            if not question.per_participant:
                self._answer(question, None, whole, found, data)
        for row in sorted(rows | set(self._numbered("p"))) if self.named else ():
            own = dict(whole)
            for question in self.questions:
                if question.per_participant:
                    self._answer(question, row, own, found, data, there=row in rows)
        return found + self._unasked(rows)

    def _unasked(self, rows):
        """What was answered to what is not asked any more, by whom still comes: it stays as long as its question said.

        A group's form asks nobody by name. rows: the positions of who comes.
        """
        asked = {(question.uuid, question.per_participant and not self.grouped) for question in self.questions}
        return [
            answer
            for answer in self.before.answers
            if (answer.question, answer.participant is not None) not in asked
            and (answer.participant is None or self.grouped or answer.participant in rows)
        ]

    def _answer(self, question, row, answers, found, data, *, there=True):
        name = f"q_{question.uuid.hex}" if row is None else f"p{row}_q_{question.uuid.hex}"
        if self.hidden(question) and there:
            found += [a for a in self.before.answers if (a.question, a.participant) == (question.uuid, row)]
        if name not in self.fields:
            return
        if not there or not is_asked(question, answers):
            self._errors.pop(name, None)
            return
        answer = given(question, data.get(name), participant=row)
        before = next((a for a in self.before.answers if (a.question, a.participant) == (question.uuid, row)), None)
        if answer is None and question.kind == QuestionKind.FILE and self._takes_away(name):
            return
        if before is not None:
            answer = not_shown_before(question, before, answer)
        if answer is not None:
            answers[question.uuid] = answer.value
            found.append(answer)

    def _takes_away(self, name):
        """Whether a file that was sent before is to go, with nothing in its place."""
        return self.fields[name].may_remove and self.given_up(name)

    def _needs_said(self, data):
        """What is needed now; a form that does not show what is kept leaves it, unless something else was written."""
        if "needs" not in self.fields:
            return self.before.needs
        if self.private:
            return self._needs(data)
        return (self._needs(data) if self.needs_anew else None) or self.before.needs

    def _needs(self, data):
        codes, detail = tuple(data.get("needs") or ()), " ".join((data.get("needs_detail") or "").split())
        interpreter = data.get("interpreter") or ""
        if detail and NeedCode.OTHER not in codes:
            codes = (*codes, NeedCode.OTHER.value)
        if not codes and not interpreter:
            return None
        if not data.get("needs_consent"):
            self._say(
                "needs_consent", _("Cochez ceci pour que l’organisateur puisse en tenir compte, ou videz vos besoins.")
            )
        return NeedsGiven(codes, detail, interpreter)

    def _organisation(self, data):
        """An employer is asked for once: a form without the field leaves what was said."""
        asked = "organisation" in self.fields or "employer" in self.fields
        return data.get("organisation") or data.get("employer") or ("" if asked else self.before.organisation)

    def _approver(self, data):
        if "approver_email" not in self.fields:
            return None
        email = data.get("approver_email", "")
        try:
            email = check_approver(email, data.get("email"))
        except Refusal as refusal:
            self._say("approver_email", str(refusal))
        return Approver(data.get("approver_name", ""), email, data.get("employer") or data.get("organisation") or "")
