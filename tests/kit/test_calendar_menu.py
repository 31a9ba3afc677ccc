"""Addresses with which other programs subscribe to a calendar of ours."""

from urllib.parse import parse_qs, urlsplit

from portal.kit.calendar_menu import calendar_links, feeds_menu

PATH = "/fr/agenda.ics?q=caf%C3%A9&gratuit=1"


def asked(address, name):
    """The value of `name` in the query of an address, as whoever answers there reads it."""
    return parse_qs(urlsplit(address).query)[name]


def test_a_whole_selection_reaches_google_and_outlook():
    menu = feeds_menu(PATH, atom_path="/fr/agenda.atom")
    assert asked(menu["google_href"], "cid") == [f"webcal://localhost:8000{PATH}"]
    assert asked(menu["outlook_href"], "url") == [f"http://localhost:8000{PATH}"]
    assert {name: menu[name] for name in ("ics_href", "webcal_href", "atom_href")} == {
        "ics_href": PATH,
        "webcal_href": f"webcal://localhost:8000{PATH}",
        "atom_href": "/fr/agenda.atom",
    }


def test_an_event_has_the_same_ways_and_its_file():
    menu, links = feeds_menu(PATH), calendar_links(PATH)
    assert [link["href"] for link in links] == [
        menu[name] for name in ("ics_href", "webcal_href", "google_href", "outlook_href")
    ]
    assert [link["href"] for link in calendar_links(PATH, download=False)] == [link["href"] for link in links[1:]]
