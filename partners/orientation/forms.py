"""What worker, service and person write about an orientation."""

from datetime import datetime

from django import forms
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.kit.contact import normalise_email, normalise_phone, tidy_lines, validate_harmless, validate_one_line
from portal.kit.texts import SPOKEN_CHOICES, language_name

from ..models import AgeBand, Outcome, Reaching, Reception, RefusalReason, Service
from ..models.orientation import WORDS
from ..pages import name_of
from .sending import Details

LINE = [validate_harmless, validate_one_line]


def _words(label, *, required=True, rows=3, help_text="", wanted=""):
    errors = {"required": wanted} if wanted else {}
    return forms.CharField(
        label=label,
        required=required,
        max_length=WORDS,
        validators=[validate_harmless],
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
        help_text=help_text,
        error_messages=errors,
    )


def _day(label, help_text=""):
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class OrientForm(forms.Form):
    """For whom, what for, who reaches whom. reception: what the service takes; fields that it leaves out are not asked.

    consent: the words to tick.
    """

    name = forms.CharField(
        label=_("Prénom ou pseudonyme"),
        max_length=60,
        validators=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Pas le nom de famille : le service n’en a pas besoin pour répondre."),
        error_messages={"required": _("Écrivez un prénom ou un pseudonyme.")},
    )
    need = _words(
        _("Ce que la personne demande"),
        rows=4,
        help_text=_(
            "En deux ou trois phrases. Rien sur la santé, la justice, les papiers, l’origine ou les croyances : "
            "la personne en parlera elle-même si elle veut."
        ),
        wanted=_("Écrivez en deux ou trois phrases ce que la personne demande."),
    )
    language = forms.ChoiceField(label=_("Langue dans laquelle lui parler"))
    age_band = forms.ChoiceField(
        label=_("Tranche d’âge"), required=False, choices=[("", _("Ne pas dire")), *AgeBand.choices]
    )
    reaching = forms.ChoiceField(
        label=_("Qui contacte qui"), choices=Reaching, widget=forms.RadioSelect, initial=Reaching.SERVICE
    )
    phone = forms.CharField(
        label=_("Téléphone de la personne"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Adresse e-mail de la personne"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        help_text=_("La personne y reçoit ce qui a été envoyé, et un lien pour tout arrêter."),
    )
    urgent = forms.BooleanField(label=_("C’est urgent"), required=False)
    wanted_by = _day(_("Une réponse est utile avant le"))
    consent = forms.BooleanField(
        error_messages={"required": _("Lisez ces mots à la personne. Sans son accord, rien n’est envoyé.")}
    )

    def __init__(self, *args, reception, consent, **kwargs):
        super().__init__(*args, **kwargs)
        self.consent_words = consent
        self.fields["consent"].label = consent
        self.fields["language"].choices = [(code, language_name(code, get_language())) for code, _l in SPOKEN_CHOICES]
        self.initial.setdefault("language", get_language())
        if not reception.asks_age:
            del self.fields["age_band"]
        if not reception.asks_contact:
            del self.fields["phone"], self.fields["email"]
            self.fields["reaching"].choices = [pair for pair in Reaching.choices if pair[0] != Reaching.SERVICE]
            self.fields["reaching"].initial = Reaching.PERSON

    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])

    def clean_email(self):
        return normalise_email(self.cleaned_data["email"])

    def clean_wanted_by(self):
        day = self.cleaned_data["wanted_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Ce jour est passé."), code="past")
        return day

    def clean(self):
        data = super().clean()
        told = data.get("phone") or data.get("email") or {"phone", "email"} & set(self.errors)
        if data.get("reaching") == Reaching.SERVICE and not told:
            self.add_error("phone", _("Pour que le service appelle, il faut un téléphone ou un e-mail."))
        return data

    def details(self):
        """The Details of a valid form."""
        data = self.cleaned_data
        return Details(**{**data, "need": tidy_lines(data["need"]), "consent": self.consent_words})


class AcceptForm(forms.Form):
    """A day with its hour, or words."""

    day = _day(_("Jour du rendez-vous"))
    time = forms.TimeField(
        label=_("Heure"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(
        label=_("Où"),
        required=False,
        max_length=200,
        validators=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = _words(
        _("Ou en mots"),
        required=False,
        help_text=_("Par exemple : « Nous l’appelons jeudi », « Elle peut venir à la permanence du lundi »."),
    )

    def clean(self):
        data = super().clean()
        day, hour = data.get("day"), data.get("time")
        if hour and not day and "day" not in self.errors:
            self.add_error("day", _("Dites aussi le jour."))
        if day and not hour and "time" not in self.errors:
            self.add_error("time", _("Dites aussi l’heure."))
        if day and day < timezone.localdate():
            self.add_error("day", _("Ce jour est passé."))
        if not (day or data.get("words") or self.errors):
            self.add_error("words", _("Dites quand la personne peut venir, ou ce qui va se passer."))
        if day and hour and not self.errors:
            try:
                data["appointment_at"] = from_current_timezone(datetime.combine(day, hour))
            except forms.ValidationError:
                self.add_error("time", _("Cette nuit-là l’heure change : choisissez une autre heure."))
            else:
                if data["appointment_at"] < timezone.now():
                    self.add_error("time", _("Cette heure est passée."))
        return data

    def facts(self):
        """The arguments of answering.accept()."""
        data = self.cleaned_data
        return {
            "appointment_at": data.get("appointment_at"),
            "place": data["place"],
            "words": tidy_lines(data["words"]),
        }


class RefuseForm(forms.Form):
    """others: Services that may be suggested."""

    reason = forms.ChoiceField(
        label=_("Raison"),
        choices=RefusalReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )
    suggested = forms.ModelChoiceField(
        label=_("Un service qui convient mieux"), queryset=Service.objects.none(), required=False, empty_label="—"
    )
    words = _words(_("Quelques mots pour le professionnel"), required=False)

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        language, field = get_language(), self.fields["suggested"]
        field.queryset = Service.objects.filter(pk__in=[each.pk for each in others])
        named = [(each.pk, f"{each.text(language).name} – {name_of(each.partner, language)}") for each in others]
        field.choices = [("", "—"), *named]
        if not others:
            del self.fields["suggested"]

    def clean(self):
        data = super().clean()
        says = data.get("words") or data.get("suggested") or "words" in self.errors
        if data.get("reason") == RefusalReason.OTHER and not says:
            self.add_error("words", _("Dites en quelques mots pourquoi, ou choisissez un autre service."))
        return data

    def facts(self):
        """The arguments of answering.refuse()."""
        data = self.cleaned_data
        return {
            "reason": data["reason"],
            "suggested": data.get("suggested"),
            "words": tidy_lines(data["words"]),
        }


class WordsForm(forms.Form):
    """A question, or the answer to it."""

    words = _words(_("Votre message"), wanted=_("Écrivez votre message."))

    def facts(self):
        return {"words": tidy_lines(self.cleaned_data["words"])}


class FollowForm(forms.Form):
    """What a worker does with one button."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("withdraw", "revoke", "outcome")])
    outcome = forms.ChoiceField(choices=Outcome, required=False)

    def clean(self):
        data = super().clean()
        if data.get("act") == "outcome" and not data.get("outcome"):
            raise forms.ValidationError(_("Choisissez une réponse."))
        return data


class ReceptionForm(forms.ModelForm):
    """How one service takes people."""

    class Meta:
        model = Reception
        fields = ["takes", "email", "asks_contact", "asks_age", "note_fr", "note_nl", "note_en"]
