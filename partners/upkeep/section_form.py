"""What the form of every section does: read what stands, know whether it changed meanwhile, write."""

import hashlib

from django import forms

STAMP_BYTES = 12


class SectionForm(forms.Form):
    """A section of `owner` (a Partner or Service) as it stands, with the stamp of what was shown.

    seen: the stamp of the section; record: that of the whole record (freshness.shown), which saving confirms.
    """

    seen = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=40)
    record = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=40)

    def __init__(self, *args, owner, record="", **kwargs):
        self.owner = owner
        self.before = self.read(owner)
        stamps = {"seen": stamp(self.before), "record": record}
        super().__init__(*args, initial=self.shown(self.before) | stamps, **kwargs)

    def read(self, owner):
        """{name: value} of the section, straight from the database; `before` is the last that was read."""
        raise NotImplementedError

    def shown(self, stored):
        """The same as the form shows it."""
        return stored

    def holds(self):
        """Whether what was typed is what stands: nothing is to be written."""
        raise NotImplementedError

    def write(self, owner):
        """Write what was typed."""
        raise NotImplementedError

    def stands_as_seen(self, owner):
        """Whether the section is what it was when the form was shown."""
        self.before = self.read(owner)
        return self.cleaned_data["seen"] == stamp(self.before)

    def show_again(self, record):
        """Keep what was typed, and let the next sending go over what stands now."""
        self.data = self.data.copy()
        self.data["seen"], self.data["record"] = stamp(self.before), record


def stamp(values):
    """Another one whenever a value differs."""
    return hashlib.blake2b(repr(sorted(values.items())).encode(), digest_size=STAMP_BYTES).hexdigest()
