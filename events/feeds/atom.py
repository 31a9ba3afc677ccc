"""A selection as Atom (RFC 4287): objects in, octets out. One entry for each activity, the latest news first."""

from io import BytesIO

from django.utils.feedgenerator import Atom1Feed

from portal.kit.calendar import clean_line, clean_text
from portal.templatetags.wording import day_words_year, hours

from .vevent import PREFIXES, last_changed, page_address, page_language

ATOM_TYPE = "application/atom+xml; charset=utf-8"


class _Feed(Atom1Feed):
    """Dated by its content, where Django dates an empty feed now; summaries are text, where Django says HTML."""

    def latest_post_date(self):
        return self.feed["changed_at"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": None})
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})


def atom(occurrences, language, *, name, author, page, source, site_url, changed_at, notice=""):
    """The feed (bytes) of `occurrences` (with their events and texts, in the order of the entries), in the active
    language: one entry for each, of which its event has no other.

    `page` and `source` are the absolute addresses of the list for people and of this feed; changed_at: aware
    datetime; notice: what readers of the feed are told about it, or empty.
    """
    feed = _Feed(
        title=clean_line(name),
        link=page,
        description="",
        language=language,
        author_name=author,
        feed_url=source,
        feed_guid=source,
        subtitle=notice or None,
        changed_at=changed_at,
    )
    for occurrence in occurrences:
        event = occurrence.event
        text = event.text(language)
        title = clean_line(text.title if text else event.slug)
        prefix = PREFIXES.get(occurrence.state, {}).get(page_language(language), "")
        when = f"{day_words_year(occurrence.starts_at)}, {hours(occurrence.starts_at, occurrence.ends_at)}"
        feed.add_item(
            title=f"{prefix}{title} – {when}",
            link=page_address(event, language, site_url),
            description=clean_text(text.summary if text else ""),
            unique_id=f"urn:uuid:{event.uuid}",
            pubdate=event.first_published_at,
            updateddate=last_changed(occurrence),
            categories=[str(event.get_kind_display())],
        )
    written = BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()
