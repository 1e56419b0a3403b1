"""What sign-in and its libraries keep about people. The person's own row is declared where seats are known (privacy)."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from klimanet.accounts.models import SignInCounter
from klimanet.accounts.sessions import sessions_of
from klimanet.rules.personal import Basis, Declaration, Impersonal, Limit, Personal

SIGN_IN = _("That you, and nobody else, can sign in as you")
ACCOUNT = _("as long as you have an account")

DECLARED: list[Declaration] = [
    Personal(
        EmailAddress,
        what=_("Your e-mail addresses"),
        purpose=SIGN_IN,
        basis=Basis.INTEREST,
        kept=ACCOUNT,
        of=lambda who: EmailAddress.objects.filter(user=who.key),
        fields=("user", "email"),
        shows=("email", "verified", "primary"),
    ),
    Personal(
        EmailConfirmation,
        what=_("Addresses that wait to be confirmed"),
        purpose=SIGN_IN,
        basis=Basis.INTEREST,
        kept=_("3 days"),
        of=lambda who: EmailConfirmation.objects.filter(email_address__user=who.key),
        fields=("key",),
        shows=("email_address__email", "created"),
        limit=Limit(3, "created"),
    ),
    Personal(
        Authenticator,
        what=_("Passkeys and codes for two-step sign-in; the secrets themselves are not shown"),
        purpose=SIGN_IN,
        basis=Basis.CONSENT,
        kept=_("until you remove them"),
        of=lambda who: Authenticator.objects.filter(user=who.key),
        fields=("user", "data"),
        shows=("type", "created_at", "last_used_at"),
    ),
    Personal(
        UserSession,
        what=_("Where you are signed in: browser and IP address"),
        purpose=_("That you can see it, and sign out there"),
        basis=Basis.OBLIGATION,
        kept=_("as long as you are signed in there, at most 60 days after you last used it"),
        of=lambda who: UserSession.objects.filter(user=who.key),
        fields=("user", "ip", "session_key", "user_agent", "data"),
        shows=("ip", "user_agent", "created_at", "last_seen_at"),
        limit=Limit(
            1,
            "created_at",
            among=lambda rows: rows.exclude(Exists(Session.objects.filter(session_key=OuterRef("session_key")))),
        ),
    ),
    Personal(
        Session,
        what=_("Sessions, with what you wrote when one ended"),
        purpose=_("That you stay signed in and lose nothing"),
        basis=Basis.INTEREST,
        kept=_("60 days after you last signed in there"),
        of=lambda who: sessions_of(who.key),
        fields=("session_key", "session_data"),
        shows=("expire_date",),
        limit=Limit(0, "expire_date"),
    ),
    Personal(
        SignInCounter,
        what=_("How often somebody has tried to sign in, by IP address and a digest of the address"),
        purpose=_("That nobody guesses a code or a password"),
        basis=Basis.OBLIGATION,
        kept=_("at most a day after they count no longer"),
        of=lambda who: SignInCounter.objects.none(),  # they lead to nobody, and are gone in a day
        fields=("cache_key", "value"),
        limit=Limit(0, "expires"),
    ),
    Impersonal(Group, "of Django, not used", ("name",)),
    Impersonal(Permission, "of Django, not used", ("name", "codename")),
    Impersonal(ContentType, "names of tables", ("app_label", "model")),
]
