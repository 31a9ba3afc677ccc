"""Who changed or confirmed what in a record, in sentences."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.accounts.models import User
from portal.templatetags.wording import day_words_year

from ..freshness.confirming import CONFIRMED
from ..models import Service
from .keeping import EDITED
from .sections import label_of

SHOWN_ACTS = 10


def history(partner):
    """[{when, text}] of the last acts about the record; whoever erased their account is not named any more."""
    entries = ModelLogEntry.objects.for_instance(partner).filter(action__in=(EDITED, CONFIRMED))
    listed = list(entries.order_by("-timestamp", "-pk")[:SHOWN_ACTS])
    return [{"when": day_words_year(timezone.localtime(entry.timestamp)), "text": text} for entry, text in told(listed)]


def told(entries):
    """[(entry, what was done in one sentence)], in a fixed number of queries."""
    named = {user.pk: str(user) for user in User.objects.filter(pk__in={entry.user_id for entry in entries} - {None})}
    keys = {_service_key(entry) for entry in entries} - {None}
    services = {row.pk: str(row) for row in Service.objects.filter(pk__in=keys).prefetch_related("texts")}
    return [(entry, _sentence(entry, named, services)) for entry in entries]


def _sentence(entry, named, services):
    by = named.get(entry.user_id) or (_("un compte effacé") if entry.user_id else _("le lien d’un message"))
    if entry.action == CONFIRMED:
        return _("%(by)s a confirmé que c’est exact.") % {"by": by}
    what = label_of(entry.data.get("section", ""))
    service = services.get(_service_key(entry))
    if service:
        return _("%(by)s a modifié « %(what)s » du service %(service)s.") % {
            "by": by, "what": what, "service": service
        }  # fmt: skip
    return _("%(by)s a modifié « %(what)s ».") % {"by": by, "what": what}


def _service_key(entry):
    model, _dash, pk = str(entry.data.get("record", "")).partition("-")
    return int(pk) if model == "service" and pk.isdecimal() else None
