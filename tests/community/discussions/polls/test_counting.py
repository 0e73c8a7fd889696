"""Instant-runoff, against examples worked by hand and against what must hold for any ballots."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.discussions.polls.counting import instant_runoff


def told(outcome):
    return [(one.votes, one.exhausted, one.out, one.by) for one in outcome.rounds]


def test_more_than_half_at_once_needs_one_round():
    outcome = instant_runoff({(1, 2): 6, (2, 1): 3, (3,): 2}, lots=[1, 2, 3])
    assert told(outcome) == [({1: 6, 2: 3, 3: 2}, 0, [], "")]
    assert (outcome.winners, outcome.ballots) == ([1], 11)


def test_the_last_ones_ballots_move_on_to_their_next_choice():
    # By hand: 8-7-4. 3 goes; of its 4, three go to 2 and one to 1: 9-10. 2 has 10 of 19.
    outcome = instant_runoff({(1, 2): 8, (2, 1): 7, (3, 2): 3, (3, 1): 1}, lots=[1, 2, 3])
    assert told(outcome) == [
        ({1: 8, 2: 7, 3: 4}, 0, [3], "fewest"),
        ({1: 9, 2: 10}, 0, [], ""),
    ]
    assert outcome.winners == [2]


def test_the_tennessee_example():
    # The textbook capital of Tennessee: Memphis 1, Nashville 2, Chattanooga 3, Knoxville 4. Chattanooga (15) goes,
    # its voters prefer Knoxville (32), then Nashville (26) goes and Knoxville wins by 58 to 42.
    ballots = {(1, 2, 3, 4): 42, (2, 3, 4, 1): 26, (3, 4, 2, 1): 15, (4, 3, 2, 1): 17}
    outcome = instant_runoff(ballots, lots=[1, 2, 3, 4])
    assert [one.votes for one in outcome.rounds] == [
        {1: 42, 2: 26, 3: 15, 4: 17},
        {1: 42, 2: 26, 4: 32},
        {1: 42, 4: 58},
    ]
    assert outcome.winners == [4]


def test_ballots_that_rank_nobody_left_stop_counting():
    # 5-4-3; 3 goes and its three ballots name nobody else: 5 of the 9 still counting is more than half.
    outcome = instant_runoff({(1,): 5, (2,): 4, (3,): 3}, lots=[1, 2, 3])
    assert told(outcome) == [({1: 5, 2: 4, 3: 3}, 0, [3], "fewest"), ({1: 5, 2: 4}, 3, [], "")]
    assert outcome.winners == [1]


def test_options_without_a_vote_go_out_together():
    outcome = instant_runoff({(1, 2): 3, (2, 1): 3, (3, 1): 1}, lots=[5, 4, 3, 2, 1])
    assert told(outcome)[0] == ({1: 3, 2: 3, 3: 1, 4: 0, 5: 0}, 0, [4, 5], "empty")
    assert told(outcome)[1] == ({1: 3, 2: 3, 3: 1}, 0, [3], "fewest")
    assert outcome.winners == [1]


def test_of_several_last_ones_the_earlier_round_decides():
    # 6-5-3-2: 4 goes, both its ballots to 3: 6-5-5. Of 2 and 3, 3 had fewer in the first round and goes.
    outcome = instant_runoff({(1,): 6, (2,): 5, (3, 2): 3, (4, 3, 2): 2}, lots=[2, 1, 3, 4])
    assert told(outcome) == [
        ({1: 6, 2: 5, 3: 3, 4: 2}, 0, [4], "fewest"),
        ({1: 6, 2: 5, 3: 5}, 0, [3], "earlier"),
        ({1: 6, 2: 10}, 0, [], ""),
    ]
    assert outcome.winners == [2]


@pytest.mark.parametrize(("lots", "out", "winner"), [([1, 2, 3], 3, 2), ([1, 3, 2], 2, 3)])
def test_where_no_round_tells_them_apart_the_lot_does(lots, out, winner):
    outcome = instant_runoff({(1,): 4, (2, 3): 3, (3, 2): 3}, lots=lots)
    assert told(outcome)[0] == ({1: 4, 2: 3, 3: 3}, 0, [out], "lot")
    assert outcome.winners == [winner]


def test_equal_to_the_end_is_a_tie():
    assert instant_runoff({(1, 2): 2, (2, 1): 2}, lots=[2, 1]).winners == [1, 2]
    assert instant_runoff({(1,): 1, (2,): 1, (3,): 1}, lots=[3, 2, 1]).winners == [1, 2, 3]


def test_without_votes_nobody_wins():
    outcome = instant_runoff({}, lots=[1, 2])
    assert (outcome.winners, told(outcome)) == ([], [({1: 0, 2: 0}, 0, [], "")])


# --- What must hold for any ballots ---------------------------------------------------------------------------------

OPTIONS = range(1, 6)
rankings = st.permutations(list(OPTIONS)).flatmap(
    lambda order: st.integers(1, len(order)).map(lambda kept: tuple(order[:kept]))
)
all_ballots = st.dictionaries(rankings, st.integers(1, 9), max_size=12)
all_lots = st.permutations(list(OPTIONS))


@settings(max_examples=300, deadline=None)
@given(all_ballots, all_lots)
def test_every_round_accounts_for_every_ballot_and_ends(ballots, lots):
    outcome = instant_runoff(ballots, lots)
    total = sum(ballots.values())
    assert outcome.ballots == total
    assert len(outcome.rounds) <= len(OPTIONS)
    standing = set(OPTIONS)
    for one in outcome.rounds:
        assert set(one.votes) == standing
        assert sum(one.votes.values()) + one.exhausted == total
        assert all(one.votes[option] == min(one.votes.values()) for option in one.out)
        standing -= set(one.out)
    last = outcome.rounds[-1].votes
    assert bool(outcome.winners) == bool(total)
    if len(outcome.winners) == 1:
        assert 2 * last[outcome.winners[0]] > sum(last.values())
    elif outcome.winners:
        assert len(set(last.values())) == 1


@settings(max_examples=300, deadline=None)
@given(all_ballots, all_lots)
def test_more_than_half_of_first_choices_always_win_and_who_loses_to_everyone_never_wins_alone(ballots, lots):
    outcome = instant_runoff(ballots, lots)
    total = sum(ballots.values())
    for option in OPTIONS:
        first = sum(count for ranking, count in ballots.items() if ranking[0] == option)
        if 2 * first > total:
            assert outcome.winners == [option]

        def prefer(one, other):
            return sum(
                count
                for ranking, count in ballots.items()
                if one in ranking and (other not in ranking or ranking.index(one) < ranking.index(other))
            )

        loses_to_all = all(
            prefer(option, other) < prefer(other, option) for other in OPTIONS if other != option
        )
        if loses_to_all:
            assert outcome.winners != [option]


@settings(max_examples=200, deadline=None)
@given(all_ballots, all_lots, st.permutations(list(OPTIONS)), st.integers(2, 4))
def test_neither_names_nor_numbers_of_options_nor_the_size_of_the_crowd_matter(ballots, lots, other, times):
    name = dict(zip(OPTIONS, other, strict=True))
    outcome = instant_runoff(ballots, lots)
    renamed = {tuple(name[option] for option in ranking): count for ranking, count in ballots.items()}
    again = instant_runoff(renamed, [name[option] for option in lots])
    assert {name[option] for option in outcome.winners} == set(again.winners)
    crowd = instant_runoff({ranking: count * times for ranking, count in ballots.items()}, lots)
    assert crowd.winners == outcome.winners


def by_hand(ballots, lots):
    """The rule once more, the slow way: every single ballot a list that loses its head."""
    papers = [list(ranking) for ranking, count in ballots.items() for _ in range(count)]
    standing, history = sorted(lots), []
    while True:
        tally = dict.fromkeys(standing, 0)
        for paper in papers:
            if paper:
                tally[paper[0]] += 1
        history.append(tally)
        counting = sum(tally.values())
        top = sorted(standing, key=lambda option: -tally[option])[0]
        if not counting:
            return []
        if tally[top] > counting / 2:
            return [top]
        if len(set(tally.values())) == 1:
            return standing
        worst = min(tally.values())
        goers = [option for option in standing if tally[option] == worst]
        if worst and len(goers) > 1:
            keys = {option: [earlier[option] for earlier in reversed(history)] for option in goers}
            lowest = min(keys.values())
            goers = [option for option in goers if keys[option] == lowest]
            goers = [sorted(goers, key=lots.index)[-1]]
        standing = [option for option in standing if option not in goers]
        papers = [[option for option in paper if option not in goers] for paper in papers]


def test_it_agrees_with_the_slow_way_on_thousands_of_elections():
    draw = random.Random(3)
    for _election in range(3000):
        size = draw.randint(2, 5)
        options = list(range(1, size + 1))
        orders = [order for k in range(1, size + 1) for order in itertools.permutations(options, k)]
        ballots = {draw.choice(orders): draw.randint(1, 4) for _ in range(draw.randint(0, 7))}
        lots = draw.sample(options, size)
        assert instant_runoff(ballots, lots).winners == by_hand(ballots, lots), (ballots, lots)
