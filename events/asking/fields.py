"""The fields of everything that an event asks beyond name and contact, added to the forms that register and change."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import validate_harmless, validate_one_line
from portal.kit.texts import SPOKEN_CHOICES, language_name

from ..models import (
    Admission,
    ApprovalMode,
    Declaration,
    ImageChannel,
    NeedCode,
    ParticipantMode,
    QuestionKind,
)
from .ages import ADULT
from .details import NOTHING
from .questions import TYPED_DAYS, day_widget, field_for, initial_of
from .rules import too_many

MOST_ROWS = 50
NO_PARENT = _("Un parent ou tuteur doit donner son accord pour les moins de 18 ans.")
NO_PHONE = _("Donnez un numéro où vous joindre pendant l’activité.")
SIGN_LANGUAGES = [("lsfb", _("langue des signes (LSFB)")), ("vgt", _("langue des signes (VGT)"))]


def line(label, *, most=120, required=False, **kwargs):
    """A harmless line of text."""
    validators = [validate_harmless, validate_one_line]
    return forms.CharField(label=label, max_length=most, required=required, validators=validators, **kwargs)


def approver_name():
    return line(_("Qui valide votre inscription"), required=True)


def approver_address():
    return forms.EmailField(
        label=_("Son adresse e-mail"),
        max_length=254,
        help_text=_("Nous lui envoyons un lien pour donner son accord ; il ne faut pas de compte."),
    )


class DetailsFields:
    """Mixed into a Form that has `event`; `add_details` makes the fields, `sections` orders them for the template.

    Rows of people and children are as many as the form says (`people`, `children`, hidden), so that they work without
    a script: a button adds one. web: whoever fills it in is the person, who is asked everything.
    """

    def add_details(self, *, web, register=True, details=NOTHING, persons=0, left=None, private=True, needs_anew=False):
        """left: {question uuid: {option: places left}}; details, persons: what was said before, and for how many.

        private: whether needs, consents, emergencies, sensitive questions and files are in it; if not, they stay.
        needs_anew: needs are in it nevertheless, empty, and stay unless others are written.
        """
        self.private, self.needs_anew = private, needs_anew and not private
        self.web, self.registering, self.before, self.left = web, register, details, left or {}
        self.grouped = self._was_group(persons)
        self.language = get_language()
        self.named = self.event.participants != ParticipantMode.NUMBER
        self.questions = [
            question for question in self.event.questions.all() if self.named or not question.per_participant
        ]
        self.parts = []
        self._add_people()
        self._add_minors()
        self._add_children()
        self._add_questions()
        if private:
            self._add_image()
            self._add_needs()
        elif needs_anew:
            self._add_needs()
        if web and register:
            self._add_declarations()

    def _part(self, legend, names, *, help_text="", add=None):
        """A part of the form. add: (value of the button, its words) where rows can be added."""
        self.parts.append({"legend": legend, "names": names, "help": help_text, "add": add})

    def _rows(self, name, least, before):
        """How many rows this form has: as sent, or as kept; never more than there may be."""
        most = min(MOST_ROWS, max(self.event.party_max, 10) if name == "children" else self.event.party_max)
        kept = max([least, *(1 + (person.position or 0) for person in before)])
        try:
            rows = int(self.data.get(self.add_prefix(name), kept) if self.is_bound else self.initial.get(name) or kept)
        except (TypeError, ValueError):
            rows = kept
        rows = min(max(rows, least, 0), max(most, kept))
        self.fields[name] = forms.IntegerField(widget=forms.HiddenInput(), required=False, initial=rows)
        return rows, rows < most

    def _add_people(self):
        if not self.named:
            return
        groups = bool(self.event.group_max)
        if self.grouped:
            self.fields["party_size"].required = True
        if groups:
            self.fields["names"] = forms.CharField(
                label=_("Noms d’un groupe"),
                required=False,
                max_length=20_000,
                validators=[validate_harmless],
                error_messages={"max_length": too_many(max(self.event.group_max, self.event.party_max))},
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("Pour une association ou une classe : un nom par ligne, maintenant ou plus tard."),
            )
        people = {} if self.grouped else {person.position: person for person in self.before.participants}
        if self.grouped:
            self.initial.setdefault("names", "\n".join(person.name for person in self.before.participants))
        rows, more = self._rows("people", 0 if self.grouped else 1, people.values())
        for row in range(rows):
            self._part(
                *self._person(row, people.get(row)),
                add=("people", _("Ajouter une personne")) if more and row == rows - 1 else None,
            )
        if groups:
            self._part("", ["names"])

    def _was_group(self, persons):
        """Whether what was registered before is a group, whose names are lines of one field."""
        if not (self.event.group_max and self.before.organisation):
            return False
        people = self.before.participants
        undated = self.event.participants == ParticipantMode.BIRTH and any(not each.birth_date for each in people)
        return persons > min(len(people), self.event.party_max) or undated

    def _person(self, row, person):
        """(legend, names of its fields) of one person who comes."""
        number = {"number": row + 1}
        names = [f"p{row}_name"]
        # Somebody comes; a group's names may come later, and who changes may empty any row.
        needed = row == 0 and self.registering and not self.event.group_max
        self.fields[names[0]] = line(
            _("Nom de la personne %(number)s") % number,
            required=needed,
            error_messages={"required": _("Écrivez le nom de la personne qui vient.")},
        )
        if self.event.participants == ParticipantMode.BIRTH:
            names.append(f"p{row}_birth")
            self.fields[names[1]] = self._birth(
                _("Date de naissance de la personne %(number)s") % number, needed=needed
            )
        self._fill(person, *names)
        for question in self.questions:
            if question.per_participant and not self.hidden(question):
                names.append(f"p{row}_q_{question.uuid.hex}")
                self._add_question(names[-1], question, row)
        return _("Personne %(number)s") % number, names

    def _birth(self, label, *, needed=False):
        errors = {
            "invalid": _("Écrivez une date de naissance qui existe."),
            "required": _("Écrivez la date de naissance de cette personne."),
        }
        return forms.DateField(
            label=label, required=needed, widget=day_widget(), input_formats=TYPED_DAYS, error_messages=errors
        )

    def _fill(self, person, name, birth=None):
        if person is not None:
            self.initial.setdefault(name, person.name)
            if birth:
                self.initial.setdefault(birth, person.birth_date)

    def _add_minors(self):
        event = self.event
        if event.participants != ParticipantMode.BIRTH or (event.age_min or 0) >= ADULT:
            return
        # A class has no birth dates yet, and the desk asks what it can.
        minors_only = self.web and not event.group_max and event.age_max is not None and event.age_max < ADULT
        self.fields["parental"] = forms.BooleanField(
            label=_("J’ai l’autorité parentale et j’autorise les moins de 18 ans inscrits ici à participer."),
            required=minors_only,
            error_messages={"required": NO_PARENT},
            initial=self.before.parental,
        )
        self.fields["emergency_phone"] = forms.CharField(
            label=_("Téléphone en cas d’urgence"),
            required=minors_only,
            error_messages={"required": NO_PHONE},
            max_length=30,
            widget=forms.TelInput(),
            initial=self.before.emergency_phone,
        )
        self.fields["may_collect"] = line(
            _("Qui peut reprendre l’enfant"),
            most=250,
            initial=self.before.may_collect,
            help_text=_("Noms des personnes, ou « rentre seul »."),
        )
        if not self.private:
            del self.fields["parental"], self.fields["emergency_phone"]
        self._part(
            _("Pour les moins de 18 ans"),
            [name for name in ("parental", "emergency_phone", "may_collect") if name in self.fields],
            help_text=""
            if minors_only
            else _("À remplir si une des personnes a moins de 18 ans le jour de l’activité."),
        )

    def _add_children(self):
        if self.event.childcare_seats is None:
            return
        children = {child.position: child for child in self.before.childcare}
        rows, more = self._rows("children", 0, children.values())
        add = ("children", _("Ajouter un enfant à la garderie")) if more else None
        help_text = self._childcare_ages()
        if not rows:
            self._part(_("Garderie pendant l’activité"), [], help_text=help_text, add=add)
        for row in range(rows):
            number = {"number": row + 1}
            names = [f"c{row}_name", f"c{row}_birth"]
            self.fields[names[0]] = line(_("Nom de l’enfant %(number)s") % number)
            self.fields[names[1]] = self._birth(_("Date de naissance de l’enfant %(number)s") % number)
            self._fill(children.get(row), *names)
            self._part(
                _("Garderie, enfant %(number)s") % number,
                names,
                help_text=help_text if row == 0 else "",
                add=add if row == rows - 1 else None,
            )

    def _childcare_ages(self):
        low, high = self.event.childcare_age_min, self.event.childcare_age_max
        if low is None and high is None:
            return _("Pour les enfants des personnes qui participent.")
        return _("Pour les enfants des personnes qui participent, de %(low)s à %(high)s ans.") % {
            "low": low or 0,
            "high": ADULT - 1 if high is None else high,
        }

    def _add_questions(self):
        names = []
        for question in self.questions:
            if not question.per_participant and not self.hidden(question):
                names.append(f"q_{question.uuid.hex}")
                self._add_question(names[-1], question, None)
        if names:
            self._part(_("Questions de l’organisateur"), names)

    def hidden(self, question):
        """Whether this form leaves the question out, and keeps what was answered."""
        return not self.private and (question.sensitive or question.kind == QuestionKind.FILE)

    def _add_question(self, name, question, row):
        before = next((a for a in self.before.answers if (a.question, a.participant) == (question.uuid, row)), None)
        sent = question.kind == QuestionKind.FILE and before is not None
        left = self.left.get(question.uuid)
        field = field_for(question, self.language, required=self.web and not sent, left=left)
        if sent:
            field.help_text = _("Reçu : %(file)s. Un autre fichier le remplacera.") % {"file": before.value}
            field.may_remove = not (self.web and question.required)
        if before is not None:
            self.initial.setdefault(name, initial_of(question, before.value))
        field.shown_when = self._condition(question, row)
        if row is not None:
            field.whose = _("Personne %(number)s") % {"number": row + 1}
        self.fields[name] = field
        if self.is_bound and question.kind == QuestionKind.FILE:
            field.widget.scope = self.scope_of(name)

    def _condition(self, question, row):
        """{"name", "value"} of the field and answer after which the question is asked, for the browser; or None."""
        asked_after = next((other for other in self.questions if other.uuid == question.shown_when_question), None)
        if asked_after is None:
            return None
        prefix = f"p{row}_" if asked_after.per_participant else ""
        return {"name": f"{prefix}q_{asked_after.uuid.hex}", "value": question.shown_when_value}

    def _add_image(self):
        if not self.event.asks_image_consent:
            return
        self.fields["image"] = forms.MultipleChoiceField(
            label=_("Photos et films : je suis d’accord qu’on nous voie sur"),
            choices=ImageChannel.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=list(self.before.image_channels),
            help_text=_("On peut participer sans être d’accord, et changer d’avis à tout moment."),
        )
        self._part("", ["image"])

    def _add_needs(self):
        if not self.event.asks_needs:
            return
        before, names = None if self.needs_anew else self.before.needs, ["needs", "needs_detail"]
        self.fields["needs"] = forms.MultipleChoiceField(
            label=_("De quoi avez-vous besoin ?"),
            choices=NeedCode.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=list(before.codes) if before else [],
        )
        self.fields["needs_detail"] = line(
            _("Autre besoin, en une ligne"),
            most=300,
            initial=before.detail if before else "",
            help_text=_("Ce qu’il vous faut, pas pourquoi."),
        )
        if self.event.interpreter_days is not None:
            names.append("interpreter")
            spoken = [(code, language_name(code, self.language)) for code, _own in SPOKEN_CHOICES]
            self.fields["interpreter"] = forms.ChoiceField(
                label=_("Interprète"),
                choices=[("", _("Pas besoin")), *SIGN_LANGUAGES, *spoken],
                required=False,
                initial=before.interpreter if before else "",
                help_text=_("À demander au plus tard %(days)s jours avant.") % {"days": self.event.interpreter_days},
            )
        self.fields["needs_consent"] = forms.BooleanField(
            label=_("La personne accepte que l’organisateur lise ceci pour l’accueillir. C’est effacé 30 jours après.")
            if self.needs_anew or not self.web
            else _("J’accepte que l’organisateur lise ceci pour m’accueillir. C’est effacé 30 jours après."),
            required=False,
            initial=before is not None,
        )
        kept = _(
            "Ce qui a peut-être déjà été dit n’est pas montré ici : c’est gardé, sauf si vous écrivez autre chose."
        )
        self._part(_("Vos besoins"), [*names, "needs_consent"], help_text=kept if self.needs_anew else "")

    def _add_declarations(self):
        event, names = self.event, []
        if event.admission == Admission.PROFESSIONALS:
            names += ["professional", "function"]
            self.fields["professional"] = forms.BooleanField(label=_("Je participe à titre professionnel."))
            self.fields["function"] = line(_("Fonction"), required=True)
        text = event.text(self.language)
        if any(other.prerequisites for other in event.texts.all()):
            names.append("prerequisites")
            self.fields["prerequisites"] = forms.BooleanField(label=_("Je remplis ces conditions."))
            self.prerequisites = (text and text.prerequisites) or next(
                other.prerequisites for other in event.texts.all() if other.prerequisites
            )
        if names:
            self._part(_("Conditions"), names, help_text=getattr(self, "prerequisites", ""))
        if event.approval == ApprovalMode.EMPLOYER:
            names = ["approver_name", "approver_email"]
            if event.admission != Admission.PROFESSIONALS:  # they have said for whom they work
                names.insert(0, "employer")
                self.fields["employer"] = line(_("Employeur"), required=True)
            self.fields["approver_name"] = approver_name()
            self.fields["approver_email"] = approver_address()
            self._part(_("Accord de l’employeur"), names)

    @cached_property
    def sections(self):
        """[{"legend", "help", "fields": [BoundField], "add"}] in order: name and contact, the parts, the remark."""
        own = {name for part in self.parts for name in part["names"]}
        last = [name for name in self.fields if name == "note"]
        first = [name for name in self.fields if name not in own and name not in ("note", "website")]
        parts = [{"legend": "", "names": first, "help": "", "add": None}, *self.parts]
        parts.append({"legend": "", "names": last, "help": "", "add": None})
        return [{**part, "fields": [self[name] for name in part["names"]]} for part in parts]

    def declared(self, data):
        """The codes of what was declared."""
        said = {"professional": Declaration.PROFESSIONAL, "prerequisites": Declaration.PREREQUISITES}
        ticked = {str(code) for name, code in said.items() if data.get(name)}
        return tuple(sorted(ticked | set(self.before.declarations)))
