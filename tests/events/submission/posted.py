"""The form of a partner's activity as a browser sends it, and photos to send with it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image


def proposal(**answers):
    """POST data of a whole activity in French; None leaves a field out."""
    data = {
        "language": "fr",
        "title": "Atelier de couture",
        "summary": "On coud ensemble. Pour tout le monde.",
        "description": "Venez comme vous êtes.\n\nIl y a du thé.",
        "language2": "nl",
        "kind": "atelier",
        "day": "2027-03-09",
        "begins": "14:00",
        "ends": "16:00",
        "repeats": "once",
        "place": "online",
        "price_kind": "free",
        "registration": "none",
        "focus_x": "50",
        "focus_y": "50",
        "act": "save",
    } | answers
    return {name: value for name, value in data.items() if value is not None}


def post_new(client, partner, **answers):
    return client.post(reverse("partenaire-proposer", args=[partner.slug]), proposal(**answers))


def edit_address(event):
    return reverse("partenaire-modifier", args=[event.organiser.slug, event.slug])


def post_change(client, event, **answers):
    event.refresh_from_db()
    return client.post(edit_address(event), proposal(version=event.latest_revision_id, **answers))


def picture(size=(1200, 800), *, kind="JPEG", mode="RGB", colour="teal", name="photo", **saved):
    """An uploaded picture. saved: what Pillow's save() takes, such as exif."""
    stream = BytesIO()
    Image.new(mode, size, colour).save(stream, kind, **saved)
    return upload(stream.getvalue(), name=f"{name}.{kind.lower()}")


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")
