"""What the person agrees to, word by word. New words are a new version; each orientation keeps its own."""

from django.utils.translation import gettext as _

VERSION = "2026-11"


def consent_words(service_name):
    """The sentence that is read to the person and ticked, in the active language."""
    return _(
        "La personne sait que j’envoie à « %(service)s » ce qui est écrit ici, rien d’autre, pour y être aidée. "
        "Elle est d’accord. Elle peut changer d’avis à tout moment, sans dire pourquoi, et tout est alors effacé."
    ) % {"service": service_name}
