from partners.models import Audience, Theme  # they lived here before the directory needed them

from .agenda import AgendaRow, AgendaText, CatalogueStamp
from .attendance import Attendance, AttendanceState, Attestation, AttestationCounter, AttestationKind, is_code
from .capacity import Capacity
from .event import Event, EventFormerSlug, EventKind
from .feed import FeedBlock, FeedOrigin
from .imports import (
    CalendarKind,
    CalendarSource,
    ImportedEvent,
    ImportedOccurrence,
    ImportRun,
    RunOutcome,
    SourceState,
)
from .library import LibraryDocument, LibraryState
from .messages import Evaluation, MessageKind, MessageLanguage, MessageText, OrganiserMessage
from .occurrence import Occurrence, OccurrenceState
from .own import CoordinationFeed, PersonalFeed
from .participants import (
    Answer,
    Approval,
    Consent,
    Draw,
    ExtraPlaces,
    ImageChannel,
    NeedCode,
    Needs,
    Participant,
    ParticipantRole,
    Purpose,
)
from .parts import EventText, Question, QuestionKind, ScheduleRule, SchoolNetwork, Stall, Trainer
from .pathways import Pathway, PathwayFormerSlug, PathwayKind, PathwayStep
from .preferences import EventSettings
from .registration import (
    ACTIVE,
    HOLDING,
    Declaration,
    EndReason,
    Registration,
    RegistrationLetter,
    RegistrationState,
    Seats,
    Source,
    is_reference,
)
from .schools import SchoolHoliday
from .submission import PostedPhoto, SubmissionLetter
from .terms import Admission, ApprovalMode, ParticipantMode, RegistrationMode
from .training import Framework, TrainingFacts

__all__ = [
    "ACTIVE",
    "HOLDING",
    "Admission",
    "AgendaRow",
    "AgendaText",
    "Answer",
    "Approval",
    "ApprovalMode",
    "Attendance",
    "AttendanceState",
    "Attestation",
    "AttestationCounter",
    "AttestationKind",
    "Audience",
    "CalendarKind",
    "CalendarSource",
    "Capacity",
    "CatalogueStamp",
    "Consent",
    "CoordinationFeed",
    "Declaration",
    "Draw",
    "EndReason",
    "Evaluation",
    "Event",
    "EventFormerSlug",
    "EventKind",
    "EventSettings",
    "EventText",
    "ExtraPlaces",
    "FeedBlock",
    "FeedOrigin",
    "Framework",
    "ImageChannel",
    "ImportRun",
    "ImportedEvent",
    "ImportedOccurrence",
    "LibraryDocument",
    "LibraryState",
    "MessageKind",
    "MessageLanguage",
    "MessageText",
    "NeedCode",
    "Needs",
    "Occurrence",
    "OccurrenceState",
    "OrganiserMessage",
    "Participant",
    "ParticipantMode",
    "ParticipantRole",
    "Pathway",
    "PathwayFormerSlug",
    "PathwayKind",
    "PathwayStep",
    "PersonalFeed",
    "PostedPhoto",
    "Purpose",
    "Question",
    "QuestionKind",
    "Registration",
    "RegistrationLetter",
    "RegistrationMode",
    "RegistrationState",
    "RunOutcome",
    "ScheduleRule",
    "SchoolHoliday",
    "SchoolNetwork",
    "Seats",
    "Source",
    "SourceState",
    "Stall",
    "SubmissionLetter",
    "Theme",
    "Trainer",
    "TrainingFacts",
    "is_code",
    "is_reference",
]
