"""What people type to volunteer; errors say what to do."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.forms import HarmlessAddress, HarmlessLine, clean_address
from partners.models import Partner, Quartier, Theme
from portal.kit.contact import normalise_phone
from portal.kit.form_stamp import FIELD, check_age, new_stamp
from portal.kit.texts import SPOKEN_CHOICES

from .models import AgeBand, Rhythm
from .models.volunteer import MINORS
from .sign_up import MOST_AT_ONCE, Declared


class MissionsQuery(forms.Form):
    """The filters of the list; what cannot be read is as if it was not asked."""

    quartier = forms.ModelChoiceField(Quartier.objects.all(), to_field_name="slug", required=False)
    theme = forms.ModelChoiceField(Theme.objects.all(), to_field_name="slug", required=False)
    partenaire = forms.ModelChoiceField(Partner.objects.published(), to_field_name="slug", required=False)
    langue = forms.ChoiceField(choices=SPOKEN_CHOICES, required=False)
    rythme = forms.ChoiceField(choices=Rhythm.choices, required=False)
    jour = forms.DateField(required=False)
    page = forms.IntegerField(min_value=1, max_value=1000, required=False)


class DayQuery(forms.Form):
    """Which day's shifts of a mission are shown."""

    jour = forms.DateField(required=False)


class SignUpForm(forms.Form):
    """Shifts to tick, and who comes. skills: [Skill] of which the mission asks some."""

    needs = forms.MultipleChoiceField(
        label=_("Créneaux"),
        error_messages={
            "required": _("Cochez au moins un créneau."),
            "invalid_choice": _("Un de ces créneaux n’existe plus. Choisissez-en un autre."),
        },
    )
    name = HarmlessLine(
        label=_("Nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Écrivez votre nom.")},
    )
    email = HarmlessAddress(
        label=_("Adresse e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Ou un numéro de téléphone ci-dessous : l’un des deux suffit."),
    )
    phone = forms.CharField(
        label=_("Téléphone"), max_length=30, required=False, widget=forms.TelInput(attrs={"autocomplete": "tel"})
    )
    age = forms.ChoiceField(
        label=_("Votre âge"),
        choices=AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites votre tranche d’âge : la loi fixe des heures avant 18 ans.")},
    )
    guardian_name = HarmlessLine(label=_("Nom du parent"), max_length=120, required=False)
    guardian_phone = forms.CharField(
        label=_("Téléphone du parent"), max_length=30, required=False, widget=forms.TelInput()
    )
    guardian_agrees = forms.BooleanField(label=_("Ce parent est d’accord que je sois bénévole."), required=False)
    skills = forms.MultipleChoiceField(
        label=_("J’ai"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("On vous demandera de le montrer."),
    )
    language = forms.ChoiceField(label=_("Langue des messages"), choices=settings.LANGUAGES)
    website = forms.CharField(label=_("Laissez ce champ vide"), required=False)

    def __init__(self, *args, needs, skills, language, known=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(required=not known, widget=forms.HiddenInput(), initial=new_stamp)
        self.known = known
        self.fields["needs"].choices = [(str(need.uuid), "") for need in needs]
        self.by_uuid = {str(need.uuid): need.pk for need in needs}
        self.fields["skills"].choices = [(str(skill.pk), skill.name(language)) for skill in skills]
        if not skills:
            del self.fields["skills"]
        if known:
            for name in ("name", "email", "phone", "language", "website"):
                del self.fields[name]

    def clean_email(self):
        return clean_address(self.cleaned_data["email"])

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])

    def clean_guardian_phone(self):
        return normalise_phone(self.cleaned_data["guardian_phone"])

    def clean_needs(self):
        chosen = self.cleaned_data["needs"]
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(_("Choisissez %(most)s créneaux au plus à la fois.") % {"most": MOST_AT_ONCE})
        return chosen

    def clean(self):
        cleaned = super().clean()
        if not self.known:
            self._check_person(cleaned)
        if cleaned.get("age") in MINORS:
            for name, said in (
                ("guardian_name", _("Avant 18 ans, écrivez le nom d’un parent qui est d’accord.")),
                ("guardian_phone", _("Écrivez le téléphone de ce parent.")),
                ("guardian_agrees", _("Sans l’accord d’un parent, on ne peut pas vous inscrire.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return cleaned

    def _check_person(self, cleaned):
        if cleaned.get("website"):
            raise ValidationError(_("Laissez vide le champ caché."))
        if not self.errors.keys() & {"email", "phone"} and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", _("Donnez une adresse e-mail ou un téléphone."))
        check_age(cleaned.get(FIELD, ""))

    def needs_chosen(self):
        """Ids of the needs that were ticked."""
        return [self.by_uuid[uuid] for uuid in self.cleaned_data["needs"]]

    def declared(self, volunteer=None):
        """The Declared that was typed; of a known volunteer, who they are stays."""
        data = self.cleaned_data
        who = volunteer or _Typed(data)
        return Declared(
            name=who.name,
            email=who.email,
            phone=who.phone,
            language=who.language,
            age=data["age"],
            skills=frozenset(int(pk) for pk in data.get("skills", [])),
            guardian_name=data["guardian_name"],
            guardian_phone=data["guardian_phone"],
        )


class _Typed:
    def __init__(self, data):
        self.name, self.email, self.phone = data["name"], data["email"], data["phone"]
        self.language = data["language"]


class WithdrawForm(forms.Form):
    """Which of one's own shifts are given back: their ids, or all that is to come."""

    rows = forms.MultipleChoiceField(required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = [(str(row.pk), "") for row in rows]
