"""Ways to put a calendar of this portal into one's own."""

from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from .site import absolute


def calendar_links(path, *, download=True):
    """[{href, label}] for the calendar at `path`: the file, a subscription, Google and Outlook on the web."""
    links = [{"href": path, "label": _("Télécharger le fichier (.ics)")}] if download else []
    return [
        *links,
        {"href": webcal_address(path), "label": _("S’abonner (Apple, Thunderbird, Android…)")},
        {"href": google_address(path), "label": _("Ajouter à Google Agenda")},
        {"href": outlook_address(path), "label": _("Ajouter à Outlook")},
    ]


def feeds_menu(path, *, atom_path=""):
    """What components/feeds_menu.html shows for the calendar at `path`; atom_path: the same dates as news, if any."""
    return {
        "ics_href": path,
        "webcal_href": webcal_address(path),
        "google_href": google_address(path),
        "outlook_href": outlook_address(path),
        "atom_href": atom_path,
    }


def webcal_address(path):
    """The same address for calendar programs to subscribe to."""
    parts = urlsplit(absolute(path))
    return f"webcal://{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def google_address(path):
    """Where Google’s calendar asks whether to subscribe."""
    return f"https://calendar.google.com/calendar/r?cid={quote(webcal_address(path), safe='')}"


def outlook_address(path):
    """Where Outlook on the web asks whether to subscribe."""
    return f"https://outlook.live.com/calendar/0/addfromweb?url={quote(absolute(path), safe='')}"
