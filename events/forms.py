"""What people type to register; errors say what to do."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.kit.contact import (
    is_email,
    normalise_email,
    normalise_phone,
    tidy_lines,
    validate_harmless,
    validate_one_line,
)
from portal.kit.form_stamp import FIELD, check_age, new_stamp
from portal.templatetags.wording import day_words_from, hours

from .asking.fields import DetailsFields, line
from .asking.kept_files import KeepsFiles
from .asking.reading import DetailsReading
from .asking.rules import day_of, too_many
from .asking.writing import details_of
from .models import Admission, ParticipantMode, Source
from .targets import bounds

ADDRESS_LENGTH = 254
NO_WAY_TO_REACH = _("Gardez un numéro de téléphone : nous n’avons pas d’adresse e-mail pour vous.")
ROW_LETTERS = {"people": "p", "children": "c"}


def clean_address(typed):
    """The address in its one form; raises ValidationError when that form is none (some letters grow)."""
    address = normalise_email(typed)
    if address and (len(address) > ADDRESS_LENGTH or not is_email(address)):
        raise ValidationError(_("Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.be"))
    return address


class Harmless:
    """Of text with hidden characters a field says that, and nothing else beside it."""

    def run_validators(self, value):
        validate_harmless(value)
        super().run_validators(value)


class HarmlessLine(Harmless, forms.CharField):
    default_validators = [validate_one_line]


class HarmlessLines(Harmless, forms.CharField):
    """Several lines, each ended by one character: what a browser counts towards the length is what is counted here."""

    widget = forms.Textarea

    def to_python(self, value):
        return tidy_lines(super().to_python(value))


class HarmlessAddress(Harmless, forms.EmailField):
    pass


def party_size_field():
    """How many come, asked in the same words of whoever registers and of whoever stands at the door."""
    return forms.IntegerField(
        label=_("Nombre de personnes"),
        min_value=1,
        max_value=500,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Écrivez combien de personnes viennent."),
            "invalid": _("Écrivez combien de personnes viennent, en chiffres."),
            "min_value": _("Écrivez au moins une personne."),
        },
    )


def allow_at_most(field, most):
    """Let no more persons than `most` be written in the field, and say that number to whoever tries."""
    field.validators = [rule for rule in field.validators if not isinstance(rule, MaxValueValidator)]
    field.validators.append(MaxValueValidator(most))
    field.max_value = field.widget.attrs["max"] = most
    field.error_messages = {**field.error_messages, "max_value": too_many(most)}


class PersonFields(forms.Form):
    """Who comes: shared by the public form, the desk and the managing link."""

    name = HarmlessLine(
        label=_("Nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        max_length=30,
        required=False,
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )
    party_size = party_size_field()
    language = forms.ChoiceField(label=_("Langue des messages"), choices=settings.LANGUAGES)
    note = HarmlessLines(
        label=_("Remarque pour l’organisateur"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, event, **kwargs):
        self.event = event
        super().__init__(*args, **kwargs)
        if event.pseudonyms:
            self.fields["name"].label = _("Nom ou pseudonyme")
            self.fields["name"].help_text = _("Un pseudonyme suffit.")
        self._ask_number(event.party_max)
        if event.group_max:
            self._ask_group()
        elif event.admission == Admission.PROFESSIONALS:
            self.fields["organisation"] = line(_("Employeur ou organisation"), required=True)

    def _ask_number(self, most):
        field = self.fields["party_size"]
        if self.event.participants != ParticipantMode.NUMBER and not self.event.group_max:
            del self.fields["party_size"]  # as many as there are names
        elif most == 1 and not self.event.group_max:
            field.widget = forms.HiddenInput()
            field.required = False
        else:
            field.help_text = ngettext(
                "Vous compris. %(most)s personne au plus.", "Vous compris. %(most)s personnes au plus.", most
            ) % {"most": most}

    def _ask_group(self):
        """A group of an association or class says how many it is, and whose it is; names may come later."""
        professional = self.event.admission == Admission.PROFESSIONALS
        self.fields["organisation"] = line(
            _("Employeur ou organisation") if professional else _("Association ou classe"),
            required=professional,
            help_text=_("Pour venir en groupe, jusqu’à %(most)s personnes.") % {"most": self.event.group_max},
        )
        number = self.fields["party_size"]
        allow_at_most(number, max(number.max_value, self.event.group_max))
        if self.event.participants != ParticipantMode.NUMBER:
            number.required, number.initial = False, None
            number.label = _("Nombre de personnes du groupe")
            number.help_text = _("Seulement pour un groupe dont vous donnez les noms plus tard.")

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])

    def clean_party_size(self):
        named = self.event.participants != ParticipantMode.NUMBER
        return self.cleaned_data["party_size"] or (None if named else 1)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Écrivez votre nom avec des lettres."))
        return name


class AskingForm(KeepsFiles, DetailsFields, DetailsReading, PersonFields):
    """A form of the person's fields and of everything else that the event asks."""

    def activity_starts(self, data):
        """When what one registers for begins, as far as it is chosen; None before that."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        data["details"] = self.read_details(data, day=day_of(self.activity_starts(data)))
        return data

    def add_refusal(self, refusal):
        """Say what the operation refused: beside the field that asked for it where that is known, else above all."""
        extra = getattr(refusal, "extra", None)
        self.add_error(self.field_asking(extra) if extra else None, str(refusal))

    @classmethod
    def with_one_more(cls, sent, name, *, files, **kwargs):
        """The form as it was sent, unchecked but for its files, with one more row: `people` or `children`."""
        counted = cls(sent, **kwargs)
        rows = {key: counted.fields[key].initial for key in ROW_LETTERS if key in counted.fields}
        if name in rows:
            rows[name] += 1
        form = cls(initial=rows, **kwargs)
        form.sent, form.sent_files = sent, files
        for key, field in form.fields.items():
            value = field.widget.value_from_datadict(sent, {}, form.add_prefix(key))
            form.initial[key] = rows.get(key, value)
        form.begin_at_last(name)
        return form

    def begin_at_last(self, name):
        """The page opens at the row that was added, where one was about to write, not at its top."""
        if name in self.fields:
            added = self.fields.get(f"{ROW_LETTERS[name]}{self.fields[name].initial - 1}_name")
            if added is not None:
                added.widget.attrs["autofocus"] = True


class DateFields(forms.Form):
    """Which date, where one registers date by date; and the stamp of a form that registers somebody."""

    def add_dates(self, occurrences, *, chosen="", shown=None):
        """occurrences: [(Occurrence, seats label)] that may be chosen; none: one registers for the whole.

        chosen: the uuid of the date that is not asked for again; shown: how many dates are offered, all if None.
        """
        self.starts = {str(occurrence.uuid): occurrence.starts_at for occurrence, _label in occurrences}
        if not occurrences:
            del self.fields["occurrence"]
            return
        choices = [
            (str(occurrence.uuid), _date_label(occurrence, seats_label)) for occurrence, seats_label in occurrences
        ]
        field = self.fields["occurrence"]
        field.choices = choices
        field.widget.choices = choices[:shown]
        chosen = choices[0][0] if len(choices) == 1 else chosen
        if chosen:
            field.initial, field.widget = chosen, forms.HiddenInput()

    def activity_starts(self, data):
        return self.starts.get(data.get("occurrence")) if self.starts else bounds(self.event, None)[0]

    occurrence = forms.ChoiceField(
        label=_("Date"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une date."),
            "invalid_choice": _("Cette date n’est plus disponible. Choisissez-en une autre."),
        },
    )
    started = forms.CharField(widget=forms.HiddenInput(), required=False, initial=new_stamp)

    def kept_scope(self):
        return str(self[FIELD].value())

    def show_again(self, name, value):
        """What the form holds in this field when it is shown again with its errors."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value


