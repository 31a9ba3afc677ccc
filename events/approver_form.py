"""Another person at the employer's: whose address was mistyped, or who has left."""

from django import forms
from django.core.exceptions import ValidationError

from portal.kit.refusal import Refusal

from .asking.fields import approver_address, approver_name
from .asking.rules import check_approver


class ApproverForm(forms.Form):
    """Who must agree to this registration."""

    approver_name = approver_name()
    approver_email = approver_address()

    def __init__(self, *args, registration, **kwargs):
        self.registration = registration
        approval = registration.approval
        initial = {"approver_name": approval.approver_name, "approver_email": approval.approver_email}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_approver_email(self):
        try:
            return check_approver(self.cleaned_data["approver_email"], self.registration.email)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
