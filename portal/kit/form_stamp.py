"""The stamp of a form: when it was shown, and which showing it was; signed, in a hidden field, stored nowhere."""

import hashlib
import secrets

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORM_AGE = 3  # seconds that a person needs at least; a machine does not wait
FORM_LIFE = 7 * 24 * 3600
FIELD = "started"
_SIGNER = signing.TimestampSigner(salt="maillage.form.started")
_NONCE_BYTES = 12


def new_stamp():
    """A stamp for a form that is shown now; no two are the same."""
    return _SIGNER.sign(secrets.token_urlsafe(_NONCE_BYTES))


def check_age(stamp):
    """Raise ValidationError unless the form was shown between 3 seconds and a week ago (code "stamp": too long ago)."""
    try:
        _SIGNER.unsign(stamp, max_age=FORM_LIFE)
    except signing.BadSignature as error:
        raise ValidationError(
            _("Le formulaire était ouvert depuis longtemps. Envoyez-le encore une fois."), code="stamp"
        ) from error
    try:
        _SIGNER.unsign(stamp, max_age=FORM_AGE)
    except signing.SignatureExpired:
        return
    raise ValidationError(_("C’était très rapide. Attendez trois secondes, puis envoyez encore une fois."))


def submission_of(data, about):
    """32 characters that only the same showing of the same form, sent with the same words, has; "" without our stamp.

    data: the QueryDict of the request; about: the row that the form is about. A form sent twice (two presses, a slow
    line) is thereby known, and nobody else can make what it gives: the stamp was shown to one browser.
    """
    try:
        _SIGNER.unsign(data.get(FIELD, ""), max_age=FORM_LIFE)
    except signing.BadSignature:
        return ""
    typed = sorted((name, values) for name, values in data.lists() if name != "csrfmiddlewaretoken")
    return hashlib.blake2b(repr((about.pk, typed)).encode(), digest_size=16).hexdigest()
