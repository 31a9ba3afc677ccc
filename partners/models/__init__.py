from .access import AccessLetter, AccessRequest, AccessState, Invitation
from .hours import Attending, Effect, OpeningRule, TemporaryChange, Weekday
from .kind_facts import EnrolmentChannel, LanguageRole, SchoolLevel, SchoolOrganiser, SupervisingBody
from .membership import Membership, Role
from .partner import LegalForm, Partner, PartnerFormerSlug, PartnerKind, PartnerPicture, PartnerText
from .presence import Contact, ContactKind, Presence
from .review import DistinctPair, ErrorReport, FreshnessLetter, ReportState, Review
from .service import SHOWN, Appointment, Channel, Service, ServiceFormerSlug, ServiceStatus, ServiceText
from .stamp import DirectoryStamp
from .subjects import Audience, Theme
from .territory import (
    PLACE_FEATURES,
    CheckSource,
    Feature,
    Known,
    Place,
    PlaceFeature,
    PlaceFormerSlug,
    PlaceText,
    Quartier,
    QuartierFormerSlug,
)

__all__ = [
    "PLACE_FEATURES",
    "SHOWN",
    "AccessLetter",
    "AccessRequest",
    "AccessState",
    "Appointment",
    "Attending",
    "Audience",
    "Channel",
    "CheckSource",
    "Contact",
    "ContactKind",
    "DirectoryStamp",
    "DistinctPair",
    "Effect",
    "EnrolmentChannel",
    "ErrorReport",
    "Feature",
    "FreshnessLetter",
    "Invitation",
    "Known",
    "LanguageRole",
    "LegalForm",
    "Membership",
    "OpeningRule",
    "Partner",
    "PartnerFormerSlug",
    "PartnerKind",
    "PartnerPicture",
    "PartnerText",
    "Place",
    "PlaceFeature",
    "PlaceFormerSlug",
    "PlaceText",
    "Presence",
    "Quartier",
    "QuartierFormerSlug",
    "ReportState",
    "Review",
    "Role",
    "SchoolLevel",
    "SchoolOrganiser",
    "Service",
    "ServiceFormerSlug",
    "ServiceStatus",
    "ServiceText",
    "SupervisingBody",
    "TemporaryChange",
    "Theme",
    "Weekday",
]
