"""Pages of the site: one tree per language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from .blocks import PageBlocks
from .fixed import slug_refusal

HOME_DEPTH = 2
REFUSALS = {
    "fixed": _("La loi demande cette page : son adresse ne change pas."),
    "reserved": _("Cette adresse appartient au portail. Choisissez-en une autre."),
}


class PageForm(WagtailAdminPageForm):
    """Says beside the field what the model would refuse: a page being made does not know its depth yet."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if self.parent_page and self.parent_page.depth == HOME_DEPTH:
            page = self.instance
            language = self.parent_page.locale.language_code
            refusal = slug_refusal(slug, translation_key=page.translation_key, language=language)
            if refusal:
                raise ValidationError(REFUSALS[refusal])
        return slug


class BasePage(Page):
    """What every page of the site has."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    base_form_class = PageForm
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.depth == HOME_DEPTH + 1:
            language = self.locale.language_code
            refusal = slug_refusal(self.slug, translation_key=self.translation_key, language=language)
            if refusal:
                raise ValidationError({"slug": REFUSALS[refusal]})


class HomePage(BasePage):
    """The first page of one language."""

    body = StreamField(PageBlocks(), blank=True, verbose_name=_("texte"))

    template = "cms/home.html"
    max_count = 3
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.StandardPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("page d’accueil")

    def get_context(self, request, *args, **kwargs):
        from .home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self, request)}


class StandardPage(BasePage):
    """A page of text."""

    body = StreamField(PageBlocks(), blank=True, verbose_name=_("texte"))

    template = "cms/standard.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page")

    def get_context(self, request, *args, **kwargs):
        from .standard import standard_context

        return {**super().get_context(request, *args, **kwargs), **standard_context(self, request)}
