"""How staff edit the directory in Wagtail's admin."""

from .access import AccessRequestViewSet
from .common import (
    CodesField,
    FormInlinePanel,
    ListingView,
    NamedChooserViewSet,
    TerritoryViewSet,
    TextForm,
    WordSearch,
    side_by_side,
    with_words,
)
from .membership import MembershipViewSet
from .partner import PartnerViewSet
from .reports import ErrorReportViewSet
from .service import ServiceViewSet
from .territory import EnrolmentChannelViewSet, PlaceViewSet, QuartierViewSet, ThemeViewSet

__all__ = [
    "AccessRequestViewSet",
    "CodesField",
    "EnrolmentChannelViewSet",
    "ErrorReportViewSet",
    "FormInlinePanel",
    "ListingView",
    "MembershipViewSet",
    "NamedChooserViewSet",
    "PartnerViewSet",
    "PlaceViewSet",
    "QuartierViewSet",
    "ServiceViewSet",
    "TerritoryViewSet",
    "TextForm",
    "ThemeViewSet",
    "WordSearch",
    "side_by_side",
    "with_words",
]
