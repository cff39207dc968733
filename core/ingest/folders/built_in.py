"""What is left out of every folder unless its own rules take it back, in the syntax of `.gitignore`.

All are names, not paths, so that whether one fits can be remembered by name.
"""

from __future__ import annotations

HIDDEN = ".*"

MACHINERY = (
    "node_modules/", "bower_components/", "__pycache__/", "site-packages/", "dist-packages/", "venv/", "virtualenv/",
    "*.egg-info/", "DerivedData/", "Pods/", "CVS/", "_darcs/", "$RECYCLE.BIN/",
    "package-lock.json", "*.min.js", "*.min.css", "*.map",
    "System Volume Information/", "lost+found/", "*.photoslibrary/", "*.app/",
)  # fmt: skip
CACHES = (
    "Cache/", "Caches/", "CachedData/", "Code Cache/", "GPUCache/", "cache2/", "blob_storage/", "INetCache/",
    "Temporary Internet Files/", "*.tmp", "*.temp", "*.swp", "*.swo", "*.part", "*.partial", "*.crdownload",
    "*.download", "~$*", "*~", "#*#", "Thumbs.db", "desktop.ini",
)  # fmt: skip
KEYS = (
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "*.pem", "*.key", "*.ppk", "*.p12", "*.pfx", "*.jks",
    "*.keystore", "*.kdb", "*.kdbx", "*.gpg", "*.pgp", "*.asc", "*.age", "secring.*", "*.agilekeychain/",
    "*.opvault/", "*.1pux", "*.psafe3", "*.keychain", "*.keychain-db", "keyrings/", "password-store/",
    "bitwarden_export*", "*lastpass*export*", "1password*export*", "chrome*passwords*.csv", "passwords.csv",
    "credentials.json", "client_secret*.json", "service-account*.json", "*.env", "*.env.*", "recovery-codes*",
    "*recovery?codes*",
)  # fmt: skip
WALLETS = ("wallet.dat", "*.wallet", "wallets/", "keystore/", "*seed?phrase*", "Electrum/", "Exodus/", "Ledger Live/")
BROWSERS = (
    "google-chrome*/", "chromium/", "BraveSoftware/", "User Data/", "Firefox/", "Mozilla/", "microsoft-edge*/",
    "opera/", "vivaldi/", "Login Data*", "Cookies", "logins.json", "key?.db",
)  # fmt: skip

LINES = (HIDDEN, *MACHINERY, *CACHES, *KEYS, *WALLETS, *BROWSERS)

_WHAT = (
    ((HIDDEN,), "hidden files and folders are left out"),
    (MACHINERY, "what programs keep for themselves is left out"),
    (CACHES, "caches and temporary files are left out"),
    (KEYS, "keys and passwords are left out"),
    (WALLETS, "wallets are left out"),
    (BROWSERS, "browser profiles are left out"),
)


def said_of(line: str) -> str:
    """Why a built-in line is there."""
    return next(reason for lines, reason in _WHAT if line in lines)
