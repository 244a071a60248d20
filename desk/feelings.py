"""How a customer feels and how much it hurries, over a conversation, and from where on staff are told."""

from collections.abc import Mapping
from typing import Any, Literal

Feeling = Literal["upset", "pressing"]
FEELINGS: tuple[Feeling, ...] = ("upset", "pressing")
UPSET, HAPPY = -0.3, 0.3  # moods, -1 angry .. 1 happy
PRESSING = 0.4  # an urgency, 0..1
FADING = 0.8  # how much of what was felt before is still felt at the next message


def over_time(before: tuple[float, float] | None, understood: Mapping[str, Any]) -> tuple[float, float]:
    """Mood and urgency after one more message; `before` is None at the first.

    An order number is no sign of calm: what was felt fades slowly, unless the message says the contrary.
    """
    mood, urgency = float(understood.get("mood", 0.0)), float(understood.get("urgency", 0.0))
    if before is None:
        return mood, urgency
    kept = FADING * before[0]
    is_contrary = kept * mood < 0 and not UPSET < mood < HAPPY
    return (kept + mood) / 2 if is_contrary else max(kept, mood, key=abs), max(FADING * before[1], urgency)


def felt(mood: float, urgency: float) -> list[Feeling]:
    """What of it staff should see at a glance."""
    found: list[Feeling] = ["upset"] if mood <= UPSET else []
    return [*found, "pressing"] if urgency >= PRESSING else found
