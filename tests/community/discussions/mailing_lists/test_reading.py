"""What is made of single mails, whole and broken."""

import io
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.discussions.domain import markup
from community.discussions.domain.threads import LONGEST_POST
from community.discussions.mailing_lists.archive import NotAnArchive, Place, mails_in, words_of
from community.discussions.mailing_lists.folding import fold_html, fold_plain, unwrapped
from community.discussions.mailing_lists.language import language_of_text
from community.discussions.mailing_lists.letters import (
    Broken,
    digest_of,
    read_head,
    read_letter,
    subject_parts,
)

from .conftest import archive, mail

DATED = b"From x@post.example Mon Mar  2 10:00:00 2015\n"


def head_of(raw, separator=b"From x\n"):
    (place,) = mails_in(io.BytesIO(DATED + raw)) if separator == b"From x\n" else [_place(raw, separator)]
    return read_head(place)


def _place(raw, separator):
    return Place(
        1, 0, len(separator), len(separator) + len(raw), separator, raw.split(b"\n\n")[0] + b"\n", "0" * 64
    )


def letter_of(raw, *, hidden=(), is_answer=False):
    return read_letter(raw, hidden=frozenset(hidden), is_answer=is_answer, default_language="en")


class TestArchive:
    def test_mails_are_found_where_they_stand(self):
        first, second = mail(1), mail(2)
        file = archive(first, second)
        places = list(mails_in(file))
        assert [place.number for place in places] == [1, 2]
        assert [place.start for place in places] == [0, len(DATED) + len(first) + 1]
        assert words_of(file, places[1]).strip() == second.strip()

    def test_a_sentence_that_begins_with_from_begins_no_mail(self):
        body = "One.\n\nFrom here on it gets better.\nWords.\n\nFrom me: greetings.\nEnd.\n"
        file = archive(mail(1, body=body), mail(2))
        first, _second = mails_in(file)
        assert letter_of(words_of(file, first)).text == body.strip().replace("\n\nFrom me", "\n\nFrom me")

    def test_masked_lines_are_unmasked(self):
        file = io.BytesIO(DATED + b"From: a@b.example\nSubject: x\n\n>From here on.\n>>From there.\n")
        (place,) = mails_in(file)
        assert b"\nFrom here on.\n>From there." in words_of(file, place)

    def test_line_ends_of_other_systems_make_no_difference(self):
        raw = archive(mail(1), mail(2)).getvalue()
        unix, dos = mails_in(io.BytesIO(raw)), mails_in(io.BytesIO(raw.replace(b"\n", b"\r\n")))
        assert [place.digest for place in unix] == [place.digest for place in dos]

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7\n", b"<html>\n", b"From the desk of\nnobody\n", b"\x00" * 200_000]
    )
    def test_other_files_are_refused(self, content):
        with pytest.raises(NotAnArchive):
            list(mails_in(io.BytesIO(content)))

    def test_an_empty_file_holds_no_mails(self):
        assert list(mails_in(io.BytesIO(b"\n"))) == []

    @given(st.lists(st.binary(max_size=300).filter(lambda raw: b"From " not in raw), min_size=1, max_size=5))
    def test_whatever_they_hold_none_is_lost_and_all_bytes_are_somebodys(self, bodies):
        raw = b"".join(DATED + b"Subject: x\n\n" + body + b"\n\n" for body in bodies)
        places = list(mails_in(io.BytesIO(raw)))
        assert len(places) == len(bodies)
        assert places[0].start == 0 and places[-1].end == len(raw)
        assert all(one.end == other.start for one, other in pairwise(places))


