"""What a plain text area can say of an event's text, and back: paragraphs, and nothing that would be lost."""

from html import escape

from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

PLAIN_TAGS = {"p", "br"}


def plain(body):
    """The words of a StreamField of plain paragraphs, an empty line between two; None for what has more than that."""
    words = []
    for block in body or ():
        if block.block_type != "paragraph":
            return None
        soup = BeautifulSoup(block.value.source, "html.parser")
        if {tag.name for tag in soup.find_all()} - PLAIN_TAGS:
            return None
        for line_end in soup.find_all("br"):
            line_end.replace_with("\n")
        paragraphs = soup.find_all("p") or [soup]
        words += [text for paragraph in paragraphs if (text := paragraph.get_text().strip())]
    return "\n\n".join(words)


def paragraphs(words):
    """The StreamField value of a text as it was typed: an empty line begins a paragraph, a line end stays one."""
    blocks = [block.strip() for block in words.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")]
    source = "".join(
        f"<p>{'<br/>'.join(escape(line.strip()) for line in block.split(chr(10)))}</p>" for block in blocks if block
    )
    return [("paragraph", RichText(source))] if source else []
