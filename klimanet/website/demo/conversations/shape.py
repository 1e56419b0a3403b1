"""What a conversation of the demo is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One comment: who in the cast, what (Markdown), and how many hours after the conversation began."""

    who: str
    text: str
    hours: float
    attachment: str = ""  # a file's name
    content: str = ""  # what is in it
    answer: bool = False  # marked as the answer


@dataclass(frozen=True)
class Conversation:
    """A question or a discussion, and what was said to it, in the order it was said."""

    who: str
    question: bool
    title: str
    text: str
    themes: tuple[str, ...]
    days_ago: float
    said: tuple[Said, ...]
    addressed: tuple[str, ...] = ()  # organisations
    same: tuple[str, ...] = ()  # those of the cast whose municipality has the same question
    audience: str = "network"
    circle: tuple[str, ...] = ()  # organisations
    closed: str = ""  # the asker's summary
    network: str = "klima"
