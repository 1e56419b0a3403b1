"""That a visitor without an account reads the mail at an address: proven by a code they type, remembered in their session.

What they wrote on the way is kept there too, so nothing of them reaches our tables before the address is theirs.
"""

import time
from secrets import randbelow

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from klimanet.accounts.models import Person

ASKED = "address_code"
PROVEN = "proven_address"
PROVEN_FOR = 3600  # seconds


def may_ask(request: HttpRequest, email: str) -> bool:
    """Whether another code may be asked for; counted by address and by browser, whatever becomes of it."""
    return ratelimit.consume(request, action="prove_address", key=Person.objects.normalize_email(email))


def ask(request: HttpRequest, email: str, *, written: dict | None = None) -> str:
    """A new code for the address, for the caller to mail; `written` comes back once it is typed."""
    code = f"{randbelow(1_000_000):06}"
    request.session[ASKED] = {
        "email": Person.objects.normalize_email(email),
        "digest": _digest(code),
        "at": time.time(),
        "tries": 0,
        "written": written or {},
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(PROVEN_FOR)
    return code


def asked(request: HttpRequest) -> dict | None:
    """The address that a code was sent to, and what was written with it; None where no code can be typed any longer."""
    kept = request.session.get(ASKED)
    if kept is None or time.time() - kept["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return None
    return kept if kept["tries"] < settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS else None


def written(request: HttpRequest) -> dict:
    """What was written before the code was asked for, also where it came too late."""
    return request.session.get(ASKED, {}).get("written", {})


def is_right(request: HttpRequest, code: str) -> bool:
    """Whether this is the code; every try counts. The right one proves the address."""
    kept = asked(request)
    if kept is None:
        return False
    request.session[ASKED] = kept | {"tries": kept["tries"] + 1}
    if not constant_time_compare(_digest(code), kept["digest"]):
        return False
    request.session.cycle_key()
    request.session[PROVEN] = {"email": kept["email"], "at": time.time()}
    return True


def forget(request: HttpRequest) -> None:
    """The code is used, and what was written with it is where it belongs."""
    request.session.pop(ASKED, None)


def proven(request: HttpRequest) -> str:
    """The address that this browser has proven lately; empty where there is none."""
    kept = request.session.get(PROVEN)
    return kept["email"] if kept and time.time() - kept["at"] < PROVEN_FOR else ""


def _digest(code: str) -> str:
    return salted_hmac(ASKED, code).hexdigest()
