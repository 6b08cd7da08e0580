"""Lines of a page that belong to the site and not to the text."""

from __future__ import annotations

import re

__all__ = ["clean", "is_boilerplate"]

_AGENCY = (
    r"(?:reuters|afp|ap|associated press|getty(?: images)?|epa(?:-efe)?|tass|ria novosti"
    r"|sputnik|xinhua|anadolu|dpa|bloomberg|shutterstock|dreamstime|istock\w*|alamy|unsplash|pexels|pixabay|flickr"
    r"|wikimedia(?: commons)?|creative commons|public domain|cc by\S*|kremlin\.ru)"
)
_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|e-?mail|reddit|pinterest|tumblr|vk|threads"
    r"|bluesky|mastodon|messenger|print|copy link|link|pocket|share|tweet|pin|save|more|flipboard"
    r"|instagram|youtube|viber|line|weibo|wechat)"
)
_THIS = r"(?: (?:this|the))?(?: (?:article|story|post|page|news|on|via|with|by|to))*"
_ALWAYS = (
    # photo credits and rights
    r"(?:photo|image|picture|illustration|cover|featured image|header image|caption)s?"
    r"(?: credits?| source| courtesy)?(?: (?:by|via)\b|\s?:)\s?.{2,100}(?<![.!?])",
    r"(?:file )?(?:photo|image|picture|illustration)s? (?:by|via|courtesy of) .{2,80}",
    r"credits?\s?:\s?(?:.{0,80}(?:©|\(c\)|\||\bid \d+|" + _AGENCY + r"\b).{0,80}|[^.!?]{2,60})",
    r"[(\[]?(?:photo|image|picture|file photo|credit)?s?\s?[:|/]?\s?(?:[\w .'-]{2,40}[/|,] ?)?"
    + _AGENCY
    + r"(?:[/|,] ?[\w .'-]{2,40})?[)\]]?",
    r"[(\[]?(?:ap|afp|epa|reuters|file) (?:photo|image|picture)\b.{0,60}",
    r"(?:©|\(c\) |copyright(?: ©| \(c\)| \d{4}|\s?:| by)).{0,140}",
    r".{0,60}\ball rights reserved\b.{0,60}",
    r".{2,60} / (?:getty images|afp|reuters|ap)",
    # comments
    r"be the first to (?:comment|reply|review|like this|share).{0,40}",
    r"(?:leave|post|write|add|submit) (?:a|your) (?:comment|reply|review).{0,40}",
    r"(?:no|\d{1,5}) (?:comments?|repl(?:y|ies)|responses?|shares?|views?|likes?)(?: yet)?[.!]?",
    r"comments?(?: ?\(\d{1,5}\)| are closed| off| section)?\s?:?",
    r"(?:log|sign) ?in (?:to|or) (?:comment|reply|register|subscribe|continue).{0,60}",
    r"your email address will not be published.{0,80}",
    r"(?:view|show|read|load) (?:all |more |\d+ )?comments?.{0,20}",
    # sharing and following
    r"(?:share|like|tweet|spread|print|e-?mail|save|bookmark)"
    + _THIS
    + r"(?: "
    + _NETWORK
    + r")*(?: (?:with (?:your )?friends|the word))?\s?:?[!.]?",
    _NETWORK + r"(?:[\s,|/·•]{1,3}" + _NETWORK + r"){1,20}",
    r"click to (?:share|print|e-?mail).{0,80}",
    r"follow (?:us|me|@\S+)(?: (?:on|at|in|via) .{2,60})?\s?:?[.!]?",
    r"follow [\w' ]{2,40} on (?:" + _NETWORK + r"|social media|google news)\b.{0,30}",
    r"(?:join|find|like) us on .{2,60}",
    # subscriptions and notices
    r"(?:subscribe|sign up)(?: (?:now|here|today|free))?"
    r"(?: (?:to|for|and|with) .{2,100})?\s?[:.!]?",
    r"(?:get|receive) .{0,60}(?:newsletter|in your inbox|by e-?mail).{0,40}",
    r"(?:our |the )?(?:daily |weekly |morning )?newsletters?(?: sign-?up)?",
    r"(?:advertisement|advertising|sponsored(?: content)?|promoted|ad)\s?:?",
    r"(?:story|article|content) continues (?:below|after).{0,40}",
    r"(?:skip|jump|back) to (?:main |the )?(?:content|top|navigation).{0,20}",
    r"(?:this (?:site|website) uses|we use) cookies.{0,120}",
    r"(?:please )?(?:enable|turn on) javascript.{0,80}",
    r"(?:loading|please wait)\s?(?:\.\.\.|…)?",
    # links to other texts
    r"(?:read|see|watch|listen|learn|find out)(?: (?:more|also|next|too|full|on))+"
    r"(?:\s?[:|–—-].{0,140}| (?:at|on|about|in) .{0,60}(?<![.!?])|\s?[»>→.…]*)?",
    r"(?:also read|also see|related(?: (?:articles?|posts?|stor(?:y|ies)|topics|news|content))?"
    r"|more (?:on this|stories|news|from .{2,40})|you (?:may|might) also like"
    r"|recommended(?: for you)?|most (?:read|popular|viewed)|trending(?: now)?"
    r"|previous (?:article|post)|next (?:article|post)|don't miss|editors?['’]s? picks?"
    r"|top stories|latest news)(?:\s?:.{0,140})?",
    r"(?:tags?|filed under|categor(?:y|ies)|topics|keywords)\s?:.{0,140}",
    r"(?:home|news|world)(?: ?[>»/›] ?[\w &-]{2,30}){1,5}",
    r"\d{1,2} min(?:ute)?s? read",
)
_BOILERPLATE = re.compile("|".join(f"(?:{p})" for p in _ALWAYS), re.IGNORECASE)
_LONGEST = 160
_BYLINE = re.compile(
    r"by (?:[A-Z][\w.'’-]*\.?(?: (?:and|&|de|van|von|al|bin|der))*[ ,]{0,2}){1,6}"
    r"(?:[|·•/–—,-].{0,60})?"
)
_BYLINE_WITHIN = 6
_BULLETS = "-–—*•·▪▫◦‣⁃●○■□►▸✓✔➤➔"
_LONE_BULLET = re.compile(rf"[{re.escape(_BULLETS)}]+")
_BULLET = re.compile(rf"[{re.escape(_BULLETS)}]\s+(?=\S)")
_LONE_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")
# Arrows, technical and geometric signs, dingbats, pictographs, flags, keycaps, selectors.
_PICTOGRAPHS = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    "\U0001f000-\U0001fbff\ufe00-\ufe0f\u20e3 ]+"
)


