"""Paper: what a PDF says of itself, and names that try to be markup."""

import pytest

from portal.kit.pdf import qr_svg, render
from tests.kit.pdf.reading import is_for_everybody, open_pdf, text_of

FACTS = {
    "title": "Attestation de participation",
    "language": "fr",
    "publisher": "Ville de Bruxelles",
    "organiser": "CPAS Marolles",
    "number_line": "N° 2027-00001",
    "opening": "atteste que",
    "name": "Amina Diallo",
    "of_employer": "",
    "has_followed": "a suivi",
    "event": "L’entretien d’aide",
    "rows": [["Heures suivies", ["7 h 30"]]],
    "place_line": "Fait à Bruxelles, le 3 mars 2027",
    "signatory": ["Inès Delmotte"],
    "qr": qr_svg("https://ville.test/fr/attestation/K7Q2M4XAB3CD/"),
    "qr_alt": "Code QR de la page de vérification",
    "code_line": "Code\u00a0: K7Q2-M4XA-B3CD",
    "verify_line": "Vérifier :",
    "verify_url": "https://ville.test/fr/attestation/K7Q2M4XAB3CD/",
}


def test_a_document_is_tagged_titled_and_says_its_language():
    content = render("attestation.typ", FACTS)
    assert is_for_everybody(content) == ("Attestation de participation", "fr", True, "1")
    assert "Amina Diallo" in text_of(content)
    assert is_for_everybody(render("attestation.typ", FACTS | {"language": "nl"}))[1] == "nl"


@pytest.mark.parametrize(
    "name",
    [
        '#import "/etc/passwd": *',
        "#panic()",
        '"quotes" and \\u{41}',
        "$x$ *bold* _it_ `raw` @ref <label> = heading // end",
        "a]b[c{d}e",
        "</script><svg onload=alert(1)>",
    ],
)
def test_a_name_is_never_markup(name):
    assert " ".join(name.split()) in text_of(render("attestation.typ", FACTS | {"name": name}))


def test_controls_and_line_ends_in_a_name_do_no_harm():
    assert "Amina Diallo" in text_of(render("attestation.typ", FACTS | {"name": "Ami\x00na\x07 Dia\x1bllo\nbis"}))


def test_an_arabic_name_is_drawn_with_its_own_letters():
    fonts = set()
    for page in open_pdf(render("attestation.typ", FACTS | {"name": "أمينة ديالو"})).pages:
        fonts |= {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("NotoSansArabic" in font for font in fonts)


@pytest.mark.parametrize(("name", "shown"), [("李明", "LiMing"), ("ትግርኛ", "tgrnya"), ("Zoé 李", "Zoé Li")])
def test_a_script_that_no_font_draws_is_written_in_latin_letters(name, shown):
    content = render("attestation.typ", FACTS | {"name": name})
    assert shown in text_of(content)
    assert is_for_everybody(content)[3] == "1"


def test_a_code_is_an_image_without_words_of_its_own():
    assert qr_svg("K7Q2M4XA").startswith("<svg ")
