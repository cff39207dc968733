"""A language model elsewhere: on a server that speaks the OpenAI protocol, best on the user's own network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import UserError

KEY_VARIABLE = "EBB_ENDPOINT_KEY"
"""Names a key in the environment, where there is no keyring or it is not wanted there."""
LEAVES = (
    "With each question you ask, the question and the passages of your memory that were found for it are sent to "
    "{where}. Nothing is sent at any other time."
)
_PORTS = {"http": 80, "https": 443}
_END = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server is, and the model there. `url` is what the protocol's paths begin with: "http://nas:8080/v1".

    `far` says that the user knows it is not on his own network; `used` whether it answers, or is only kept in mind.
    """

    url: str
    model: str
    far: bool = False
    used: bool = True

    @property
    def name(self) -> str:
        """The model's name as it is shown: some servers call theirs by the path of its file."""
        return self.model.rstrip("/").rpartition("/")[2] or self.model

    @property
    def host(self) -> str:
        """The host's name or number."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port, by its scheme where none is named."""
        parts = urlsplit(self.url)
        return parts.port or _PORTS[parts.scheme]

    @property
    def where(self) -> str:
        """Host and port, as they are shown."""
        return urlsplit(self.url).netloc

    @property
    def secure(self) -> bool:
        """Whether nobody on the way can read along."""
        return self.url.startswith("https:")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found at an endpoint: whether it is `near`, and which `models` it says it has; of a far one, nothing."""

    near: bool
    models: tuple[str, ...]


def read_url(text: str) -> str:
    """The address of an endpoint as it is kept, from what somebody wrote: "nas:8080" is "http://nas:8080/v1".

    Raises:
        UserError: it is no address, or holds a key.
    """
    written = text.strip()
    parts = urlsplit(written if "://" in written else f"http://{written}")
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in _PORTS or not parts.hostname or port == -1 or not written.isprintable() or " " in written:
        raise UserError(f"“{written}” is no address of a server. Write it like http://192.168.1.20:8080/v1.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UserError("Leave user names, keys and questions out of the address. A key is asked for apart from it.")
    path = parts.path.rstrip("/").removesuffix(_END) or "/v1"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"