def _date_label(occurrence, seats_label):
    day = day_words_from(occurrence.starts_at, timezone.localdate())
    when = f"{day}, {hours(occurrence.starts_at, occurrence.ends_at)}"
    return f"{when} · {seats_label}" if seats_label else when


class RegistrationForm(DateFields, AskingForm):
    """The public form: no account, e-mail or phone, and two quiet guards against machines."""

    email = HarmlessAddress(
        label=_("Adresse e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Une adresse e-mail ou un numéro de téléphone : l’un des deux suffit."),
        error_messages={"invalid": _("Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.be")},
    )
    website = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    source = Source.WEB
    field_order = ("occurrence", "name", "email", "phone", "organisation", "party_size", "language", "note")

    def __init__(self, *args, occurrences=(), chosen="", shown=None, left=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_dates(occurrences, chosen=chosen, shown=shown)
        self.order_fields(self.field_order)
        self.add_details(web=True, left=left)
        if self.named and not self.event.pseudonyms:
            self.fields["name"].label = _("Votre nom")  # the names of those who come are asked for below
        party = self.fields.get("party_size")
        if party and not party.widget.is_hidden:
            allow_at_most(party, max(self.event.party_max, self.event.group_max or 0))
        if party and self.event.waiting_list and self.event.seats and party.help_text:
            waits = _("Quand les places ne suffisent pas pour tout le groupe, il va entier sur la liste d’attente.")
            party.help_text = f"{party.help_text} {waits}"

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])

    def clean(self):
        data = super().clean()
        if data.get("website"):
            self.show_again("website", "")  # a browser that fills in addresses must not lock its owner out
            self.add_error(None, _("Un champ caché était rempli : nous l’avons vidé. Envoyez encore une fois."))
        try:
            check_age(self.data.get(self.add_prefix(FIELD), ""))
        except ValidationError as error:
            self.add_error(None, error)
            if error.code == "stamp":
                self.show_again(FIELD, new_stamp())
        if not data.get("email") and not data.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Donnez une adresse e-mail ou un numéro de téléphone."))
        return data


