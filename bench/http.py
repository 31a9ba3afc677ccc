"""One reader of the portal, over one connection that stays open."""

import gzip
import http.client
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """seconds: from the first octet sent to the last one received; size: octets of the body as it travelled."""

    status: int
    headers: dict
    body: bytes
    size: int
    seconds: float

    @property
    def text(self):
        return self.body.decode()


class Browser:
    """Asks for compressed pages, as browsers do. cookies: {name: value}, kept as the portal sets them."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {}

    def get(self, path, **headers):
        """The Answer; headers: with underscores for dashes."""
        sent = {"Accept-Encoding": "gzip", "Accept": "text/html,*/*"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        self._connection.request("GET", path, headers=sent)
        response = self._connection.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - began
        received = {name.lower(): value for name, value in response.getheaders()}
        body = gzip.decompress(raw) if raw and received.get("content-encoding") == "gzip" else raw
        return Answer(response.status, received, body, len(raw), seconds)

    def page(self, path, **headers):
        """The Answer, which must be a 200."""
        answer = self.get(path, **headers)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer
