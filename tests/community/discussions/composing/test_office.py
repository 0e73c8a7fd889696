"""Text pasted from Word, Outlook and other programs comes out as a post would be written."""

from community.discussions.domain.markup import clean, link_addresses

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/nia/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Style Definitions */ p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm; font-family:"Calibri";}
@page WordSection1 {size:595.3pt 841.9pt;} --></style></head><body lang=EN-GB style='tab-interval:36.0pt'>
<!--StartFragment-->
<h1><span style='mso-fareast-language:EN-US'>Our plan<o:p></o:p></span></h1>
<p class=MsoNormal><span lang=CY style='font-size:12.0pt;mso-bidi-font-size:11.0pt;color:#C00000'>Bore da, we
met <b style='mso-bidi-font-weight:normal'>twelve</b> families<span style='mso-spacerun:yes'>&nbsp; </span>in <i
style='mso-bidi-font-style:normal'>Ynys M\xf4n</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>\xb7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Listen first<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;
</span></span></span><![endif]>at home</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\xb7&nbsp; </span><![endif]>Then <a href="https://example.org/act?a=1&amp;b=2"><span
style='color:blue'>act</span></a></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]--><span
style='mso-list:Ignore'>1.<span>&nbsp;
</span></span><!--[endif]-->Write it down</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]--><span
style='mso-list:Ignore'>2.<span>&nbsp;
</span></span><!--[endif]-->Share it</p>
<p class=MsoNormal>a &lt; b &amp; c<o:p></o:p></p>
<!--EndFragment--></body></html>"""


def without_space(html):
    return "".join(line.strip() for line in html.split("\n")).replace("> <", "><").replace("  ", " ")


def test_word_keeps_structure_and_nothing_of_its_own():
    cleaned = without_space(clean(WORD)).replace("\xa0", " ").replace("&nbsp;", " ")
    cleaned = cleaned.replace("  ", " ").replace("> <ul>", "><ul>")
    assert cleaned == (
        "<p><strong>Our plan</strong></p>"
        "<p>Bore da, we met <b>twelve</b> families in <i>Ynys Môn</i>.</p>"
        "<ul><li>Listen first<ul><li>at home</li></ul></li>"
        '<li>Then <a href="https://example.org/act?a=1&amp;b=2" rel="nofollow ugc noopener">act</a></li></ul>'
        "<ol><li>Write it down</li><li>Share it</li></ol>"
        "<p>a &lt; b &amp; c</p>"
    )


def test_an_outlook_mail_keeps_its_words_and_paragraphs():
    mail = (
        '<div class="WordSection1"><p class="MsoNormal"><span style="font-family:&quot;Arial&quot;,sans-serif">Hi Nia,'
        '<o:p></o:p></span></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal"><span '
        'style="font-weight:bold">Thanks</span> for this.<img src="cid:image001.png@01D9" id="Picture_x0020_1"></p>'
        '<table class="MsoNormalTable"><tbody><tr><td><p class="MsoNormal">Mon</p></td><td><p class="MsoNormal">10:00'
        "</p></td></tr></tbody></table></div>"
    )
    assert without_space(clean(mail)) == (
        "<p>Hi Nia,</p><p><strong>Thanks</strong> for this.</p><p>Mon</p><p>10:00</p>"
    )


def test_a_bold_that_is_none_is_none():
    google = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-6f3b"><p dir="ltr" '
        'style="line-height:1.38"><span style="font-weight:700;font-style:italic">Key</span><span '
        'style="font-weight:400"> point</span></p><ul><li dir="ltr"><p dir="ltr"><span>one</span></p></li></ul></b>'
    )
    assert clean(google) == "<p><strong><em>Key</em></strong> point</p><ul><li><p>one</p></li></ul>"


def test_nothing_unsafe_comes_in_by_that_door():
    nasty = (
        '<p class=MsoNormal onclick="x()">Hi<o:p><script>alert(1)</script></o:p> '
        '<a href="javascript:alert(1)" style="mso-x:y">there</a><v:shape><img src=x onerror=x()></v:shape></p>'
        "<![if !supportLists]><script>alert(2)</script><![endif]>"
    )
    cleaned = clean(nasty)
    assert "script" not in cleaned and "on" not in cleaned.replace("nofollow ugc noopener", "").replace(
        "<p>", ""
    )
    assert cleaned.startswith("<p>Hi")


def test_words_cut_off_in_the_middle_are_still_words():
    assert (
        clean(
            "<p class=MsoNormal>One <b>two<p class=MsoListParagraph style='mso-list:l0 level3 lfo1'>three"
        ).count("three")
        == 1
    )


def test_empty_paragraphs_of_other_programs_are_left_out():
    assert clean("<p>One</p><p><br></p><p>&nbsp;</p><p></p><p>Two</p>") == "<p>One</p><p>Two</p>"


def test_addresses_typed_in_the_editor_become_links_and_links_stay_what_they_are():
    html = (
        "<p>Look at https://example.org/a_(b), &lt;www.example.org&gt; and "
        '<a href="https://example.org/x">https://example.org/y</a><code>https://example.org/z</code></p>'
    )
    rel = 'rel="nofollow ugc noopener"'
    assert link_addresses(html) == (
        f'<p>Look at <a href="https://example.org/a_(b)" {rel}>https://example.org/a_(b)</a>, '
        f'&lt;<a href="https://www.example.org" {rel}>www.example.org</a>&gt; and '
        f'<a href="https://example.org/x" {rel}>https://example.org/y</a><code>https://example.org/z</code></p>'
    )
    assert link_addresses("<p>&lt;script&gt; &amp;lt;b&gt; https://a.example/</p>").startswith(
        "<p>&lt;script&gt; &amp;lt;b&gt; "
    )