def is_boilerplate(line: str) -> bool:
    """Tell whether a whole line is a credit, a share bar, a comment line or the like.

    Long lines never are: a sentence that merely begins like one stays.

    Examples:
        >>> is_boilerplate("Photo: Reuters"), is_boilerplate("Be the first to comment")
        (True, True)
        >>> is_boilerplate("Photo reconnaissance showed new positions near Kunduz.")
        False
    """
    return len(line) <= _LONGEST and _BOILERPLATE.fullmatch(line) is not None


def clean(lines: list[str]) -> list[str]:
    """Return the lines of the text proper.

    Drops boilerplate, empty lines, a byline near the top, pictographs and bullets that open a
    line; a bullet or number that stands alone on its line is joined with the paragraph after it.

    Args:
        lines: Normalised lines.

    Examples:
        >>> clean(["🧭 1. Security", "-", "ISKP attacks.", "- Trade.", "Be the first to comment"])
        ['1. Security', 'ISKP attacks.', 'Trade.']
    """
    kept: list[str] = []
    number = ""
    for line in lines:
        line = _open(line)
        if not line or _LONE_BULLET.fullmatch(line) or is_boilerplate(line):
            continue
        if len(kept) < _BYLINE_WITHIN and len(line) <= _LONGEST and _is_byline(line):
            continue
        if _LONE_NUMBER.fullmatch(line):
            kept += [number] if number else []
            number = line
            continue
        kept.append(f"{number} {line}" if number else line)
        number = ""
    return [*kept, number] if number else kept


def _open(line: str) -> str:
    """Take pictographs and a bullet off the beginning of a line."""
    match = _PICTOGRAPHS.match(line)
    if match:
        line = line[match.end() :]
    bullet = _BULLET.match(line)
    if bullet:
        line = line[bullet.end() :]
        match = _PICTOGRAPHS.match(line)
        line = line[match.end() :] if match else line
    return line.strip()


def _is_byline(line: str) -> bool:
    return line[:3] in ("By ", "BY ", "by ") and _BYLINE.fullmatch("b" + line[1:]) is not None
