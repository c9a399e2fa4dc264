"""What the audit keeps of accounts."""

from flask_babel import lazy_gettext as _l

from virtual_museum.core.audit import declare_event

USER_CREATED = declare_event("user.created", _l("User created"))
USER_CHANGED = declare_event("user.changed", _l("User changed"))
USER_DEACTIVATED = declare_event("user.deactivated", _l("User deactivated"))
USER_REACTIVATED = declare_event("user.reactivated", _l("User admitted again"))
PASSWORD_CHANGED = declare_event("password.changed", _l("Password changed"))
SECOND_FACTOR_ADDED = declare_event("second-factor.added", _l("Second factor set up"))
SECOND_FACTOR_REMOVED = declare_event("second-factor.removed", _l("Second factor removed"))
SIGNED_IN = declare_event("sign-in.succeeded", _l("Signed in"))
SIGN_IN_FAILED = declare_event("sign-in.failed", _l("Sign-in refused"))
SIGNED_OUT = declare_event("sign-in.ended", _l("Signed out"))
TOKEN_CREATED = declare_event("token.created", _l("Token created"))
TOKEN_REVOKED = declare_event("token.revoked", _l("Token revoked"))
