from .mission import Mission, MissionFormerSlug, MissionText, Offer, Rhythm, Role
from .shift import Need, NeedSkill, Shift, ShiftState
from .sign_up import EndReason, SignUp, SignUpState
from .skill import Skill
from .volunteer import AgeBand, Volunteer, VolunteerLetter, VolunteerSkill

__all__ = [
    "AgeBand",
    "EndReason",
    "Mission",
    "MissionFormerSlug",
    "MissionText",
    "Need",
    "NeedSkill",
    "Offer",
    "Rhythm",
    "Role",
    "Shift",
    "ShiftState",
    "SignUp",
    "SignUpState",
    "Skill",
    "Volunteer",
    "VolunteerLetter",
    "VolunteerSkill",
]
