"""OpenAgenda's public JSON export read into ReadEvents. No Django here: it runs in a process of its own.

Of the export (https://developers.openagenda.com/schema-devenement/): uid, title, description, longDescription,
keywords (each {language: words}), timings ([{begin, end}]), location ({name, address, …}), status (6: cancelled),
onlineAccessLink. Pictures are left: nobody said who may use them.
"""

import json
from datetime import UTC, datetime

from .ics import LONGEST, MAX_ALL_DATES, MAX_DATES, MAX_EVENTS, NO_END, URL, ZONE, bounded, key_of, ranked
from .readings import Notice, ReadDate, ReadEvent, Reading, fingerprint
from .wordage import CATEGORY, PLACE, TITLE, one_line, summary_and_body

CANCELLED = 6


def read_openagenda(data, *, since, until):
    """The Reading of an export (bytes) for the dates between two instants."""
    try:
        export = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Reading("openagenda", refused="broken")
    rows = export.get("events") if isinstance(export, dict) else export
    if not isinstance(rows, list):
        return Reading("openagenda", refused="broken")
    if len(rows) > MAX_EVENTS:
        return Reading("openagenda", refused="many")
    found, notices, outside, seen, dates = [], [], {}, set(), 0
    for row in rows:
        event, code = _event(row, since, until)
        if event is None:
            if code in ("past", "far"):
                outside[code] = outside.get(code, 0) + 1
            else:
                notices.append(Notice(code, _title(row)))
            continue
        if len(event.dates) >= MAX_DATES:
            notices.append(Notice("series_long", event.title, {"count": MAX_DATES}))
        dates += len(event.dates)
        if dates > MAX_ALL_DATES:
            notices.append(Notice("many_dates", event.title, {"count": MAX_ALL_DATES}))
            break
        if event.key not in seen:
            seen.add(event.key)
            found.append(event)
    notices = [*(Notice(code, facts={"count": count}) for code, count in outside.items()), *notices]
    agenda = export.get("agenda") if isinstance(export, dict) else None
    name = one_line(_words(agenda.get("title")), 80) if isinstance(agenda, dict) else ""
    return Reading("openagenda", name, tuple(found), tuple(bounded(tuple(notices))), since, until)


def _event(row, since, until):
    """(ReadEvent, "") or (None, why not)."""
    if not isinstance(row, dict):
        return None, "unreadable"
    texts = _texts(row)
    if not texts:
        return None, "untitled"
    dates = [date for date in map(_date, _list(row.get("timings"))) if date]
    if not dates:
        return None, "undated"
    within = [date for date in dates if date.ends_at > since and date.starts_at < until]
    if not within:
        return None, "past" if max(date.ends_at for date in dates) <= since else "far"
    uid = str(row.get("uid") or "").strip()
    location = row.get("location") if isinstance(row.get("location"), dict) else {}
    places = [_words(location.get(name)) for name in ("name", "address")]
    place = one_line(", ".join(word for word in places if word), PLACE)
    link = row.get("onlineAccessLink")
    online = URL.match(one_line(link, PLACE)) if isinstance(link, str) else None
    title = next(iter(texts.values()))["title"]
    return ReadEvent(
        key=key_of(uid) if uid else f"~{fingerprint([str(within[0].starts_at), title, place])}",
        uid=one_line(uid, TITLE),
        texts=texts,
        dates=tuple(ranked(sorted(within, key=lambda date: (date.starts_at, date.key)))[:MAX_DATES]),
        categories=_keywords(row.get("keywords")),
        place=place,
        online_url=online[0] if online and not place else "",
        cancelled=str(row.get("status")) == str(CANCELLED),
    ), ""


def _texts(row):
    titles, short, long = (_by_language(row.get(name)) for name in ("title", "description", "longDescription"))
    texts = {}
    for language, title in titles.items():
        title = one_line(title, TITLE)
        if not title:
            continue
        summary, body = summary_and_body(short.get(language, ""))
        _first, more = summary_and_body(long.get(language, ""))
        more = more or ([_first] if _first and _first != summary else [])
        texts[language] = {"title": title, "summary": summary, "body": more or body}
    return texts


def _by_language(value):
    """{language: words}; words without a language are in that of the source ("")."""
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        return {}
    known = {str(code).lower()[:2]: words for code, words in value.items() if isinstance(words, str)}
    return {
        code: known[code]
        for code in sorted(known, key=lambda code: (code != "fr", code))
        if code.isalpha() and code.isascii()
    }


def _words(value):
    return next(iter(_by_language(value).values()), "")


def _title(row):
    return one_line(_words(row.get("title")), TITLE) if isinstance(row, dict) else ""


def _list(value):
    return value if isinstance(value, list) else []


def _keywords(value):
    found = value if isinstance(value, list) else []
    if isinstance(value, dict):
        found = [word for words in value.values() for word in _list(words)]
    words = [one_line(word, CATEGORY) for word in found if isinstance(word, str)]
    return tuple(dict.fromkeys(word for word in words if word))[:20]


def _date(timing):
    if not isinstance(timing, dict):
        return None
    starts_at, ends_at = _instant(timing.get("begin")), _instant(timing.get("end"))
    if starts_at is None:
        return None
    if ends_at is None or ends_at <= starts_at:
        ends_at = starts_at + NO_END
    if ends_at - starts_at > LONGEST:
        return None
    return ReadDate(starts_at.astimezone(ZONE).date().isoformat(), starts_at, ends_at)


def _instant(said):
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    if not 1990 < moment.year < 2200:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
