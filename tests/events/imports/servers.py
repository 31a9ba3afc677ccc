"""Servers of this machine that behave badly on purpose, one answer for each connection."""

import socket
import threading
from contextlib import contextmanager

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"


@contextmanager
def serving(answer):
    """The port of a server; answer(connection, request bytes) sends what it likes. Requests are kept in `.asked`."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(listening, answer)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        listening.close()
        with socket.socket() as knock:
            knock.settimeout(0.2)
            knock.connect_ex(("127.0.0.1", server.port))
        thread.join(5)


class _Server:
    def __init__(self, listening, answer):
        self.listening, self.answer, self.asked, self.over = listening, answer, [], threading.Event()
        self.port = listening.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/calendrier.ics"

    def run(self):
        while not self.over.is_set():
            try:
                connection, _where = self.listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(5)
                    request = b""
                    while b"\r\n\r\n" not in request and (chunk := connection.recv(4096)):
                        request += chunk
                    if not request:
                        continue
                    self.asked.append(request)
                    self.answer(connection, request)
                except OSError:
                    continue  # whoever asked had enough


def saying(head, body=b""):
    """An answer of these octets."""
    return lambda connection, request: connection.sendall(head + b"\r\n" + body)


def body(content, head=OK):
    """An answer that says how long it is."""
    return saying(head + b"Content-Length: %d\r\n" % len(content), content)
