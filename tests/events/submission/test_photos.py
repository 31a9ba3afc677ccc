"""A photo from a telephone: upright, small, nameless; what is none, or made to harm, is refused with a sentence."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone, translation
from PIL import Image

from events.models import PostedPhoto
from events.submission import photos
from portal.kit.refusal import Refusal
from tests.events.submission.posted import picture, upload
from tests.factories import make_partner, make_user


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def drawn(file):
    content, size = photos.redraw(file)
    image = Image.open(BytesIO(content))
    assert image.size == size
    return image


def exif(**tags):
    data = Image.Exif()
    names = {"orientation": 0x0112, "maker": 0x010F}
    for name, value in tags.items():
        data[names[name]] = value
    return data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_kind_becomes_a_jpeg(kind):
    image = drawn(picture((800, 500), kind=kind))
    assert (image.format, image.size, image.mode) == ("JPEG", (800, 500), "RGB")


def test_it_is_turned_upright_and_says_nothing_of_the_telephone():
    file = picture((900, 600), exif=exif(orientation=6, maker="Téléphone d’Amina"))
    image = drawn(file)
    assert (image.size, dict(image.getexif()), image.info.get("exif")) == ((600, 900), {}, None)
    content, _size = photos.redraw(picture((900, 600), exif=exif(orientation=6, maker="Amina")))
    assert b"Amina" not in content


def test_what_is_larger_than_the_site_needs_is_made_smaller():
    assert drawn(picture((4000, 3000))).size == (2400, 1800)


def test_transparency_is_laid_on_white():
    image = drawn(picture((400, 400), kind="PNG", mode="RGBA", colour=(0, 0, 0, 0)))
    assert min(image.getpixel((200, 200))) > 250


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16"])
def test_other_ways_to_keep_colours_are_read(mode):
    kind = {"CMYK": "JPEG"}.get(mode, "PNG")
    stream = BytesIO()
    Image.new("L", (400, 400), 128).convert("L" if mode == "I;16" else mode).save(stream, kind)
    assert drawn(upload(stream.getvalue())).mode == "RGB"


def bomb(width, height):
    """A PNG of a few octets that claims to be enormous."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9000, 9000), (12_000, 12_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size):
    with pytest.raises(Refusal, match="trop de pixels"):
        photos.redraw(upload(bomb(*size)))


def test_too_small_and_too_heavy_are_refused(monkeypatch):
    with pytest.raises(Refusal, match="trop petite"):
        photos.redraw(picture((100, 80)))
    monkeypatch.setattr(photos, "LARGEST", 100)
    with pytest.raises(Refusal, match="20 Mo"):
        photos.redraw(picture())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        picture().read()[:2000],
        picture(kind="PNG").read()[:600],
        picture(kind="HEIF").read()[:300],
        bytes(range(256)) * 40,
    ],
    ids=["empty", "gif", "svg", "pdf", "head", "cut jpeg", "cut png", "cut heic", "noise"],
)
def test_what_cannot_be_read_is_refused_with_what_to_send(content):
    with pytest.raises(Refusal, match="JPEG, PNG, WebP, HEIC ou AVIF"):
        photos.redraw(upload(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_damaged_files_never_end_in_an_error(kind):
    whole = picture((400, 300), kind=kind).read()
    for place in range(8, len(whole), max(1, len(whole) // 25)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            photos.redraw(upload(damaged))
        except Refusal:
            continue


@pytest.mark.django_db
def test_what_nobody_finished_is_erased_with_its_file():
    partner, user = make_partner(), make_user()
    photo = photos.receive(picture(), partner=partner, user=user)
    photos.purge(timezone.now() + timedelta(days=1))
    assert photos.found(photo.uuid, partner=partner) == photo
    assert photos.found(photo.uuid, partner=make_partner("Autre")) is None
    storage, name = photo.file.storage, photo.file.name
    photos.purge(timezone.now() + timedelta(days=3))
    assert (PostedPhoto.objects.count(), storage.exists(name)) == (0, False)
