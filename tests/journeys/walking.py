"""What people do in a browser, with a pointer or with the keyboard alone, and the letters that they find."""

import re
import time

FORM_AGE = 3200  # milliseconds: the forms take whoever is faster for a machine
MOST_KEYS = 250


class Pointer:
    """Acts as with a finger or a mouse. Each place is a CSS selector."""

    def __init__(self, page):
        self.page = page

    def write(self, place, words):
        self.page.fill(place, words)

    def tick(self, place):
        self.page.check(place)

    def press(self, place):
        """Press a button or follow a link; the page that comes fits its screen."""
        with self.page.expect_navigation():
            self.page.locator(place).first.click()
        fits(self.page)


class Keyboard(Pointer):
    """The same with the Tab key, the space bar and Enter: what cannot be reached so fails."""

    def go_to(self, place):
        wanted = self.page.locator(place).first.element_handle()
        for _key in range(MOST_KEYS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {place} by the keyboard on {self.page.url}")

    def write(self, place, words):
        self.go_to(place)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, place):
        self.go_to(place)
        self.page.keyboard.press("Space")

    def press(self, place):
        self.go_to(place)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        fits(self.page)


def fits(page):
    """The page was answered with its own heading, and nobody has to scroll sideways."""
    assert page.locator("h1").count() == 1, page.url
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} scrolls sideways"


def typed_in(page):
    """{name: value} of everything that the main form holds, whatever the server adds to it left out."""
    fields = page.evaluate(
        """[...document.querySelectorAll("main form.form [name]")].filter((field) => field.tagName !== "BUTTON")
           .map((field) => [`${field.name} ${field.type === "checkbox" ? field.value : ""}`.trim(),
                            field.type === "checkbox" ? field.checked : field.value])"""
    )
    return {name: value for name, value in fields if name not in ("csrfmiddlewaretoken", "started")}


def said_at(page, name):
    """What the form says is wrong with the field of this name; the page's summary has the focus."""
    assert page.evaluate("document.activeElement.id") == "erreurs", "the summary of what is wrong has the focus"
    field = page.locator(f"main form.form [name={name}]").first
    assert field.get_attribute("aria-invalid") == "true"
    ids = [one for one in field.get_attribute("aria-describedby").split() if one.endswith("_error")]
    return _plain(page.locator(f"#{ids[0]}").inner_text())


class Mailbox:
    """The letters to one address, read one after the other."""

    def __init__(self, postbox, address):
        self.postbox, self.address, self.read = postbox, address, 0

    def next(self):
        """The next letter, which may still be on its way."""
        for _try in range(400):
            letters = self.postbox.to(self.address)
            if len(letters) > self.read:
                self.read += 1
                return letters[self.read - 1]
            time.sleep(0.05)
        raise AssertionError(f"no letter {self.read + 1} to {self.address}")


def text_of(letter):
    """The words of a letter, its no-break spaces made plain."""
    return _plain(letter.get_body(("plain",)).get_content())


def subject_of(letter):
    """What the letter is about, the title of the activity left out."""
    return re.split(r" ?: ", _plain(letter["Subject"]))[0]


def _plain(words):
    return words.replace("\u00a0", " ").strip()


def link_in(letter, part):
    """The first address in a letter that holds `part`."""
    return re.search(rf"https?://\S*{re.escape(part)}\S*", text_of(letter)).group()


def calendar_in(letter):
    """The text of the .ics file that came with the letter."""
    files = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    return files[0].get_content()
