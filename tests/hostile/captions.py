"""Caption files made to crash, hang or fill memory: WebVTT, Teams' metadata in it, SubRip."""

from __future__ import annotations

from tests.hostile.case import Cases

MB = 1_000_000
VTT = b"00:00:01.000 --> 00:00:02.000\n"
SRT = b"1\n00:00:01,000 --> 00:00:02,000\n"


def vtt(body: bytes) -> bytes:
    """Return a WebVTT file of one cue, or of blocks that begin with a timing line."""
    return b"WEBVTT\n\n" + (body if body.startswith(VTT) else VTT + body)


FILES: Cases = {
    "vtt: no header": (lambda: VTT + b"Hi", "vtt_no_header"),
    "vtt: header only": (lambda: b"WEBVTT", "vtt_no_cues"),
    "vtt: another word": (lambda: b"WEBVTTX\n\n" + VTT + b"Hi", "vtt_no_cues"),
    "vtt: byte-order mark": (lambda: b"\xef\xbb\xbf" + vtt(b"Hi"), 1),
    "vtt: UTF-16 with a mark": (lambda: vtt(b"Hi").decode().encode("utf-16"), 1),
    "vtt: UTF-16 without": (lambda: vtt(b"Hi").decode().encode("utf-16-le"), "format_binary"),
    "vtt: lone surrogate": (
        lambda: (vtt(b"").decode() + "\ud800").encode("utf-16", "surrogatepass"),
        "encoding_invalid",
    ),
    "vtt: surrogate in UTF-8": (lambda: vtt(b"\xed\xa0\x80"), "encoding_invalid"),
    "vtt: Latin-1": (lambda: vtt(b"caf\xe9"), "encoding_invalid"),
    "vtt: NUL behind the head": (lambda: vtt(b"a" * 70_000 + b"\0"), "text_has_nul"),
    "vtt: CR only": (lambda: vtt(b"Hi").replace(b"\n", b"\r"), 1),
    "vtt: negative": (lambda: vtt(b"Hi").replace(b"00:00:01", b"-00:00:01"), 1),
    "vtt: reversed": (lambda: vtt(b"Hi").replace(b"00:00:01", b"00:00:09"), 1),
    "vtt: overlapping": (lambda: vtt(VTT + b"Hi\n\n" + VTT + b"Hello"), 2),
    "vtt: 99:99 times": (lambda: vtt(b"Hi").replace(b"00:00:0", b"99:99:9"), 1),
    "vtt: hours without end": (lambda: vtt(b"Hi").replace(b"00:00:01", b"9" * MB + b":00:01"), 1),
    "vtt: a clock without end": (lambda: vtt(b"Hi").replace(b"2.000", b"2.000:" * MB), 1),
    "vtt: arrow in text": (lambda: vtt(b"A --> B"), 1),
    "vtt: arrows in text": (lambda: vtt(b"A --> B\n" * 90_000), 1),
    "vtt: arrows without end": (lambda: vtt(b"-->" * MB), 1),
    "vtt: more arrows without end": (lambda: vtt(b"-->" * 2 * MB), "too_many_turns"),
    "vtt: 20 MB cue": (lambda: vtt(b"word " * (4 * MB)), 1),
    "vtt: 20 MB cue of lines": (lambda: vtt(b"ab\n" * (7 * MB)), 1),
    "vtt: 10 MB line": (lambda: vtt(b"x" * (10 * MB)), 1),
    "vtt: 10 MB name": (lambda: vtt(b"x" * (10 * MB) + b": Hi"), 1),
    "vtt: 10 MB header": (lambda: b"WEBVTT " + b"x" * (10 * MB), "vtt_no_cues"),
    "vtt: 10 MB of spaces": (lambda: vtt(b"a\n" + b" " * (10 * MB) + b"\nb"), 1),
    "vtt: a million empty cues": (lambda: vtt((VTT + b"\n") * MB), "too_many_turns"),
    "vtt: many empty cues": (lambda: vtt((VTT + b"\n") * 90_000), "vtt_no_cues"),
    "vtt: timing lines": (lambda: vtt(VTT * 90_000), "vtt_no_cues"),
    "vtt: too many cues": (lambda: vtt((VTT + b"Hi\n\n") * 100_001), "too_many_turns"),
    "vtt: blank lines": (lambda: b"WEBVTT" + b"\n" * (20 * MB), "too_many_turns"),
    "vtt: lines of spaces": (lambda: vtt(b"a\n" + b" \n" * (5 * MB) + VTT + b"b"), 2),
    "vtt: comments": (lambda: vtt(b"Hi\n\n" + b"NOTE\n\n" * MB), "too_many_turns"),
    "vtt: notes, styles, regions": (lambda: b"WEBVTT\n\nNOTE a\n\nSTYLE\n::cue\n\nREGION\nid:r\n\n" + VTT + b"Hi", 1),
    "vtt: unclosed voice": (lambda: vtt(b"<v Dana Hi"), 1),
    "vtt: unclosed voices": (lambda: vtt(b"<v " * MB), "too_many_turns"),
    "vtt: voices in one cue": (lambda: vtt(b"<v A>a<v B>b" * 40_000), 80_000),
    "vtt: a voice of spaces": (lambda: vtt(b"<v" + b" " * (2 * MB)), 1),
    "vtt: a voice of classes": (lambda: vtt(b"<v" + b".a" * MB), 1),
    "vtt: nested tags": (lambda: vtt(b"<b>" * 200_000 + b"Hi" + b"</b>" * 200_000), 1),
    "vtt: unclosed tags": (lambda: vtt(b"<" * (2 * MB)), 1),
    "vtt: references": (lambda: vtt(b"&amp;" * 300_000), 1),
    "vtt: unclosed references": (lambda: vtt(b"&" * (2 * MB)), 1),
    "vtt: a long number": (lambda: vtt(b"&#" + b"9" * MB + b";"), 1),
    "teams: deep": (lambda: vtt(b'{"spokenText": ' + b"[" * MB), "teams_cue_damaged"),
    "teams: cut off": (lambda: vtt(b'{"spokenText": "Hi'), "teams_cue_damaged"),
    "teams: a long number": (lambda: vtt(b'{"spokenText": "Hi", "x": ' + b"9" * MB + b"}"), 1),
    "srt: no numbers": (lambda: SRT[2:] + b"Hi", 1),
    "srt: one number for all": (lambda: (SRT + b"Hi\n\n") * 3, 3),
    "srt: commas and dots": (lambda: SRT.replace(b"1,", b"1.") + b"Hi", 1),
    "srt: CR only": (lambda: (SRT + b"Hi").replace(b"\n", b"\r"), 1),
    "srt: no words": (lambda: SRT, "srt_no_cues"),
    "srt: a million empty cues": (lambda: (SRT + b"\n") * MB, "too_many_turns"),
    "srt: 20 MB cue": (lambda: SRT + b"word " * (4 * MB), 1),
    "srt: numbers without end": (lambda: SRT + b"1\n" * MB, 1),
    "srt: a number without end": (lambda: SRT + b"Hi\n\n" + b"9" * MB + b"\n" + VTT + b"Hello", 2),
    "srt: dashes": (lambda: SRT + b"- a\n" * MB, "too_many_turns"),
    "srt: a line of dashes": (lambda: SRT + b"-" * (2 * MB), 1),
    "srt: tags before a dash": (lambda: SRT + b"<i>" * MB + b"- Hi", 1),
    "srt: overrides": (lambda: SRT + b"{\\" * MB, 1),
    "srt: an override without end": (lambda: SRT + b"{\\" + b"a" * (2 * MB), 1),
    "srt: blocks without times": (lambda: SRT + b"a\n\n" * 100_000, 1),
    "vtt: four-digit milliseconds": (lambda: vtt(b"Hi").replace(b"2.000", b"2.0000"), 1),
    "vtt: Arabic digits": (lambda: vtt(b"Hi").replace(b"00:00:01", "٠٠:٠٠:٠١".encode()), "vtt_no_cues"),
    "vtt: control characters": (lambda: vtt(b"\x01\x08\x1b[2J\x7f Hi"), 1),
    "vtt: right to left marks": (lambda: vtt("\u202eevil: Hi\u202c".encode()), 1),
    "vtt: a mark inside": (lambda: vtt(b"A: Hi\xef\xbb\xbf"), 1),
    "vtt: combining marks": (lambda: vtt(b"A: e" + "\u0301".encode() * MB), 1),
    "vtt: other line ends": (lambda: vtt("A: Hi\u2028B: Hello\x0b\x0c\x85".encode()), 1),
    "vtt: a formula for a name": (lambda: vtt(b"=HYPERLINK(1): Hi"), 1),
    "vtt: two headers": (lambda: vtt(b"Hi\n\n" + vtt(b"Hello")), 2),
    "vtt: cut inside a character": (lambda: vtt("é".encode()[:1]), "encoding_invalid"),
    "vtt: twenty thousand speakers": (lambda: vtt(b"".join(VTT + b"<v S%d>Hi\n\n" % n for n in range(20_000))), 20_000),
    "srt: hours that overflow": (lambda: SRT.replace(b"00:00:02", b"999999999:00:02") + b"Hi", 1),
    "srt: negative": (lambda: SRT.replace(b"00:00:01", b"-0:00:01") + b"Hi", 1),
    "srt: no end": (lambda: b"1\n00:00:01,000 -->\nHi", "text_no_speakers"),
    "srt: arrows only": (lambda: b"-->\n" * 200_000, "text_no_speakers"),
}
