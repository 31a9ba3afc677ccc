"""The cloth is the same for the same seed, and stands in its own type's colours."""

import xml.etree.ElementTree as ElementTree
from io import BytesIO

import pytest
from PIL import Image

from portal.kit.cloth import INKS, SHARED, SIZES, cloth, cloth_png


@pytest.mark.parametrize("kind", sorted(INKS))
def test_each_kind_has_a_light_well_formed_cloth(kind):
    drawn = cloth("une graine", kind)
    root = ElementTree.fromstring(drawn)
    inks = {path.get("fill") for path in root} - {None}
    assert root.tag.endswith("svg")
    assert inks <= set(INKS[kind])
    assert len(inks) >= 2
    assert len(drawn) < 12_000


def test_one_seed_one_cloth():
    assert cloth("a", "fete") == cloth("a", "fete") != cloth("b", "fete")
    assert cloth_png("a", "fete", SHARED) == cloth_png("a", "fete", SHARED) != cloth_png("b", "fete", SHARED)


@pytest.mark.parametrize("kind", sorted(INKS))
@pytest.mark.parametrize("size", SIZES)
def test_png_is_the_same_cloth_in_the_same_inks(kind, size):
    drawn = cloth_png("une graine", kind, size)
    image = Image.open(BytesIO(drawn)).convert("RGB")
    inks = {"#{:02x}{:02x}{:02x}".format(*ink) for _count, ink in image.getcolors()}
    woven = {path.get("fill") for path in ElementTree.fromstring(cloth("une graine", kind))} - {None}
    assert image.size == size
    assert inks == woven
    assert len(drawn) < 20_000
