"""What signing in, the second factor and the personal settings answer: to each person about themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.access_matrix import ACT_ONLY, NO_SUCH_METHOD, NOT_FOUND, Address, answers, everybody
from tests.personas import ANONYMOUS

OK, LED_ON, REFUSED = 200, 302, 422
SAVED, NOT_OFFERED = 204, 400

#: Who has set up an authenticator app; the others have none.
HOLDER = "mentee_lead"


def with_an_app(world: Any) -> list[Any]:
    """Let one person hold an app and recovery codes; the world undoes it after each request."""
    TOTP.activate(world.person(HOLDER), generate_totp_secret())
    RecoveryCodes.activate(world.person(HOLDER))
    return []


def shown_to_anyone(args: Any = lambda _world: []) -> Address:
    """Describe a page that only shows, and to whoever comes."""
    return Address(
        get=everybody(OK, anonymous=None), post=everybody(NO_SUCH_METHOD, anonymous=None), args=args
    )


def own_form(sent: int = OK) -> Address:
    """Describe a form about oneself; allauth answers an empty one with the form."""
    return Address(get=everybody(OK), post=everybody(sent))


#: Leads on whoever comes: to sign in, to another page, or to the password once more.
LEADS_ON = Address(get=everybody(LED_ON), post=everybody(LED_ON))
#: Asks the one who has an app for the password once more; for the others there is nothing.
OF_THE_HOLDER = Address(get=answers(LED_ON, [HOLDER]), post=answers(LED_ON, [HOLDER]), args=with_an_app)

MATRIX = {
    # Signing in and out.
    "account_login": Address(
        get=everybody(LED_ON) | {ANONYMOUS: OK}, post=everybody(LED_ON) | {ANONYMOUS: OK}
    ),
    "account_logout": Address(get=everybody(OK), post=everybody(LED_ON)),
    "account_inactive": shown_to_anyone(),
    "account_signup": shown_to_anyone(),
    "account_reauthenticate": own_form(),
    # Addresses. A link that was never sent is told of in words, and confirms nothing.
    # An empty form neither adds, sends, removes nor chooses an address: it leads back.
    "account_email": own_form(LED_ON),
    "account_email_verification_sent": shown_to_anyone(),
    "account_confirm_email": Address(
        get=everybody(OK, anonymous=None),
        post=everybody(NOT_FOUND, anonymous=None),
        args=lambda _world: ["a-secret-that-was-never-sent"],
    ),
    # Passwords. Everybody has one, so that nobody may set a first one.
    "account_change_password": own_form(),
    "account_set_password": LEADS_ON,
    "account_reset_password": Address(get=everybody(OK, anonymous=None), post=everybody(OK, anonymous=None)),
    "account_reset_password_done": shown_to_anyone(),
    # The right person and a wrong key: the page says that the link does not work, and shows no form.
    "account_reset_password_from_key": Address(
        get=everybody(OK, anonymous=None),
        post=everybody(OK, anonymous=None),
        args=lambda world: [user_pk_to_url_str(world.person(HOLDER)), "never-sent"],
        data=lambda _world: {"password1": "a-new-long-password", "password2": "a-new-long-password"},
    ),
    "account_reset_password_from_key_done": shown_to_anyone(),
    # The second factor. Nobody here has typed the password within the last minutes.
    "mfa_index": Address(get=everybody(OK), args=with_an_app),
    # No sign-in waits for its second step.
    "mfa_authenticate": LEADS_ON,
    "mfa_reauthenticate": Address(
        get=everybody(LED_ON) | {HOLDER: OK},
        post=everybody(LED_ON) | {HOLDER: OK},
        args=with_an_app,
    ),
    "mfa_activate_totp": LEADS_ON,
    "mfa_deactivate_totp": OF_THE_HOLDER,
    "mfa_view_recovery_codes": Address(get=answers(LED_ON, [HOLDER]), args=with_an_app),
    "mfa_generate_recovery_codes": LEADS_ON,
    "mfa_download_recovery_codes": OF_THE_HOLDER,
    # Personal settings and the session.
    "accounts:settings": own_form(REFUSED),
    "accounts:language": Address(
        get=everybody(NO_SUCH_METHOD, anonymous=None), post=everybody(NOT_OFFERED, anonymous=None)
    ),
    "accounts:session": shown_to_anyone(),
    "accounts:session_extend": Address(get=ACT_ONLY, post=everybody(SAVED)),
}
