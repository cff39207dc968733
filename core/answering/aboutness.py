"""Of whom a message speaks: of the one who says it, or of the one it is said to."""

from __future__ import annotations

import re
from enum import Enum, auto

_SPEAKER = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|me|my|mine|myself|we|we['’](?:re|ve|d|ll)|us|our|ours|ourselves"
    r"|ich|mir|mich|mein\w*|wir|uns|unser\w*|je|moi|mon|ma|mes|nous|notre|nos|yo|mi|mis|nosotros|nuestr\w+)\b|我",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(
    r"\b(?:you|you['’](?:re|ve|d|ll)|your|yours|yourself|du|dir|dich|dein\w*|ihr|euch|euer|eure\w*"
    r"|tu|toi|ton|ta|tes|vous|votre|vos|tú|ti|tus|usted|ustedes|vosotros|vuestr\w+)\b|你|您",
    re.IGNORECASE,
)


class About(Enum):
    """Whom most of a message's pronouns mean. SPEAKER also when it holds none: people mostly tell of themselves."""

    SPEAKER = auto()
    ADDRESSEE = auto()


def read_aboutness(text: str) -> About:
    """Tell whether `text` speaks of its speaker or of whom it is said to; English, German, French, Spanish, Chinese."""
    return About.ADDRESSEE if len(_ADDRESSEE.findall(text)) > len(_SPEAKER.findall(text)) else About.SPEAKER
