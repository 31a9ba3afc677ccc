"""One stylesheet that says what the thirty say, in the same order, layers and conditions."""

import posixpath
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

from portal.statics import SHEET, LeafletFinder, OneSheetStorage, flatten

SOURCES = Path(settings.BASE_DIR) / "static"


def read(name):
    return (SOURCES / name).read_text(encoding="utf-8")


def blocks(text):
    """[(prelude, inside or None)] of a style sheet: its rules and statements at the outermost level."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found, start, opened, depth, quote = [], 0, 0, 0, ""
    for position, sign in enumerate(text):
        if quote or sign in "\"'":
            quote = "" if sign == quote else quote or sign
        elif sign == "{":
            opened, depth = (position, 1) if depth == 0 else (opened, depth + 1)
        elif sign == "}" and (depth := depth - 1) == 0:
            found.append((_tidy(text[start:opened]), text[opened + 1 : position]))
            start = position + 1
        elif sign == ";" and depth == 0:
            found.append((_tidy(text[start:position]), None))
            start = position + 1
    assert depth == 0 and not text[start:].strip()
    return found


def _tidy(text):
    return " ".join(text.split())


def rules(text, name=SHEET, inside=()):
    """[(the layers and conditions around it, selector, declarations)], @imports followed, addresses from the root."""
    found = []
    for prelude, body in blocks(text):
        if prelude.startswith("@import"):
            url, layer, media = re.fullmatch(r'@import url\("(.+?)"\) layer\((.+?)\) ?(.*)', prelude).groups()
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), url))
            around = ((f"@media {media}",) if media else ()) + (f"@layer {layer}",)
            found += rules(read(target), target, inside + around)
        elif prelude.startswith(("@media", "@layer", "@supports")) and body is not None:
            found += rules(body, name, (*inside, prelude))
        else:
            found.append((inside, prelude, _from_the_root(_tidy(body or ""), name)))
    return found


def _from_the_root(declarations, name):
    def whole(match):
        return f"url({posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1]))})"

    return re.sub(r'url\("?(\.[^")]+)"?\)', whole, declarations)


def test_the_flat_sheet_says_what_the_sources_say():
    flat = flatten(SHEET, read)
    assert "@import" not in flat
    assert rules(flat) == rules(read(SHEET))
    assert len(rules(flat)) > 300


def test_the_order_of_the_layers_is_stated_first():
    assert blocks(flatten(SHEET, read))[0] == (
        "@layer reset, tokens, base, leaflet, layout, components, utilities",
        None,
    )


def test_what_is_for_paper_stays_for_paper():
    (printed,) = [each for each in rules(flatten(SHEET, read)) if each[1] == "@page"]
    assert printed[0] == ("@media print", "@layer utilities")


def test_addresses_are_read_from_the_new_place():
    sheets = {
        "css/site.css": '@import url("components/a.css") layer(components);',
        "css/components/a.css": 'a { background: url("../../img/x.svg") } b { background: url(b.png), url(data:,) }',
    }
    assert rules(flatten(SHEET, sheets.get)) == [
        (("@layer components",), "a", "background: url(img/x.svg)"),
        (("@layer components",), "b", 'background: url("components/b.png"), url(data:,)'),
    ]


@pytest.mark.parametrize(
    "text", ['@import "a.css";', "@import url(a.css) layer(x);", '@import url("a.css");', "@IMPORT 'a.css';"]
)
def test_an_import_of_another_form_is_refused(text):
    with pytest.raises(ValueError, match=r"css/site\.css"):
        flatten(SHEET, lambda name: text)


@pytest.fixture
def collected(tmp_path, settings):
    """The storage, with what collectstatic makes of our own files and of Leaflet's."""
    settings.STATIC_ROOT = str(tmp_path)
    source = StaticFilesStorage(location=SOURCES)
    storage = OneSheetStorage(location=tmp_path)
    paths = {name: (source, name) for name in (str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.*"))}
    paths |= {f"leaflet/{name}": (leaflet, name) for name, leaflet in LeafletFinder().list(())}
    for name, (origin, path) in paths.items():
        with origin.open(path) as file:
            storage._save(name, file)
    done = list(storage.post_process(paths))
    assert not [each for each in done if isinstance(each[2], Exception)]
    return storage


def text_of(storage, name):
    with storage.open(name) as file:
        return file.read().decode()


def test_the_page_links_one_sheet_that_asks_for_no_other(collected):
    served = text_of(collected, collected.stored_name(SHEET))
    assert "@import" not in served
    image = collected.stored_name("img/band.svg")
    assert f'url("../{image}")' in served
    assert [each[:2] for each in rules(served)] == [each[:2] for each in rules(read(SHEET))]
    assert collected.exists(f"{collected.stored_name(SHEET)}.gz")


def test_the_sheet_that_error_pages_name_is_whole_too(collected):
    assert rules(text_of(collected, SHEET)) == rules(read(SHEET))


def test_the_sources_are_untouched(collected):
    assert "@import" in read(SHEET)


def test_the_map_asks_for_leaflet_in_a_layer_of_its_own(collected):
    served = text_of(collected, collected.stored_name("css/map.css"))
    leaflet = posixpath.basename(collected.stored_name("leaflet/leaflet.css"))
    assert f'@import url("../leaflet/{leaflet}") layer(leaflet);' in served


def test_of_the_package_only_leaflet_itself_is_taken():
    names = {name for name, _storage in LeafletFinder().list(())}
    assert {"leaflet.js", "leaflet.css", "images/layers.png"} <= names
    assert not [name for name in names if "draw" in name or "forms" in name]
