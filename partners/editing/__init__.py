"""How staff edit the directory in Wagtail's admin."""

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
from .service import ServiceViewSet
from .territory import EnrolmentChannelViewSet, PlaceViewSet, QuartierViewSet, ThemeViewSet

__all__ = [
    "CodesField",
    "EnrolmentChannelViewSet",
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
