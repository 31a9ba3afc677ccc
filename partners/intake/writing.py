"""A Plan into rows, in bulk: places, then partners, then services. The transaction is whoever calls' affair."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from portal.kit.slugs import Slugs

from ..finding.stamp import directory_changed
from ..hsds.services import application_lists
from ..models import (
    ImportedName,
    LineOutcome,
    OpeningRule,
    Partner,
    PlaceFeature,
    Presence,
    Quartier,
    ServiceStatus,
    Theme,
)
from .checking import IN_LANGUAGE, OWN, TEXTS, rule_of
from .claims import PARTNER, PLACE, SERVICE
from .saying import exceptional

BATCH = 200
CREATED, EDITED = "wagtail.create", "wagtail.edit"
OFFICIAL = {"fr": "nl"}  # whose other name is in which language; of any other, French
LISTS = ("audiences", "languages")
# fact → columns, where they have not its name
COLUMNS = {
    "fee": ("fee", "is_free"),
    "places": ("place",),
    "street": ("street", "street_nl"),
    "municipality": ("municipality", "municipality_nl"),
}


def write(plan, *, user, publish, source=""):
    """Bring the lines of a Plan that are new or changed into the directory.

    publish: whether new partners are shown, and new services open, at once; else both wait for staff.
    """
    _Writer(plan, publish, source).write(user)


class _Writer:
    def __init__(self, plan, publish, source):
        self.plan, self.known, self.language = plan, plan.known, plan.language
        self.publish, self.source, self.now = publish, source, timezone.now()
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.quartiers = {quartier.slug: quartier for quartier in Quartier.objects.all()}
        self.rows = {}  # Line → the row that it is

    def write(self, user):
        done = [line for line in self.plan.lines if line.outcome in (LineOutcome.NEW, LineOutcome.CHANGED)]
        for kind, make in ((PLACE, self._place), (PARTNER, self._partner), (SERVICE, self._service)):
            self._write_kind([line for line in done if line.kind == kind], kind, make)
        self._parents(done)
        self._log(done, user)
        self._remember()
        if done:
            directory_changed()

    def _write_kind(self, lines, kind, make):
        model = OWN[kind][0]
        slugs = Slugs(model) if any(line.outcome == LineOutcome.NEW for line in lines) else None
        for line in lines:
            row = self._row(line, model, slugs)
            row.changed_at = self.now
            for name in (*OWN[kind][1], *LISTS):
                if name in line.before:
                    setattr(row, name, line.facts[name])
            make(line, row)
            self.rows[line] = row
        made = [self.rows[line] for line in lines if line.outcome == LineOutcome.NEW]
        changed = [self.rows[line] for line in lines if line.outcome == LineOutcome.CHANGED]
        model.objects.bulk_create(made, batch_size=BATCH)
        model.objects.bulk_update(changed, _columns(lines, model), batch_size=BATCH)
        self._write_texts(lines, kind)
        if kind != PLACE:
            self._write_themes(lines, model)
            self._write_hours(lines, kind)
            self._write_presences(lines, kind)
        else:
            self._write_features(lines)

    def _row(self, line, model, slugs):
        if line.outcome == LineOutcome.CHANGED:
            record = self.known.of(line.kind)[line.target]
            return getattr(record, line.kind)
        return model(uuid=line.fresh, slug=slugs.free(line.facts["name"]))

    # --- Columns of each kind -------------------------------------------------------------------

    def _place(self, line, place):
        for name in IN_LANGUAGE:
            if name in line.before:
                setattr(place, f"{name}_nl" if self.language == "nl" else name, line.facts[name])
                if line.outcome == LineOutcome.NEW and name == "street":
                    place.street = place.street_nl = line.facts[name]
        if "quartier" in line.before:
            place.quartier = self.quartiers.get(line.facts["quartier"])

    def _partner(self, line, partner):
        if line.outcome == LineOutcome.NEW:
            partner.published = self.publish
        if "quartier" in line.before:
            partner.quartier = self.quartiers.get(line.facts["quartier"])
        if "places" in line.before:
            seat = self._place_of(line.facts["places"][0])
            if partner.place_id not in self.known.confidential:
                partner.place = seat

    def _service(self, line, service):
        if line.outcome == LineOutcome.NEW:
            service.partner = self._owner(line)
            if not self.publish:
                service.status = ServiceStatus.INACTIVE
            for name in ("phone", "email"):
                if getattr(service, name) == getattr(service.partner, name):
                    setattr(service, name, "")  # empty: the partner's
        if "fee" in line.before:
            service.is_free = float(line.facts["fee"]) == 0
            service.fee = None if service.is_free else line.facts["fee"]
        elif line.outcome == LineOutcome.NEW:
            service.is_free = False  # nobody said that it is

    def _owner(self, line):
        owner = self.plan.by_claim[line.claim.owner]
        return self.rows[owner] if owner in self.rows else self.known.partners[owner.target].partner

    def _place_of(self, reference):
        if isinstance(reference, str):
            return self.known.places[reference].place
        return self.rows[reference]

    # --- What hangs on them -----------------------------------------------------------------------

    def _write_texts(self, lines, kind):
        model, names = TEXTS[kind]
        made, changed = [], []
        for line in lines:
            record = self.known.of(kind)[line.target] if line.target else None
            texts = {text.language: text for text in record.texts} if record else {}
            facts = {name: line.facts[name] for name in names if name in line.before}
            if kind == SERVICE and "application" in facts and record:
                facts["application"] = self._without_lists(facts["application"], record)
            others = {"name": line.facts["other_name"]} if "other_name" in line.before else {}
            for language, given in ((self.language, facts), (OFFICIAL.get(self.language, "fr"), others)):
                if not given:
                    continue
                text = texts.get(language)
                if text is None:
                    given = {"name": line.facts.get("name", line.title)} | given
                    made.append(model(language=language, **{kind: self.rows[line]}, **given))
                else:
                    for name, value in given.items():
                        setattr(text, name, value)
                    changed.append(text)
        model.objects.bulk_create(made, batch_size=BATCH)
        model.objects.bulk_update(changed, names, batch_size=BATCH)

    def _without_lists(self, text, record):
        """The words alone: the file has those of fixed lists under them."""
        with override(self.language):
            listed = {line for line in application_lists(record.service, self.plan.reader) if line}
        return "\n".join(line for line in text.split("\n") if line not in listed)

    def _write_themes(self, lines, model):
        lines = [line for line in lines if "themes" in line.before]
        through, key = model.themes.through, model._meta.model_name
        _delete(through, key, [self.rows[line].pk for line in lines if line.outcome == LineOutcome.CHANGED])
        links = [
            through(**{f"{key}_id": self.rows[line].pk, "theme_id": self.themes[slug].pk})
            for line in lines
            for slug in line.facts["themes"]
        ]
        through.objects.bulk_create(links, batch_size=BATCH)

    def _write_hours(self, lines, kind):
        """What holds everywhere or at the seat is replaced; what holds elsewhere, or is over, stays."""
        made, gone = [], []
        for line in lines:
            if "hours" not in line.before:
                continue
            row, kept = self.rows[line], []
            if line.target:
                record = self.known.of(kind)[line.target]
                kept = exceptional(record, self.plan.reader, self.plan.words)
                seat = row.place_id if kind == PARTNER else None
                today = self.plan.reader.today
                gone += [
                    rule.pk
                    for rule in record.hours
                    if rule.place_id in (None, seat) and (rule.valid_to is None or rule.valid_to >= today)
                ]
            for said in line.facts["hours"]:
                if said not in kept:
                    rule = rule_of(said, self.language)
                    setattr(rule, kind, row)
                    made.append(rule)
        _delete(OpeningRule, "pk", gone)
        OpeningRule.objects.bulk_create(made, batch_size=BATCH)

    def _write_presences(self, lines, kind):
        """The places besides a partner's seat, or those of a service; confidential ones stay."""
        made, gone = [], []
        for line in lines:
            if "places" not in line.before:
                continue
            row, places = self.rows[line], [self._place_of(each) for each in line.facts["places"]]
            seat_id = row.place_id if kind == PARTNER else row.partner.place_id
            if kind == PARTNER or [place.pk for place in places] == [seat_id]:
                places = [place for place in places if place.pk != seat_id]
            wanted = {place.pk: place for place in places}
            stands = list(Presence.objects.filter(**{kind: row})) if line.target else []
            gone += [
                each.pk
                for each in stands
                if each.place_id not in wanted and each.place_id not in self.known.confidential
            ]
            there = {each.place_id for each in stands}
            made += [
                Presence(place=place, sort_order=order, **{kind: row})
                for order, place in enumerate(wanted.values())
                if place.pk not in there
            ]
        _delete(Presence, "pk", gone)
        Presence.objects.bulk_create(made, batch_size=BATCH)

    def _write_features(self, lines):
        """What was looked at stays known: only what the file found otherwise is another."""
        made = []
        for line in lines:
            if "features" in line.before:
                codes = [code for code, _value in line.facts["features"]]
                PlaceFeature.objects.filter(place=self.rows[line], code__in=codes).delete()
                made += [PlaceFeature(place=self.rows[line], code=c, value=v) for c, v in line.facts["features"]]
        PlaceFeature.objects.bulk_create(made, batch_size=BATCH)

    def _parents(self, lines):
        children = []
        for line in lines:
            if line.kind == PARTNER and "parent" in line.before:
                parent = line.facts["parent"]
                partner = self.rows[line]
                found = self.known.partners[parent].partner if isinstance(parent, str) else self.rows.get(parent)
                if found is not None:
                    partner.parent = found
                    children.append(partner)
        Partner.objects.bulk_update(children, ["parent"], batch_size=BATCH)

    def _log(self, lines, user):
        kinds = {kind: ContentType.objects.get_for_model(OWN[kind][0]) for kind in OWN}
        entries = [
            ModelLogEntry(
                content_type=kinds[line.kind],
                object_id=str(self.rows[line].pk),
                label=line.title,
                action=CREATED if line.outcome == LineOutcome.NEW else EDITED,
                user=user,
                timestamp=self.now,
                content_changed=True,
                data={},
            )
            for line in lines
        ]
        ModelLogEntry.objects.bulk_create(entries, batch_size=BATCH)

    def _remember(self):
        """What the source calls each record, for its next file."""
        if not self.source:
            return
        names = []
        for line in self.plan.by_claim.values():
            row = self.rows.get(line)
            target = str(row.uuid) if row else line.target
            if target and line.claim.key and len(line.claim.key) <= 200 and line.claim.key != target:
                names.append(ImportedName(source=self.source, kind=line.kind, name=line.claim.key, target=target))
        ImportedName.objects.bulk_create(
            names,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["source", "kind", "name"],
            update_fields=["target"],
        )


def _columns(lines, model):
    """The columns that changed facts stand in."""
    named = {column for line in lines for name in line.before for column in COLUMNS.get(name, (name,))}
    return [f.name for f in model._meta.concrete_fields if f.name in named | {"changed_at"} and f.name != "parent"]


def _delete(model, key, values):
    for start in range(0, len(values), BATCH):
        model.objects.filter(**{f"{key}__in": values[start : start + BATCH]}).delete()
