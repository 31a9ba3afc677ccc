"""The one page on which a partner writes an activity. A draft may lack almost everything; what is submitted may not."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.models import Feature
from portal.kit.contact import normalise_phone, validate_harmless
from portal.kit.refusal import Refusal
from portal.kit.texts import LANGUAGE_CHOICES, OFFICIAL_LANGUAGES, SPOKEN_CHOICES, language_name

from ..editing.fields import DaysField
from ..models import Audience, EventKind, RegistrationMode, Theme
from ..validation import check_day
from .photos import ACCEPTED, found, receive
from .places import place_choices
from .reading import FORTNIGHTLY, ONCE, ONLINE, WEEKLY

MOST_DAYS = 30
DESCRIPTION = 6000
BODY = {"description": "language", "description2": "language2"}
DATES = ("day", "begins", "ends", "repeats", "until", "more_days")
# What is asked for before anything may be read by staff.
NEEDED = ("title", "summary", "day", "begins", "ends", "place")
OF_PHOTO = ("alt", "consent")  # with a photo


class ThemesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, theme):
        return theme.name(get_language())


def line(label, length, **kwargs):
    return forms.CharField(label=label, max_length=length, required=False, validators=[validate_harmless], **kwargs)


def box(label, length, rows, **kwargs):
    return line(label, length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def day_field(label, **kwargs):
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
    )


def time_field(label):
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 300})
    )


def age_field(label):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=120,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def focus_field(label):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"type": "range", "step": 1}),
    )


class PostForm(forms.Form):
    """partner: who posts. shown: the Shown of what is changed or begun. submitting: whether all that is needed is asked
    for.

    A photo that was received is kept under `photo_kept` whatever else is wrong, so that it is sent once.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    source = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)

    language = forms.ChoiceField(label=gettext_lazy("Langue du texte"), choices=LANGUAGE_CHOICES, required=False)
    title = line(gettext_lazy("Titre"), 120)
    summary = box(
        gettext_lazy("En deux phrases"),
        300,
        3,
        help_text=gettext_lazy("Ce qu’on fait, et pour qui. Se lit dans l’agenda."),
    )
    description = box(
        gettext_lazy("Description"), DESCRIPTION, 8, help_text=gettext_lazy("Une ligne vide commence un paragraphe.")
    )
    language2 = forms.ChoiceField(label=gettext_lazy("Deuxième langue"), choices=LANGUAGE_CHOICES, required=False)
    title2 = line(gettext_lazy("Titre dans cette langue"), 120)
    summary2 = box(gettext_lazy("En deux phrases, dans cette langue"), 300, 3)
    description2 = box(gettext_lazy("Description dans cette langue"), DESCRIPTION, 8)

    kind = forms.ChoiceField(label=gettext_lazy("Type d’activité"), choices=EventKind.choices)
    day = day_field(gettext_lazy("Jour"))
    begins = time_field(gettext_lazy("Début"))
    ends = time_field(gettext_lazy("Fin"))
    repeats = forms.ChoiceField(
        label=gettext_lazy("Se répète"),
        choices=[
            (ONCE, gettext_lazy("Non")),
            (WEEKLY, gettext_lazy("Chaque semaine, le même jour")),
            (FORTNIGHTLY, gettext_lazy("Toutes les deux semaines")),
        ],
        required=False,
    )
    until = day_field(gettext_lazy("Jusqu’au"))
    more_days = DaysField(
        label=gettext_lazy("Aussi d’autres jours, aux mêmes heures"),
        required=False,
        help_text=gettext_lazy("Par exemple : 26/12/2027, 2/1/2028."),
        widget=forms.TextInput,
    )

    place = forms.ChoiceField(label=gettext_lazy("Lieu"), required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Adresse de la rencontre en ligne"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url"}),
    )

    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Pour qui"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    age_min = age_field(gettext_lazy("Âge minimum (ans)"))
    age_max = age_field(gettext_lazy("Âge maximum (ans)"))
    themes = ThemesField(
        label=gettext_lazy("Thèmes"),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    price_kind = forms.ChoiceField(
        label=gettext_lazy("Prix"),
        choices=[("free", gettext_lazy("Gratuit")), ("paid", gettext_lazy("Payant"))],
        required=False,
        widget=forms.RadioSelect,
    )
    price = forms.DecimalField(
        label=gettext_lazy("Prix par personne, en euros"),
        min_value=0,
        max_digits=7,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    price_label = line(
        gettext_lazy("Précision sur le prix"), 120, help_text=gettext_lazy("Par exemple : gratuit avant 12 ans.")
    )
    price_label2 = line(gettext_lazy("Précision sur le prix, dans cette langue"), 120)
    registration = forms.ChoiceField(
        label=gettext_lazy("Inscription"), choices=(), required=False, widget=forms.RadioSelect
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Nombre de places"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Par date. Vide : sans limite."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Langues parlées sur place"),
        choices=SPOKEN_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("Ce que l’activité prévoit"),
        choices=Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ce qui est déjà noté pour le lieu est repris."),
    )
    contact_email = forms.EmailField(label=gettext_lazy("E-mail de contact, montré sur la page"), required=False)
    contact_phone = line(
        gettext_lazy("Téléphone de contact, montré sur la page"),
        30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "JPEG, PNG, WebP, HEIC ou AVIF, 20 Mo au plus. Le lieu et l’heure de prise de vue sont effacés."
        ),
    )
    photo_kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photo_remove = forms.BooleanField(label=gettext_lazy("Retirer la photo"), required=False)
    focus_x = focus_field(gettext_lazy("Le plus important, de gauche à droite"))
    focus_y = focus_field(gettext_lazy("Le plus important, de haut en bas"))
    alt = line(
        gettext_lazy("Ce que montre la photo"), 250, help_text=gettext_lazy("Lu aux personnes qui ne la voient pas.")
    )
    alt2 = line(gettext_lazy("La même chose dans la deuxième langue"), 250)
    credit = line(gettext_lazy("Qui a pris la photo"), 120)
    consent = forms.BooleanField(
        label=gettext_lazy(
            "Les personnes qu’on reconnaît sont d’accord, par écrit ; pour les enfants, leurs parents aussi."
        ),
        required=False,
    )

    def __init__(self, *args, partner, user, shown, has_image=False, submitting=False, **kwargs):
        super().__init__(*args, initial=shown.initial, **kwargs)
        self.partner, self.user, self.submitting, self.has_image = partner, user, submitting, has_image
        self.keeps_dates, self.keeps_bodies = shown.keeps_dates, shown.keeps_bodies
        self.received = None
        self.fields["place"].choices = place_choices(partner, get_language())
        modes = [RegistrationMode.NONE, RegistrationMode.DATE]
        if shown.initial["registration"] not in modes:
            modes.append(shown.initial["registration"])
        self.fields["registration"].choices = [(mode, RegistrationMode(mode).label) for mode in modes]
        if self.keeps_dates:
            for name in DATES:
                del self.fields[name]
        for name, language in BODY.items():
            if shown.initial.get(language) in self.keeps_bodies and shown.initial.get(
                name.replace("description", "title")
            ):
                del self.fields[name]

    # One field after the other

    def clean_day(self):
        return self._day("day")

    def clean_until(self):
        return self._day("until")

    def _day(self, name):
        day = self.cleaned_data[name]
        if day:
            check_day(day)
        return day

    def clean_more_days(self):
        days = [forms.DateField().to_python(day) for day in self.cleaned_data["more_days"]]
        if len(days) > MOST_DAYS:
            raise ValidationError(_("C’est trop de jours à la fois : %(most)s au plus.") % {"most": MOST_DAYS})
        for day in days:
            check_day(day)
        return days

    def clean_contact_phone(self):
        return normalise_phone(self.cleaned_data["contact_phone"])

    def clean_photo(self):
        """Received at once: an error elsewhere does not lose it."""
        file = self.cleaned_data["photo"]
        if file:
            try:
                self.received = receive(file, partner=self.partner, user=self.user)
            except Refusal as refusal:
                raise ValidationError(str(refusal), code=refusal.code) from None
        return None

    def clean(self):
        data = super().clean()
        self.received = self.received or found(data.get("photo_kept"), partner=self.partner)
        self._check_texts(data)
        if not self.keeps_dates:
            self._check_when(data)
        if data.get("price_kind") == "paid" and data.get("price") is None and "price" not in self.errors:
            self._ask("price", _("Écrivez le prix, par exemple 5."))
        low, high = data.get("age_min"), data.get("age_max")
        if low is not None and high is not None and low > high:
            self._ask("age_max", _("L’âge minimum dépasse l’âge maximum."))
        if self.submitting:
            self._check_all(data)
        return data

    def _ask(self, name, sentence):
        """Say what is missing, where a field has nothing worse."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def _check_texts(self, data):
        if not data.get("title"):
            self._ask("title", _("Donnez un titre."))
        second = [data.get(name) for name in ("title2", "summary2", "description2", "price_label2")]
        if any(second) and not data.get("title2"):
            self._ask("title2", _("Donnez aussi le titre dans cette langue."))
        if any(second) and data.get("language") == data.get("language2"):
            self._ask("language2", _("Choisissez une autre langue que la première."))

    def _check_when(self, data):
        if data.get("day"):
            for name in ("begins", "ends"):
                if not data.get(name):
                    self._ask(name, _("Donnez une heure."))
        if data.get("repeats") in (WEEKLY, FORTNIGHTLY):
            if not data.get("until"):
                self._ask("until", _("Dites jusqu’à quel jour."))
            elif data.get("day") and data["until"] < data["day"]:
                self._ask("until", _("La répétition finirait avant de commencer."))
            if data.get("more_days"):
                self._ask("more_days", _("Donnez d’autres jours ou une répétition, pas les deux."))

    def _check_all(self, data):
        if not data.get("summary"):
            self._ask("summary", _("Écrivez en deux phrases ce qu’on fait."))
        if not self.keeps_dates:
            self._check_dated(data)
        if not data.get("place"):
            self._ask("place", _("Dites où l’activité a lieu : choisissez un lieu, ou « En ligne »."))
        if self.received or (self.has_image and not data.get("photo_remove")):
            if not data.get("alt"):
                self._ask("alt", _("Dites en une phrase ce que montre la photo."))
            if not data.get("consent"):
                self._ask("consent", _("Confirmez cet accord, ou retirez la photo."))
        if self.partner.is_city:
            self._check_city(data)

    def _check_dated(self, data):
        if not data.get("day"):
            self._ask("day", _("Choisissez un jour."))
            return
        last = max([data["day"], *(data.get("more_days") or []), *([data["until"]] if data.get("until") else [])])
        if last < timezone.localdate() and not self.initial.get("day"):
            self._ask("day", _("Ce jour est passé."))

    def _check_city(self, data):
        written = {data.get("language")} | ({data.get("language2")} if data.get("title2") else set())
        for code in OFFICIAL_LANGUAGES:
            if code not in written:
                self._ask(
                    "title2",
                    _(
                        "Un service de la Ville publie en français et en néerlandais : "
                        "il manque le texte en %(language)s."
                    )
                    % {"language": language_name(code, get_language())},
                )
        if data.get("title2") and not data.get("summary2"):
            self._ask("summary2", _("Écrivez en deux phrases ce qu’on fait."))

    # What the page shows

    def needing(self):
        """The form with what a submission needs marked as such; the rules above decide."""
        has_photo = self.has_image or self.received is not None
        for name in (*NEEDED, *(OF_PHOTO if has_photo else ())):
            if name in self.fields:
                self.fields[name].required = True
        return self

    @property
    def is_online(self):
        return self.cleaned_data.get("place") == ONLINE
