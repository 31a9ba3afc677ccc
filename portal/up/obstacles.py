"""What keeps the portal from starting, said in one sentence per language. Loads without Django."""

import errno
import fcntl
import os
import socket


class Obstacle(Exception):
    """The portal cannot start, or had to stop. `str(obstacle)` is the sentence in French, then in English."""

    def __init__(self, french, english):
        super().__init__(f"{french}\n{english}")


def check_folder(folder):
    """The data folder (Path) exists, or can be made, and takes files."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Obstacle(
            f"On ne peut pas écrire dans le dossier {folder} : choisissez-en un autre avec --data.",
            f"The folder {folder} cannot be written to: choose another with --data.",
        ) from error


def lock_folder(folder):
    """The open lock file of the data folder: it holds for as long as it stays open, and no child inherits it.

    Two portals on one folder would each start a queue, and send letters with links to the other's port.
    """
    lock = (folder / "up.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise Obstacle(
            f"Un portail tourne déjà sur le dossier {folder} : arrêtez-le, ou choisissez un autre dossier avec --data.",
            f"A portal is already running on the folder {folder}: stop it, or choose another folder with --data.",
        ) from error
    return lock


def check_port(host, port):
    """The port number in `port` (str), when nobody listens there yet."""
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port) <= 65535:
        raise Obstacle(
            f"« {port} » n’est pas un port : donnez un nombre de 1 à 65535.",
            f"“{port}” is not a port: give a number from 1 to 65535.",
        )
    try:
        family = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, int(port)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Obstacle(
                f"Le port {port} est déjà pris : choisissez-en un autre avec --port.",
                f"Port {port} is already taken: choose another with --port.",
            ) from error
        raise Obstacle(
            f"On ne peut pas ouvrir le port {port} de {host} : {error.strerror}.",
            f"Port {port} of {host} cannot be opened: {error.strerror}.",
        ) from error
    return int(port)
