"""Pages and whole lists over HTTP, as JSON; a "no" is a sentence in JSON too."""

import json
from dataclasses import dataclass
from functools import wraps

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from portal.kit.limits import client_address, within

OWN_ADDRESSES = "partners.hsds.urls"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
AT_ONCE = 200  # records of a whole list that are loaded together
MINUTE = 60
PER_MINUTE, WHOLE_PER_MINUTE = 300, 12


@dataclass(frozen=True)
class Listing:
    """What a list is made of. keys: all that answers, a list or a queryset; write: keys → [objects], in order."""

    keys: object
    write: object

    @property
    def total(self):
        return len(self.keys) if isinstance(self.keys, list) else self.keys.count()


def open_data(view):
    """For anybody's program, on any site: no cookie is read or set, `GET` and the standard's `POST` say the same."""

    @csrf_exempt
    @conditional_page
    @wraps(view)
    def answered(request, *args, **kwargs):
        request.urlconf = OWN_ADDRESSES  # else LocaleMiddleware looks for what is not here under /fr/
        response = _answer(view, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Content-Language, Retry-After"
        response["X-Robots-Tag"] = "noindex"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answered


def _answer(view, request, *args, **kwargs):
    if request.method == "OPTIONS":
        headers = {"Access-Control-Allow-Methods": ", ".join(METHODS), "Access-Control-Allow-Headers": "*"}
        return HttpResponse(status=204, headers=headers | {"Access-Control-Max-Age": "86400"})
    if request.method not in METHODS:
        return refused(_("Ces données se lisent, elles ne se modifient pas ici."), 405, Allow=", ".join(METHODS))
    whole = request.GET.get("format") == "ndjson"
    limit = WHOLE_PER_MINUTE if whole else PER_MINUTE
    if not within("hsds-whole" if whole else "hsds", client_address(request), limit=limit, seconds=MINUTE):
        return refused(_("C’est beaucoup de demandes à la fois : réessayez dans une minute."), 429, Retry_After=MINUTE)
    return view(request, *args, **kwargs)


def refused(sentence, status, *, parameters=None, **headers):
    """{error, parameters: {name: sentence}}"""
    data = {"error": sentence} | ({"parameters": parameters} if parameters else {})
    headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return JsonResponse(data, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def not_found():
    return refused(_("Il n’y a rien à cette adresse, ou ce n’est plus publié."), 404)


def one(data, language):
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = language
    return response


def many(asked, listing):
    """The page that was asked for, or all of it, an object a line (`format=ndjson`)."""
    if asked.whole:
        lines = StreamingHttpResponse(_lines(asked, listing), content_type="application/x-ndjson; charset=utf-8")
        lines["Content-Language"] = asked.language
        return lines
    return one(_page(asked, listing), asked.language)


def _page(asked, listing):
    """Page of openapi.json: counts, and `contents`. Past the last page there is an empty one."""
    total = listing.total
    size = asked.per_page or max(total, 1)
    pages = -(-total // size)
    contents = listing.write(listing.keys[(asked.page - 1) * size : asked.page * size])
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _lines(asked, listing):
    every = list(listing.keys)
    for start in range(0, len(every), AT_ONCE):
        keys = every[start : start + AT_ONCE]
        with override(asked.language):  # the request is over, and its language with it
            written = [json.dumps(data, ensure_ascii=False, separators=(",", ":")) for data in listing.write(keys)]
        yield "".join(f"{line}\n" for line in written)
