"""The agenda as it is searched: flat rows that repeat what events and dates say. events.catalogue alone writes them."""

from django.db import models
from django.utils import timezone

from partners.models import Partner, Place, Quartier

from .capacity import Capacity
from .event import Event
from .occurrence import Occurrence


class AgendaRow(models.Model):
    """One date, flat. `marks`: what filters ask for, as words `facet:value` with a space between them.

    Facets are those of the agenda's address (`type:atelier`, `quartier:12` and `partenaire:7` and `theme:3` by id,
    `public:jeunes`, `langue:fr`, `acces:entree`, `moment:soir`, `gratuit:1`, `garderie:1`) and three of its own:
    `age:6-12`, `libre:1` (nobody registers) and `inscription:1` (one registers from `opens` until `closes` while
    `capacity` has room). A date that is called off has neither of the last two.
    start, end, opens, closes: seconds since 1970, because a process reads all of them at once, and fast.
    """

    occurrence = models.OneToOneField(Occurrence, models.CASCADE, primary_key=True, related_name="agenda_row")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", db_index=False)
    visible = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    quartier = models.ForeignKey(Quartier, models.SET_NULL, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="+", db_index=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+", db_index=False)
    capacity = models.ForeignKey(Capacity, models.SET_NULL, null=True, related_name="+")
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    opens = models.BigIntegerField(null=True)
    closes = models.BigIntegerField(null=True)
    marks = models.TextField()

    class Meta:
        ordering = ["starts_at", "occurrence"]
        indexes = [
            models.Index(fields=["visible", "starts_at", "occurrence"], name="events_agenda_in_order"),
            models.Index(fields=["event", "starts_at"], name="events_agenda_of_event"),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.marks}"


class AgendaText(models.Model):
    """The words of an event in one language, as events.agenda.fulltext finds them.

    `id` is the event's id × TEXTS + the rank of the language, so that a hit tells its event without another look-up.
    `words`: each word once, lower case, without accents, with a space between them; indexed by each database in
    its own way (migration 0002).
    """

    TEXTS = 64

    id = models.BigIntegerField(primary_key=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.event_id}: {self.words[:60]}"


class CatalogueStamp(models.Model):
    """What readers compare to know whether what they hold still stands; a new `value` says that it does not.

    Three rows: `catalogue` (anything that the agenda shows), `seats` (places were taken or freed) and `pages` (what
    public pages show besides). Values are drawn at random, so that one which was rolled back never comes again.
    `changed_at`: when the value was drawn.
    """

    CATALOGUE, SEATS, PAGES = "catalogue", "seats", "pages"

    name = models.CharField(max_length=10, primary_key=True)
    value = models.CharField(max_length=16)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.name} {self.value}"