class TestHeads:
    @pytest.mark.parametrize(
        ("subject", "title", "is_reply"),
        [
            ("Re: [practice] Ymateb: Where?", "Where?", True),
            ("RE[2]: Fwd: ATB: Where?", "Where?", True),
            ("YML: Ble?", "Ble?", True),
            ("Freagairt: Càite?", "Càite?", True),
            ("Reasons to meet", "Reasons to meet", False),
            ("Re:", "", True),
        ],
    )
    def test_subjects_lose_their_prefixes(self, subject, title, is_reply):
        assert subject_parts(subject)[::2] == (title, is_reply)

    def test_encoded_headers_are_read(self):
        head = head_of(
            b"From: =?utf-8?q?Si=C3=B4n?= Rees <Sion@Post.example>\nSubject: =?iso-8859-1?q?T=EA?= a =?utf-8?b?YmFyYQ==?=\n"
            b"Message-ID: <a@b>\n\nx\n"
        )
        assert (head.name, head.address, head.title) == ("Siôn Rees", "sion@post.example", "Tê a bara")

    def test_bare_bytes_in_headers_become_letters(self):
        head = head_of("From: a@b.example\nSubject: Tŷ\n\nx\n".encode())
        assert head.title == "Tŷ"
        assert head_of(b"From: a@b.example\nSubject: T\xea\n\nx\n").title == "Tê"

    @pytest.mark.parametrize(
        ("field", "expected"),
        [
            ("nia@post.example", ("", "nia@post.example")),
            ('"nia@post.example" <nia@post.example>', ("", "nia@post.example")),
            ("nia.parry at post.example (Nia Parry)", ("Nia Parry", "nia.parry@post.example")),
            ('"Parry, Nia" <nia@post.example>', ("Parry, Nia", "nia@post.example")),
            ("undisclosed", ("", "")),
            ("<<>>;;", ("", "")),
        ],
    )
    def test_who_wrote(self, field, expected):
        head = head_of(f"From: {field}\nSubject: x\n\nx\n".encode())
        assert (head.name, head.address) == expected

    def test_the_lists_own_address_is_nobodys(self):
        raw = (
            b"From: Nia via practice <practice@lists.example>\n%sList-Id: <practice.lists.example>\n"
            b"List-Post: <mailto:practice@lists.example>\nSubject: x\n\nx\n"
        )
        head = head_of(raw % b"")
        assert (head.name, head.address) == ("Nia", "")
        assert head_of(raw % b"Reply-To: practice@lists.example\n").address == ""
        assert head_of(raw % b"Reply-To: Nia <nia@post.example>\n").address == "nia@post.example"

    @pytest.mark.parametrize(
        ("date", "expected"),
        [
            ("Mon, 2 Mar 2015 10:00:00 +0200", datetime(2015, 3, 2, 8, tzinfo=UTC)),
            ("2 Mar 2015 10:00:00", datetime(2015, 3, 2, 10, tzinfo=UTC)),
            ("Mon, 2 Mar 2015 10:00:00 -0500 (EST)", datetime(2015, 3, 2, 15, tzinfo=UTC)),
            ("Mon, 2 Mar 2095 10:00:00 +0000", None),
            ("Thu, 1 Jan 1970 00:00:00 +0000", None),
            ("Mon, 2 Mar 2015 10:00:00 +9999", None),
            ("yesterday", None),
        ],
    )
    def test_dates(self, date, expected):
        assert (
            head_of(f"From: a@b.example\nDate: {date}\n\nx\n".encode(), separator=b"From x").sent_at
            == expected
        )

    def test_without_a_possible_date_servers_and_archive_are_asked(self):
        raw = b"From: a@b.example\nDate: 99 Foo\n%s\n\nx\n"
        received = b"Received: from a by b; Tue, 3 Mar 2015 11:00:00 +0000"
        assert head_of(raw % received).sent_at == datetime(2015, 3, 3, 11, tzinfo=UTC)
        assert head_of(raw % b"X-Nothing: at all").sent_at == datetime(2015, 3, 2, 10, tzinfo=UTC)

    def test_what_it_answers_stands_nearest_first(self):
        head = head_of(
            b"From: a@b.example\nMessage-ID: <3@x>\nIn-Reply-To: <2@x>\nReferences: <0@x>\n <1@x> <2@x>\n\nx\n"
        )
        assert head.references == [digest_of("2@x"), digest_of("1@x"), digest_of("0@x")]
        assert head.root == digest_of("0@x")

    def test_nothing_at_the_top_is_broken(self):
        with pytest.raises(Broken, match="no header"):
            head_of(b"\nOnly words.\n")


class TestWords:
    def test_plain_text_is_preferred_and_attachments_are_named(self):
        raw = (
            b'From: a@b\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
            b'Content-Type: multipart/alternative; boundary="c"\n\n--c\nContent-Type: text/plain\n\nPlain words.\n'
            b"--c\nContent-Type: text/html\n\n<p>Other words.</p>\n--c--\n"
            b'--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="the <minutes>.pdf"\n\nxx\n'
            b"--b--\n"
        )
        letter = letter_of(raw)
        assert letter.html == "<p>Plain words.</p><p>[Attachment not imported: the &lt;minutes&gt;.pdf]</p>"

    def test_html_alone_is_cleaned(self):
        letter = letter_of(
            b"From: a@b\nContent-Type: text/html; charset=iso-8859-1\n\n<html><head><title>no</title></head><body>"
            b'<p onclick="x()">T\xea <script>alert(1)</script><b>da</b> <a href="mailto:eleri@post.example">me</a></p>'
            b'<img src="http://spy.example/x.gif"></body></html>\n'
        )
        assert "Tê <b>da</b>" in letter.html
        for gone in ("onclick", "alert", "spy", "mailto", "eleri@"):
            assert gone not in letter.html

    @pytest.mark.parametrize(
        ("headers", "body"),
        [
            ("Content-Type: text/plain; charset=utf-8", "tŷ bach".encode()),
            ("Content-Type: text/plain; charset=us-ascii", "tŷ bach".encode()),
            ("Content-Type: text/plain; charset=no-such-thing", "tŷ bach".encode()),
            ("Content-Type: text/plain; charset=iso-8859-14", b"t\xfe bach"),
            (
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
                b"t=C5=B7 ba=\nch",
            ),
            ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", b"dMW3IGJhY2g="),
        ],
    )
    def test_letters_come_out_right(self, headers, body):
        assert letter_of(f"From: a@b\n{headers}\n\n".encode() + body + b"\n").text == "tŷ bach"

    def test_addresses_of_writers_are_not_shown(self):
        raw = b"From: a@b\n\nWrite to Eleri@Post.example, eleri at post.example or help@council.example.\n"
        text = letter_of(raw, hidden=["eleri@post.example"]).text
        assert "leri" not in text
        assert "help@council.example" in text

    def test_what_is_too_long_is_cut_and_says_so(self):
        letter = letter_of(b"From: a@b\n\n" + b"Many words again and again.\n" * 3000)
        assert len(letter.text) <= LONGEST_POST
        assert letter.text.endswith(
            "[The rest of this mail is longer than a post may be, and was not imported.]"
        )

    def test_a_mail_without_words_is_broken(self):
        with pytest.raises(Broken, match="no text"):
            letter_of(b"From: a@b\nSubject: x\n\n \n\n")

    def test_language_is_seen(self):
        assert language_of_text("Mae gan bawb rywbeth i’w ddweud ac mae hyn yn bwysig", "en") == "cy"
        assert language_of_text("The people of the council and we that know this", "cy") == "en"
        assert language_of_text("Tha sinn gu math agus cha robh sin ceart", "en") == "gd"
        assert language_of_text("Ok", "cy") == "cy"