class DatesQuery(forms.Form):
    """The query of the registration form: the date that was chosen, or how many to choose from."""

    date = forms.UUIDField(required=False)
    dates = forms.IntegerField(min_value=1, max_value=5000, required=False)


class DeskForm(DateFields, AskingForm):
    """At the desk: for somebody who may have neither e-mail nor telephone."""

    email = HarmlessAddress(label=_("Adresse e-mail"), required=False, max_length=254)
    source = Source.DESK
    field_order = ("occurrence", "name", "phone", "email", "organisation", "party_size", "language", "note")

    def __init__(self, *args, occurrences=(), left=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_dates(occurrences)
        if "party_size" in self.fields:
            self.fields["party_size"].widget = forms.NumberInput(attrs={"inputmode": "numeric"})
            self.fields["party_size"].help_text = ""
        if "organisation" in self.fields:
            self.fields["organisation"].required = False
        self.order_fields(self.field_order)
        self.add_details(web=False, left=left)

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])


class ChangeForm(AskingForm):
    """What the managing link may change; the address to which the link went stays.

    private: False leaves out, and keeps as it was, what is said to the organiser alone or agreed to by its person.
    needs_anew: what is needed may all the same be written in place of what is kept, which is not shown.
    """

    def __init__(self, *args, registration, private=True, needs_anew=False, **kwargs):
        self.registration = registration
        before = details_of(registration)
        super().__init__(*args, event=registration.event, **kwargs)
        web = registration.source == Source.WEB
        if web and not registration.email:
            self.fields["phone"].required = True
            self.fields["phone"].error_messages["required"] = NO_WAY_TO_REACH
        if "organisation" in self.fields:
            self.initial.setdefault("organisation", registration.organisation)
            self.order_fields(("name", "phone", "organisation", "party_size", "language", "note"))
        seen = {"private": private, "needs_anew": needs_anew}
        self.add_details(web=web, register=False, details=before, persons=registration.party_size, **seen)
        if self.named and not self.grouped and registration.party_size == len(before.participants):
            self.initial.pop("party_size", None)  # as many as there are names

    def kept_scope(self):
        return f"registration {self.registration.uuid}"

    def activity_starts(self, data):
        return bounds(self.event, self.registration.occurrence)[0]


class GiveBackForm(forms.Form):
    """Nothing to type: the button is the answer."""


class CallForm(forms.Form):
    """One line of the call list was called, or was not after all."""

    call = forms.IntegerField(min_value=1, widget=forms.HiddenInput())
    undo = forms.BooleanField(required=False)


class AnswerForm(forms.Form):
    """Whether an offered place is taken."""

    answer = forms.ChoiceField(choices=[("yes", _("Oui, je viens")), ("no", _("Non"))])


class FewerForm(forms.Form):
    """With how many a group that waits would come as well: at most as many as there are places."""

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fewer"] = forms.IntegerField(
            min_value=1,
            max_value=most,
            initial=most,
            label=_("Combien viendriez-vous ?"),
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )


class DecisionForm(forms.Form):
    """Whoever must agree does so, or says why not."""

    decision = forms.ChoiceField(choices=[("agree", _("Je suis d’accord")), ("decline", _("Je refuse"))])
    comment = forms.CharField(
        label=_("Un mot pour la personne"),
        max_length=300,
        required=False,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class QueueForm(forms.Form):
    """One act of the organiser on one registration that waits."""

    act = forms.ChoiceField(
        choices=[(code, code) for code in ("up", "down", "first", "give", "agree", "decline", "draw")]
    )
    reference = forms.CharField(max_length=8, required=False)
    date = forms.UUIDField(required=False)
    comment = forms.CharField(max_length=300, required=False, validators=[validate_harmless])
