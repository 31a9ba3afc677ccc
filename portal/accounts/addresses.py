"""The e-mail addresses of one account: what was registered with them gathers in its space."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.kit.refusal import Refusal

from .codes import awaited, send_code, take_code
from .forms import AddressForm, ChosenAddressForm, CodeForm
from .fresh import fresh_required
from .notices import tell_change
from .opening import prove

ADDRESS = "address"
MOST = 5  # of one person


@method_decorator([never_cache, fresh_required], name="dispatch")
class AddressesView(View):
    """Which addresses are mine, and one more: each of them opens the account, so a session left open adds none."""

    def get(self, request):
        return self.show(AddressForm())

    def post(self, request):
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        email = form.cleaned_data["email"]
        mine = EmailAddress.objects.filter(user=request.user)
        if mine.filter(email=email, verified=True).exists():
            form.add_error("email", _("Cette adresse est déjà dans votre compte."))
        elif mine.filter(verified=True).count() >= MOST:
            form.add_error(None, _("Un compte a cinq adresses au plus. Retirez-en une d’abord."))
        else:
            try:
                send_code(request, ADDRESS, email)
                return redirect("account_email_code")
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        return self.show(form)

    def show(self, form):
        rows = EmailAddress.objects.filter(user=self.request.user, verified=True).order_by("-primary", "email")
        context = {"title": _("Mes adresses e-mail"), "addresses": rows, "form": form}
        return render(self.request, "account/email.html", context)


@method_decorator([never_cache, fresh_required], name="dispatch")
class ProveView(View):
    """The code that was sent to the new address."""

    def get(self, request):
        return self.show(CodeForm())

    def post(self, request):
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            email = take_code(request, ADDRESS, form.cleaned_data["code"])
            prove(request.user, email)
            tell_change(request.user, "address-added", address=email)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, _("L’adresse est ajoutée. Ses inscriptions sont dans votre espace."))
        return redirect("account_email")

    def show(self, form):
        email = awaited(self.request, ADDRESS)
        if not email and not form.errors:
            return redirect("account_email")
        context = {"title": _("Confirmez cette adresse"), "email": email, "form": form}
        return render(self.request, "account/email_code.html", context)


@never_cache
@fresh_required
def change_address(request):
    """Make one address the main one, or take one away; the main one stays, because it is the login."""
    if request.method != "POST":
        return redirect("account_email")
    form = ChosenAddressForm(request.POST)
    if not form.is_valid():
        raise Http404
    mine = EmailAddress.objects.filter(user=request.user, verified=True)
    row = get_object_or_404(mine, pk=form.cleaned_data["address"])
    if form.cleaned_data["act"] == "main":
        former = EmailAddress.objects.get_primary_email(request.user) or ""
        try:
            with transaction.atomic():
                row.set_as_primary()
            tell_change(request.user, "address-main", address=row.email, to=former)
            messages.success(request, _("C’est noté."))
        except IntegrityError:  # staff have made an account with it meanwhile
            messages.error(request, _("Cette adresse est déjà celle d’un autre compte."))
    elif row.primary:
        messages.error(request, _("Choisissez d’abord une autre adresse principale."))
    else:
        row.delete()
        tell_change(request.user, "address-removed", address=row.email)
        messages.success(request, _("L’adresse est retirée de votre compte."))
    return redirect("account_email")
