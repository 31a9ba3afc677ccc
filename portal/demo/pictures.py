"""Images for the demonstration city, drawn here: no file from elsewhere, nobody recognisable, and cut like photos."""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter
from wagtail.images import get_image_model

from portal.cms.media import Licence

WIDTH, HEIGHT = 1600, 1000
HORIZON = 620

# moment → (top of the sky, its foot, what stands in light, in shadow)
LIGHTS = {
    "matin": ((164, 205, 232), (250, 236, 214), (126, 168, 110), (74, 116, 98)),
    "midi": ((92, 160, 214), (214, 234, 244), (104, 160, 84), (52, 104, 66)),
    "soir": ((64, 66, 118), (244, 170, 112), (98, 106, 82), (48, 54, 66)),
}
FRONTS = ((196, 96, 72), (226, 190, 138), (168, 120, 96), (214, 214, 204), (142, 92, 82), (206, 160, 112))
SCENES = {
    "parc": {
        "fr": "Dessin : de grands arbres au bord d’une pelouse",
        "nl": "Tekening: grote bomen aan de rand van een grasveld",
        "en": "Drawing: tall trees at the edge of a lawn",
    },
    "place": {
        "fr": "Dessin : des maisons à pignon autour d’une place, sous des guirlandes de fanions",
        "nl": "Tekening: gevelhuizen rond een plein, onder slingers met vlaggetjes",
        "en": "Drawing: gabled houses around a square, under strings of bunting",
    },
    "canal": {
        "fr": "Dessin : des façades qui se reflètent dans l’eau d’un canal",
        "nl": "Tekening: gevels die weerspiegelen in het water van een kanaal",
        "en": "Drawing: house fronts reflected in the water of a canal",
    },
    "table": {
        "fr": "Dessin : une longue table avec des bols de toutes les couleurs, devant une fenêtre",
        "nl": "Tekening: een lange tafel met kommen in alle kleuren, voor een raam",
        "en": "Drawing: a long table with bowls of every colour, in front of a window",
    },
}


def make_image(name, seed, *, title):
    """The saved image of a scene at its moment, such as `parc-soir`; the same for the same seed."""
    scene, _dash, moment = name.partition("-")
    image, (x, y, side) = draw(scene, moment, seed)
    stream = BytesIO()
    image.save(stream, "JPEG", quality=82)
    texts = {f"alt_{language}": words for language, words in SCENES[scene].items()}
    return get_image_model().objects.create(
        title=title,
        file=ContentFile(stream.getvalue(), name=f"{seed}.jpg"),
        credit="Maillage",
        licence=Licence.CC0,
        focal_point_x=x,
        focal_point_y=y,
        focal_point_width=side,
        focal_point_height=side,
        **texts,
    )


def draw(scene, moment, seed):
    """(the image, where one should look: (x, y, side) in px)."""
    chance = random.Random(f"{seed} {scene} {moment}")  # noqa: S311 - a drawing, the same each time
    light = LIGHTS[moment]
    image = _sky(light)
    focus = {"parc": _park, "place": _square, "canal": _canal, "table": _table}[scene](image, light, chance)
    # The grain and the softness of a photo, so that compression and cutting are tried on something like one.
    grain = Image.effect_noise((WIDTH, HEIGHT), 18).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(1.2)), grain, 0.06), focus


def _sky(light):
    strip = Image.new("RGB", (1, 2))
    strip.putdata([light[0], light[1]])
    image = Image.new("RGB", (WIDTH, HEIGHT), light[1])
    image.paste(strip.resize((WIDTH, HORIZON), Image.Resampling.BILINEAR), (0, 0))
    return image


def _park(image, light, chance):
    brush = ImageDraw.Draw(image)
    brush.ellipse((1100, 330, 1220, 450), fill=_mix(light[1], (255, 255, 255), 0.7))
    for depth in range(3):
        foot, size = HORIZON - 30 + depth * 60, 130 + depth * 90
        leaves = _mix(light[3], light[1], 0.55 - depth * 0.25)
        for x in range(-60, WIDTH + 60, size):
            _tree(brush, x + chance.randrange(-40, 40), foot, size * chance.uniform(0.8, 1.2), leaves, chance)
        brush.rectangle((0, foot, WIDTH, HEIGHT), fill=_mix(light[2], light[1], 0.3 - depth * 0.15))
    x = chance.randrange(420, 1180)
    _tree(brush, x, 840, 520, light[3], chance)
    return x, 560, 420


def _tree(brush, x, foot, size, leaves, chance):
    trunk = size * 0.05
    brush.rectangle((x - trunk, foot - size * 0.5, x + trunk, foot), fill=_mix(leaves, (60, 40, 30), 0.6))
    for _bough in range(14):
        across, up = chance.uniform(-0.32, 0.32) * size, chance.uniform(0.45, 1.0) * size
        radius = size * chance.uniform(0.12, 0.2)
        box = (x + across - radius, foot - up - radius, x + across + radius, foot - up + radius)
        brush.ellipse(box, fill=_mix(leaves, (255, 240, 190), chance.uniform(0, 0.18)))


