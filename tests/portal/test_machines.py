"""Addresses that machines ask."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import OperationalError
from PIL import Image

from portal import machines
from portal.kit.qr import qr_href, qr_svg


def test_alive_asks_nothing(client):
    assert client.get("/sante/vivant").content == b"ok"


@pytest.mark.django_db
def test_ready_says_which_part_is_down(client, monkeypatch):
    assert client.get("/sante/pret").json() == {"database": "ok", "cache": "ok"}

    def unreachable(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(machines, "_ask_database", unreachable)
    response = client.get("/sante/pret")
    assert (response.status_code, response.json()) == (503, {"database": "down", "cache": "ok"})
    monkeypatch.setattr(cache, "set", unreachable)
    assert client.get("/sante/pret").json() == {"database": "down", "cache": "down"}


def test_cloth_is_the_same_for_ever(client):
    first, second = client.get("/affiche/fete/brocante.svg"), client.get("/affiche/fete/brocante.svg")
    assert first.content == second.content
    assert first["Content-Type"] == "image/svg+xml"
    assert "immutable" in first["Cache-Control"]


def test_cloth_of_an_unknown_kind_is_a_quartiers(client):
    assert client.get("/affiche/licorne/x.svg").content == client.get("/affiche/quartier/x.svg").content


@pytest.mark.django_db
def test_cloth_has_a_png_of_the_sizes_that_are_asked_for(client):
    for width, height in ((1200, 630), (1280, 720), (960, 720), (960, 960)):
        response = client.get(f"/affiche/fete/brocante/{width}x{height}.png")
        assert (response["Content-Type"], Image.open(BytesIO(response.content)).size) == ("image/png", (width, height))
        assert "immutable" in response["Cache-Control"]
    assert client.get("/affiche/fete/brocante/9999x9999.png").status_code == 404


@pytest.mark.django_db
def test_picture_is_served_and_nothing_beside_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "photo.webp").write_bytes(folder.encode())
    response = client.get("/media/images/photo.webp")
    assert (response.getvalue(), response["Content-Type"]) == (b"images", "image/webp")
    beside = ("original_images/photo.webp", "documents/photo.webp", "images/../documents/photo.webp")
    escaped = ("images/%2e%2e/documents/photo.webp", "images//etc/passwd", "images/", "images/absent.webp")
    for path in (*beside, *escaped):
        assert client.get(f"/media/{path}", follow=True).status_code in (400, 404), path


@pytest.mark.parametrize("page", ["/fr/agenda/", "/nl/agenda/?quartier=marolles&vue=mois", "/en/agenda/fete-du-livre/"])
def test_code_of_a_page_is_the_address_of_the_portal_and_that_page(client, page):
    response = client.get("/qr.svg", {"page": page})
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content == qr_svg(f"http://localhost:8000{page}")
    assert client.get(qr_href(page)).content == response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        "", "https://example.org/", "//example.org/fr/agenda/", "/\\example.org", "//[", "/fr/agenda", "fr/agenda/",
        "/fr/", "/agenda/", "/admin/", "/fr/espace/", "/fr/inscription/jeton/", "/fr/agenda/\u202e/",
        "/fr/agenda/?q=" + "x" * 300,
    ],
)  # fmt: skip
def test_no_other_address_gets_a_code(client, page):
    assert client.get("/qr.svg", {"page": page}).status_code == 404


def test_an_address_too_long_for_paper_has_no_code():
    assert qr_href("/fr/agenda/?q=" + "x" * 300) == ""
