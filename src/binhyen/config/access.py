"""Settings of sign-in and of the log's keys; `settings` takes them in whole.

Single sign-on is switched on by BINHYEN_OIDC_URL (the provider's address), BINHYEN_OIDC_CLIENT_ID,
BINHYEN_OIDC_SECRET and BINHYEN_OIDC_NAME (what the button says).
"""

import os
from datetime import timedelta

from .home import home, secret

BINHYEN_LOG_KEY = os.environ.get("BINHYEN_LOG_KEY", str(home() / "log-signing-key.pem"))
# Public keys, in base64, that signed before the present one.
BINHYEN_LOG_OLD_KEYS = [k for k in os.environ.get("BINHYEN_LOG_OLD_KEYS", "").split(",") if k]
# Covers contacts in the log; of its own, so that SECRET_KEY can be changed.
BINHYEN_LOG_MASK_KEY = os.environ.get("BINHYEN_LOG_MASK_KEY") or secret("log-mask-key")
# Encrypts the secrets of authenticator apps in the database.
BINHYEN_MFA_KEY = os.environ.get("BINHYEN_MFA_KEY") or secret("mfa-key")
# Contact data of a person who has left is erased after so many days.
BINHYEN_CONTACT_KEPT_DAYS = int(os.environ.get("BINHYEN_CONTACT_KEPT_DAYS", "365"))

# Five wrong passwords for one name from one address close that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "binhyen.people.queries.sign_in_name"
AXES_LOCKOUT_CALLABLE = "binhyen.people.views.account.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in our own log

ACCOUNT_ADAPTER = "binhyen.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_PRESERVE_USERNAME_CASING = False  # names are in small letters; any case is understood
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {"change_password": "binhyen.people.forms.OwnPasswordForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,10/300s/key",
    "public_draw": "120/m/ip",  # the pages of published draws, which nobody signs in for
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
SOCIALACCOUNT_ADAPTER = "binhyen.people.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "binhyen.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "binhyen.people.forms.AddKeyForm",
    "edit_webauthn": "binhyen.people.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bình Yên"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
if os.environ.get("BINHYEN_OIDC_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("BINHYEN_OIDC_NAME", "SSO"),
                "client_id": os.environ["BINHYEN_OIDC_CLIENT_ID"],
                "secret": os.environ.get("BINHYEN_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["BINHYEN_OIDC_URL"]},
            }
        ],
    }
