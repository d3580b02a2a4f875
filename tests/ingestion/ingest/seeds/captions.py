"""Small valid caption files of every shape that the readers know."""

from __future__ import annotations

_ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.500
Dana Reyes: Hi & hello

2
00:00:03.000 --> 00:00:04.000
Sam Okafor (Acme): Yes: really

3
00:00:04.000 --> 00:00:05.000
nobody in particular
"""
_TEAMS = """WEBVTT

0:0:0.0 --> 0:0:5.320
<v Dana Reyes>This is a test.</v>

-0:0:1.500 --> 0:0:2.0
<v.loud.first O&apos;Neil>Before <i>it</i> began
<v Sam Okafor>and after</v>
"""
_METADATA = """WEBVTT

00:00:16.246 --> 00:00:17.726
{"startDateTime":"2026-01-15T14:00:16.2461639+00:00","endDateTime":"2026-01-15T14:00:17.7261639+00:00",\
"speakerName":"Dana Reyes","spokenText":"Hi é","spokenLanguage":"en-us"}
"""
_GENERIC = """WEBVTT - a talk
Kind: captions
Language: en

NOTE nothing --> here

STYLE
::cue { color: red }

REGION
id:r width:40%

intro
00:01.000 --> 00:02.000 align:start position:10%
two lines &lt;b&gt; and <c.yellow>colour</c>
<00:00:01.500>of text &#233;
"""
_SRT = """1
00:00:01,000 --> 00:00:02,500
Dana Reyes: Hi

2
00:00:03,000 --> 00:00:04,000
{\\an8}<i>[SPEAKER_00]: yes</i>
"""
_DIALOGUE = """7
00:00:01.5 --> 00:00:02.5
- Are you coming?
- Not yet, 5 minutes.

7
00:01:00,000 --> 00:01:02,000 X1:10 X2:20
one

blank line
8
00:01:03,000 --> 00:01:04,000
no line above
"""

SEEDS: tuple[bytes, ...] = (
    _ZOOM.encode(),
    _ZOOM.replace("\n", "\r\n").encode("utf-8-sig"),
    _TEAMS.encode(),
    _TEAMS.replace("\n", "\r").encode("utf-16"),
    _METADATA.encode(),
    _METADATA.replace("{", "{\n").replace(",", ",\n").encode(),
    _GENERIC.encode(),
    _GENERIC.replace("\n\n", "\n \n\n\n").encode(),
    b"WEBVTT\n00:01.000-->00:02.000\nno blank line",
    b"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_01]: comma\n\n00:99:00.000 --> 99:99:99.999\n<v >?</v>\n",
    _SRT.encode(),
    _SRT.replace("\n", "\r\n").encode("utf-8-sig"),
    _SRT.replace("1\n00", "00").replace("2\n00", "00").encode(),
    _DIALOGUE.encode(),
    _DIALOGUE.replace("\n", "\n\n").encode("utf-16"),
)
