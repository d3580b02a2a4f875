"""What the readers of WebVTT and SRT files share: blocks, timing lines, the words of a cue, the record they make."""
