"""What is asked about members, seats and profiles."""

from klimanet.members.forms.members import (
    AdmissionForm,
    ContactForm,
    DayField,
    LeavingForm,
    OrganisationForm,
    PeopleFilter,
    ProfileForm,
    RowsField,
    SeatForm,
    ThemeForm,
)

__all__ = [
    "AdmissionForm",
    "ContactForm",
    "DayField",
    "LeavingForm",
    "OrganisationForm",
    "PeopleFilter",
    "ProfileForm",
    "RowsField",
    "SeatForm",
    "ThemeForm",
]
