"""Addresses below `/<network>/medlemmer/`."""

from django.urls import path

from klimanet.members.views import contracts, invitations, leaving, yearly
from klimanet.members.views import members as views

urlpatterns = [
    path("", views.members, name="members"),
    path("personer/", views.people, name="people"),
    path("personer/<id:person>/", views.person, name="person"),
    path("personer/<id:person>/kort.vcf", views.card, name="person_card"),
    path("personer/<id:person>/billede/", views.person_photo, name="person_photo"),
    path("mig/", views.own_profile, name="own_profile"),
    path("ny/", views.new_organisation, name="new_organisation"),
    path("aarligt/", yearly.questions, name="yearly_questions"),
    path("uden-koordinator/", yearly.without_coordinator, name="without_coordinator"),
    path("pladser/<id:seat>/fratraeden/", leaving.vacating, name="seat_vacating"),
    path("pladser/<id:seat>/fortrydelse/", leaving.staying, name="seat_staying"),
    path("pladser/<id:seat>/vikar/", leaving.deputy, name="seat_deputy"),
    path("pladser/<id:seat>/vikar/afslutning/", leaving.deputy_ending, name="seat_deputy_ending"),
    path("invitationer/", invitations.invitations, name="invitations"),
    path("invitationer/nye/", invitations.new_invitations, name="new_invitations"),
    path("invitationer/kontrol/", invitations.checked_invitations, name="checked_invitations"),
    path("invitationer/<id:holding>/gensendelse/", invitations.invitation_resending, name="invitation_resending"),
    path("invitationer/<id:holding>/tilbagekaldelse/", invitations.invitation_withdrawal, name="invitation_withdrawal"),
    path("pladser/<id:seat>/pause/", views.suspension, name="seat_suspension"),
    path("pladser/<id:seat>/genoptagelse/", views.reinstatement, name="seat_reinstatement"),
    path("<slug:organisation>/", views.organisation, name="organisation"),
    path("<slug:organisation>/stadig-jer/", yearly.question, name="yearly_question"),
    path("<slug:organisation>/stadig-jer/<id:seat>/", yearly.confirmation, name="seat_confirmation"),
    path("<slug:organisation>/pladser/ny/", views.new_seat, name="new_seat"),
    path("<slug:organisation>/optagelse/", views.admission, name="admission"),
    path("<slug:organisation>/aftale/", contracts.contract, name="contract"),
    path("<slug:organisation>/fornyelse/", contracts.renewal, name="renewal"),
    path("<slug:organisation>/udmeldelse/", views.leaving, name="leaving"),
    path("<slug:organisation>/udmeldelse/fortrydelse/", views.continuing, name="continuing"),
]
