"""Which conversations a training set holds when it may not hold all: a part of the old ones beside everything new."""

from __future__ import annotations

from dataclasses import dataclass

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.ids import stable_id

FULL, INCREMENTAL = "full", "incremental"
_DIGITS = 8


@dataclass(frozen=True)
class Budget:
    """How much is learnt from: in mode incremental, `replay` old turns for each new one, but `fewest_turns` in all.

    Without old ones an adapter forgets what it knew; with all of them a week's news would be lost among them.
    """

    mode: str = FULL
    replay: float = 1.0
    fewest_turns: int = 4_000
    most_turns: int = 200_000

    def __post_init__(self) -> None:
        """Refuse what no run could mean."""
        if self.mode not in {FULL, INCREMENTAL}:
            raise ConfigurationInvalidError(f"mode {self.mode!r} is unknown: use {FULL} or {INCREMENTAL}.")
        if self.replay < 0 or self.most_turns < 1:
            raise ConfigurationInvalidError("replay and the most turns must not be negative.")


@dataclass(frozen=True)
class Rates:
    """The shares of new and of old conversations that are learnt from."""

    new: float = 1.0
    old: float = 1.0

    def keeps(self, conversation: str, *, is_new: bool) -> bool:
        """Tell whether a conversation is learnt from, the same in every run; a smaller share is a part of a greater."""
        digest = stable_id("replay", conversation)[-_DIGITS:]
        return int(digest, 16) < (self.new if is_new else self.old) * float(16**_DIGITS)


def rates(turns_new: int, turns_old: int, budget: Budget) -> Rates:
    """Return the shares that keep to the budget; with nothing new, everything old is learnt again."""
    new = min(1.0, budget.most_turns / turns_new) if turns_new else 1.0
    room = max(0.0, budget.most_turns - new * turns_new)
    wanted = float(turns_old)
    if budget.mode == INCREMENTAL and turns_new:
        wanted = max(budget.replay * turns_new, budget.fewest_turns - turns_new)
    return Rates(new, min(1.0, min(wanted, room) / turns_old) if turns_old else 1.0)
