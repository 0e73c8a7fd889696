"""The page's own bookkeeping, in the browser it runs in: nothing lost, nothing doubled, nothing out of order."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def place(page):
    """Runs a function body in a page that has ``Place`` from the script; returns its value."""
    page.goto("/en/spaces/")

    def run(body):
        return page.evaluate(
            "async () => { const { Place } = await import('/static/js/live/line.js'); " + body + " }"
        )

    return run


def test_what_has_been_shown_is_dropped_and_the_rest_taken_in_order(place):
    assert place(
        """
        const place = new Place(4);
        const events = [3, 4, 5, 6].map((n) => ({ n }));
        const taken = place.take({ number: 6, events });
        return [taken.events.map((e) => e.n), taken.hole, taken.reset, place.number];
        """
    ) == [[5, 6], False, False, 6]


def test_nothing_is_shown_after_a_hole(place):
    assert place(
        """
        const place = new Place(4);
        const taken = place.take({ number: 8, events: [5, 7, 8].map((n) => ({ n })) });
        return [taken.events.map((e) => e.n), taken.hole, place.number];
        """
    ) == [[5], True, 5]


def test_a_frame_that_knows_of_more_than_it_brings_is_a_hole(place):
    assert place("const t = new Place(4).take({ number: 6, events: [] }); return [t.events, t.hole];") == [
        [],
        True,
    ]


def test_an_older_answer_changes_nothing(place):
    assert place(
        """
        const place = new Place(9);
        const taken = place.take({ number: 6, events: [5, 6].map((n) => ({ n })) });
        return [taken.events, taken.hole, place.number];
        """
    ) == [[], False, 9]


def test_a_reset_moves_to_the_servers_number_even_backwards(place):
    assert place(
        """
        const place = new Place(9);
        const taken = place.take({ number: 6, reset: true, events: [] });
        return [taken.reset, taken.hole, place.number];
        """
    ) == [True, False, 6]


def test_a_page_without_a_number_takes_the_present_state(place):
    assert place(
        """
        const place = new Place();
        const taken = place.take({ number: 7, present: true, events: [{ n: 0, kind: "counter" }] });
        return [taken.events.length, taken.hole, place.number];
        """
    ) == [1, False, 7]


def test_any_mixture_of_repeats_losses_and_late_answers_shows_each_event_once_in_order(place):
    """Two thousand random deliveries: socket frames lost, repeated and swapped, answers late; heartbeats heal."""
    assert (
        place(
            """
        let seed = 20261123;
        const dice = (n) => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 8) % n;
        const faults = [];
        for (let round = 0; round < 2000; round += 1) {
          const start = dice(5);
          const last = start + 1 + dice(30);
          const place = new Place(start);
          const shown = [];
          const answers = [];
          const between = (after, number) => {
            const events = [];
            for (let n = after + 1; n <= number; n += 1) events.push(dice(6) ? { n, place: "end" } : { n });
            return { number, events };
          };
          const take = (frame) => {
            const taken = place.take(frame);
            shown.push(...taken.events.map((event) => event.n));
            // The catch-up is asked with today's number and answered some time later.
            if (taken.hole) answers.push(between(place.number, frame.number));
          };
          let written = start;
          for (let step = 0; written < last || step < last * 3; step += 1) {
            const what = dice(5);
            if (what < 3 && written < last) {
              const from = written;
              written += 1 + dice(Math.min(3, last - written));
              const fate = dice(4); // 0: lost
              if (fate > 0) take(between(fate === 1 ? Math.max(0, from - dice(3)) : from, written));
              if (fate === 3) take(between(from, written));
            } else if (what === 3 && answers.length) {
              take(answers.splice(dice(answers.length), 1)[0]);
            } else if (what === 4) {
              if (written > place.number) answers.push(between(place.number, written)); // heartbeat
            }
            if (step > 5000) break;
          }
          take(between(place.number, last));
          const right = Array.from({ length: last - start }, (_, i) => start + 1 + i);
          if (JSON.stringify(shown) !== JSON.stringify(right)) faults.push([round, start, last, shown]);
        }
        return faults.slice(0, 3);
        """
        )
        == []
    )
