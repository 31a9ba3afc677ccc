"""The editing form as a browser would send it back: what the page shows, with some answers changed."""

from bs4 import BeautifulSoup
from django.urls import reverse

URLS = "wagtailsnippets_events_event"


def address(name, *args):
    return reverse(f"{URLS}:{name}", args=args)


def filled(client, url, *, rows=None, **answers):
    """POST data of the form at `url`.

    answers: field → value (a list for boxes that are ticked, None to leave a box unticked). rows: formset → list of
    dicts, one per row, which replace what the rows say; a row more than there are is a new one.
    """
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    form = BeautifulSoup(page.content, "html.parser").find("form", id="w-editor-form")
    data = _controls(form)
    for formset, changes in (rows or {}).items():
        total = max(int(data[f"{formset}-TOTAL_FORMS"]), len(changes))
        data[f"{formset}-TOTAL_FORMS"] = str(total)
        for number, change in enumerate(changes):
            data |= {f"{formset}-{number}-{name}": value for name, value in change.items()}
    for number in range(int(data["texts-TOTAL_FORMS"])):
        data.setdefault(f"texts-{number}-body-count", "0")
    data |= answers
    return {name: value for name, value in data.items() if value is not None}


def _controls(form):
    data = {}
    for control in form.find_all(["input", "select", "textarea"]):
        name = control.get("name")
        if not name or "__prefix__" in name or control.get("type") in ("submit", "button"):
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True) or control.find("option")
            data[name] = chosen["value"] if chosen else ""
        elif control.name == "textarea":
            data[name] = control.text.removeprefix("\n")
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                boxes = control["type"] == "checkbox" and control.has_attr("value")
                data[name] = [*data.get(name, []), control["value"]] if boxes else control.get("value", "on")
        else:
            data[name] = control.get("value", "")
    return data


def words(response):
    """The text of a page, in one line."""
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join((soup.find("main") or soup).get_text(" ").replace("\u00a0", " ").split())