def _square(image, light, chance):
    brush = ImageDraw.Draw(image)
    focus = _houses(brush, light, chance, foot=680)
    brush.rectangle((0, 680, WIDTH, HEIGHT), fill=_mix((150, 140, 130), light[1], 0.3))
    for row in range(9):
        y = 680 + row * row * 4
        brush.line((0, y, WIDTH, y), fill=_mix((120, 112, 104), light[1], 0.3), width=2)
    for line in range(3):
        _bunting(brush, 180 + line * 70, chance)
    return focus


def _houses(brush, light, chance, *, foot):
    """A row of gabled houses; returns where the tallest stands."""
    x, tallest = -20, (0, foot, 0)
    while x < WIDTH:
        width, height = chance.randrange(130, 210), chance.randrange(250, 420)
        front = _mix(chance.choice(FRONTS), light[0], 0.25)
        top, middle = foot - height, x + width // 2
        brush.rectangle((x, top, x + width, foot), fill=front)
        brush.polygon([(x, top), (middle, top - width * 0.6), (x + width, top)], fill=_mix(front, (40, 30, 40), 0.25))
        for floor in range(top + 30, foot - 60, 85):
            for window in range(x + 24, x + width - 40, 52):
                lit = (255, 226, 150) if chance.random() < 0.4 else _mix((70, 84, 104), light[1], 0.25)
                brush.rectangle((window, floor, window + 28, floor + 48), fill=lit)
        if 300 < middle < WIDTH - 300 and height > tallest[2]:
            tallest = (middle, top + height // 2, height)
        x += width + 4
    return tallest


def _bunting(brush, sag, chance):
    inks = ((168, 59, 36), (233, 185, 73), (29, 75, 134), (34, 101, 71), (106, 52, 115))
    for x in range(0, WIDTH, 64):
        y = sag + (x - WIDTH / 2) ** 2 / -9000 + 60
        brush.polygon([(x, y), (x + 44, y), (x + 22, y + 52)], fill=chance.choice(inks))
        brush.line((x, y, x + 64, y), fill=(60, 56, 60), width=3)


def _canal(image, light, chance):
    focus = _houses(ImageDraw.Draw(image), light, chance, foot=HORIZON)
    mirrored = image.crop((0, 2 * HORIZON - HEIGHT, WIDTH, HORIZON)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    water = Image.blend(mirrored.filter(ImageFilter.GaussianBlur(7)), Image.new("RGB", mirrored.size, light[3]), 0.35)
    image.paste(water, (0, HORIZON))
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, HORIZON - 8, WIDTH, HORIZON + 10), fill=_mix((110, 104, 100), light[1], 0.2))
    for _ripple in range(60):
        x, y = chance.randrange(WIDTH), chance.randrange(HORIZON + 20, HEIGHT)
        brush.line((x, y, x + chance.randrange(40, 160), y), fill=_mix(light[1], light[3], 0.3), width=2)
    return focus


def _table(image, light, chance):
    brush = ImageDraw.Draw(image)
    outside = image.crop((0, 0, 700, 460))
    brush.rectangle((0, 0, WIDTH, HEIGHT), fill=_mix((226, 210, 186), light[1], 0.3))
    image.paste(outside, (450, 60))
    for x in (450, 800, 1150):
        brush.rectangle((x - 8, 52, x + 8, 528), fill=(120, 92, 70))
    brush.rectangle((442, 52, 1158, 68), fill=(120, 92, 70))
    brush.rectangle((442, 512, 1158, 530), fill=(120, 92, 70))
    brush.polygon(
        [(140, 640), (1460, 640), (WIDTH + 80, HEIGHT), (-80, HEIGHT)], fill=_mix((164, 112, 72), light[1], 0.2)
    )
    for row, size in ((690, 90), (790, 130), (900, 170)):
        for x in range(160 - row // 8, WIDTH, size * 2):
            _bowl(brush, x + chance.randrange(-20, 20), row, size, chance.choice(FRONTS), chance)
    return 800, 740, 500


def _bowl(brush, x, y, size, glaze, chance):
    deep = size // 3
    brush.ellipse((x - size // 2, y - deep + 18, x + size // 2, y + deep + 18), fill=(110, 76, 52))
    brush.ellipse((x - size // 2, y - deep, x + size // 2, y + deep), fill=glaze)
    food = chance.choice(((222, 160, 60), (120, 150, 70), (184, 70, 50), (240, 226, 190)))
    brush.ellipse((x - size // 2 + 10, y - deep + 8, x + size // 2 - 10, y + deep - 12), fill=food)


def _mix(ink, other, part):
    """The colour between two, as RGB; part 0: the first."""
    return tuple(round(a + (b - a) * part) for a, b in zip(ink, other, strict=True))
