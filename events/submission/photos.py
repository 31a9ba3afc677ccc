"""A photo from somebody's telephone, made fit for the site: upright, of a sensible size, and without what it knows.

What is decoded is hostile until it was drawn anew: size in octets and in pixels is asked first, the file is what its
content says, and only the pixels go on (EXIF with its place and hour, comments, previews do not).
"""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from portal.kit.refusal import Refusal

from ..models import PostedPhoto

register_heif_opener()

LARGEST = 20 * 1024 * 1024  # octets
MOST_PIXELS = 64_000_000  # as staff's own uploads (WAGTAILIMAGES_MAX_IMAGE_PIXELS)
SMALLEST, LONGEST = 320, 2400  # px of the longer side
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"
KEPT = timedelta(days=2)


def receive(file, *, partner, user):
    """Keep what was sent, drawn anew. Returns the PostedPhoto. Raises Refusal for what is no photo we can show."""
    content, (width, height) = redraw(file)
    photo = PostedPhoto(partner=partner, user=user, width=width, height=height)
    photo.file.save(f"{photo.uuid.hex}.jpg", ContentFile(content), save=False)
    photo.save()
    return photo


def redraw(file):
    """(JPEG octets, (width, height)) of an uploaded picture. Raises Refusal with what to do about it."""
    if file.size > LARGEST:
        raise Refusal(_("Cette photo dépasse 20 Mo. Choisissez-en une plus petite."), code="size")
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as given:
            if given.width * given.height > MOST_PIXELS:
                raise _huge()
            if max(given.size) < SMALLEST:
                raise Refusal(
                    _("Cette photo est trop petite pour la page : il faut au moins %(pixels)s pixels de côté.")
                    % {"pixels": SMALLEST},
                    code="small",
                )
            given.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded at the size that is needed
            return _drawn(given)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _huge() from None
    except Refusal:
        raise
    except Exception:  # decoders raise anything about files that are broken, or made to be
        raise Refusal(
            _(
                "Nous ne pouvons pas lire ce fichier. Envoyez une photo JPEG, PNG, WebP, HEIC ou AVIF ; "
                "si c’en est une, elle est abîmée."
            ),
            code="unreadable",
        ) from None


def _huge():
    return Refusal(_("Cette photo a trop de pixels. Réduisez-la, ou faites-en une capture d’écran."), code="huge")


def _drawn(given):
    image = ImageOps.exif_transpose(given)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    image = _in_srgb(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, (255, 255, 255))
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    clean = Image.new("RGB", image.size)
    clean.paste(image.convert("RGB"))  # a new image: nothing of what the old one carried besides its pixels
    stream = BytesIO()
    clean.save(stream, "JPEG", quality=86, optimize=True)
    return stream.getvalue(), clean.size


def _in_srgb(image):
    """Telephones write wider colours than screens of the web expect."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile: the colours are a little off, the photo is there


def found(uuid, *, partner):
    """The photo that a form speaks of, among those that the partner's people sent; None for any other."""
    return PostedPhoto.objects.filter(uuid=uuid, partner=partner).first() if uuid else None


def purge(now=None):
    """Every night: erase photos of forms that nobody finished."""
    for photo in PostedPhoto.objects.filter(made_at__lt=(now or timezone.now()) - KEPT):
        discard(photo)


def discard(photo):
    """Erase a photo and its file."""
    photo.file.delete(save=False)
    photo.delete()
