"""The result of a ranked poll: instant-runoff, said in full so that anybody can check it by hand.

Round by round, each ballot counts for the option it ranks highest among those
still in. An option that more than half of the counting ballots stand for has
won. If there is none, the option with the fewest goes out and the next round
begins. Ballots that rank none of those still in no longer count.

* Options without a single ballot go out together: nobody's vote moves by that.
* If several share the fewest, the one goes out that had fewer in the latest
  earlier round in which they differed. If they never differed, lots decide;
  they were drawn when the poll was made, so no vote can influence them.
* If all that are still in have equally many, they have all won: a tie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

# Why options went out after a round.
EMPTY, FEWEST, EARLIER, LOT = "empty", "fewest", "earlier", "lot"


@dataclass(frozen=True)
class Round:
    """``votes`` by option still in; ``out`` are those that go after it, ``by`` one of the reasons above."""

    votes: dict[int, int]
    exhausted: int
    out: list[int]
    by: str


@dataclass(frozen=True)
class Outcome:
    """All rounds, and who won: nobody where nobody voted, several in a tie."""

    ballots: int
    rounds: list[Round]
    winners: list[int]

    def as_json(self) -> dict:
        """As kept in ``Post.extras``: JSON knows no numbers as keys."""
        kept = asdict(self)
        for one in kept["rounds"]:
            one["votes"] = {str(option): count for option, count in one["votes"].items()}
        return kept


def instant_runoff(ballots: Mapping[Sequence[int], int], lots: Sequence[int]) -> Outcome:
    """Count ``ballots`` (ranking, best first → how many cast it) over the options in ``lots``.

    ``lots`` are all options in the order drawn: in a tie that nothing else decides, the last of them goes out.

    >>> instant_runoff({(1, 2): 4, (2, 1): 3, (3, 2): 2}, lots=[1, 2, 3]).winners
    [2]
    """
    total = sum(ballots.values())
    standing = sorted(lots)
    rounds: list[Round] = []
    while True:
        votes = dict.fromkeys(standing, 0)
        for ranking, count in ballots.items():
            for option in ranking:
                if option in votes:
                    votes[option] += count
                    break
        counting = sum(votes.values())
        most = max(votes.values(), default=0)
        is_decided = 2 * most > counting or most == min(votes.values(), default=0)
        if is_decided:
            rounds.append(Round(votes, total - counting, [], ""))
            winners = [option for option in standing if most and votes[option] == most]
            return Outcome(total, rounds, winners)
        out, by = _who_goes(votes, rounds, lots)
        rounds.append(Round(votes, total - counting, out, by))
        standing = [option for option in standing if option not in out]


def _who_goes(votes: dict[int, int], earlier: Sequence[Round], lots: Sequence[int]) -> tuple[list[int], str]:
    fewest = min(votes.values())
    last = [option for option in votes if votes[option] == fewest]
    if fewest == 0:
        return last, EMPTY
    if len(last) == 1:
        return last, FEWEST
    for one in reversed(earlier):
        low = min(one.votes[option] for option in last)
        last = [option for option in last if one.votes[option] == low]
        if len(last) == 1:
            return last, EARLIER
    return [max(last, key=lots.index)], LOT
