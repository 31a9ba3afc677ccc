"""Identifiers: those of the rows where they have one, and ones derived from them for what is no row of its own."""

import uuid
from hashlib import sha1

# Under which the terms of fixed lists have their identifiers; a term is known by its code, the same in each portal.
NAMESPACE = uuid.UUID("6f0d3f5e-9c0b-5b0c-8a57-3d1f0f5f2b61")
# Differs in neither version nor variant, so that what it is laid over remains a UUID of its version.
_SEAT = 0x5EA7_0000_0000_0000_0000_0000_0000_5EA7


def derived(owner, *names):
    """The identifier of a part of the row with that uuid: the same each time (RFC 9562 §5.5)."""
    namespace = owner if isinstance(owner, uuid.UUID) else uuid.UUID(owner)
    # As uuid.uuid5 does, in a fifth of the time: a page of a hundred services has six thousand.
    digest = sha1(namespace.bytes + "/".join(map(str, names)).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def term_id(taxonomy, code):
    """The identifier of a term; without code, of the taxonomy itself."""
    return derived(NAMESPACE, "taxonomy", taxonomy, *([code] if code else []))


def at_seat(service_uuid):
    """The identifier of a service at the seat of its partner, for which there is no row; twice is the service's own."""
    return uuid.UUID(int=service_uuid.int ^ _SEAT)