class TestFolding:
    ANSWER = "I agree.\n\nOn Monday Nia Parry wrote:\n> Shall we\n> meet?\n"

    def test_the_mail_that_is_answered_is_folded(self):
        said, folded = fold_plain(self.ANSWER, is_answer=True)
        assert said == "I agree."
        assert folded == {"quoted": "On Monday Nia Parry wrote:\n> Shall we\n> meet?"}
        assert fold_plain(self.ANSWER, is_answer=False)[1] == {}

    def test_the_way_of_outlook_too(self):
        text = "Cytuno.\n\n________________________________\nOddi wrth: Nia\nAnfonwyd: Dydd Llun\nPwnc: Cwrdd\n\nCwrdd?\n"
        said, folded = fold_plain(text, is_answer=True)
        assert said == "Cytuno." and folded["quoted"].endswith("Cwrdd?")

    def test_a_mail_that_only_quotes_says_that(self):
        assert fold_plain("> Shall we\n> meet?", is_answer=True) == ("> Shall we\n> meet?", {})

    def test_answers_between_the_lines_stay_with_short_quotations(self):
        text = "> One?\nYes.\n" + "> line\n" * 20 + "And no.\n"
        assert fold_plain(text, is_answer=True)[0] == "> One?\nYes.\n" + "> line\n" * 3 + "> […]\nAnd no."

    def test_signature_and_footer(self):
        text = "Words.\n-- \nNia\n01970 000000\n_______________________________________________\nPractice mailing list\n"
        assert fold_plain(text, is_answer=False) == ("Words.", {"signature": "Nia\n01970 000000"})

    def test_html(self):
        said, folded = fold_html(
            '<p>Yes</p><div class="gmail_quote">On Monday: <p>Shall we?</p></div>', is_answer=True
        )
        assert said == "<p>Yes</p>" and folded["quoted"].endswith("Shall we?")

    def test_flowing_lines_are_put_together(self):
        assert unwrapped("One \nline.\n\n> a \n> b\n-- \nNia") == "One line.\n\n> a \n> b\n-- \nNia"


WILD = st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
LINES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/html; charset=",
        b"Content-Type: ;;",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/plain; charset*0=a; charset*1*=%",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%00",
        b"From: <@",
        b"From: =?utf-8?b?/w==?=",
        b"Date: Mon, 32 Foo 99999 99:99 +9999",
        b"Subject: =?utf-16?q?=ff?=",
        b"Message-ID: <",
        b"References: <a@b> <<>",
        b"",
        b"--b",
        b"--b--",
        b"> quoted",
        b"On x wrote:",
        b"-- ",
        b"begin 644 x",
        b"\xff\xfe\x00",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(LINES | WILD, max_size=14), st.booleans())
def test_nothing_that_was_ever_sent_breaks_the_reader(lines, is_answer):
    """Either a post that may be kept and shown comes out, or a reason why not."""
    raw = b"\n".join(lines)
    try:
        head = read_head(Place(1, 0, 0, len(raw), b"From x", raw.split(b"\n\n")[0] + b"\n", "0" * 64))
        for words in (head.title, head.name, head.address, head.tag):
            assert "\x00" not in words
            words.encode("utf-8")
        assert "@" not in head.name
        letter = letter_of(raw, is_answer=is_answer)
    except Broken:
        return
    assert letter.text.strip() and "\x00" not in letter.html
    letter.html.encode("utf-8")
    assert letter.html == markup.clean(letter.html)
    assert len(letter.text) <= LONGEST_POST
