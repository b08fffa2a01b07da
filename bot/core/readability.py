"""How hard a text is to read: the Flesch-Kincaid school grade, with syllables estimated.

Flesch-Kincaid grade = 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid 1975).
Right to about half a grade, and for English only.
"""

import re

WORD = re.compile(r"[a-z’']+", re.IGNORECASE)
STOP = re.compile(r"[.!?:;\n·]+")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def sentences(text: str) -> list[str]:
    """Split a text into what is read in one breath: sentences, lines, and the parts of lists."""
    plain = LINK.sub(r"\1", text)
    return [part.strip() for part in STOP.split(plain) if WORD.search(part)]


def count_words(text: str) -> int:
    """Count the words of a text as people do: numbers and words with an apostrophe are one."""
    return len(re.findall(r"[^\W_][\w’'-]*", text))


def count_syllables(word: str) -> int:
    """Estimate the syllables of an English word from its vowel groups."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", bare))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxzcg]es$", bare)
    return max(count - (1 if silent else 0), 1)


def grade(text: str) -> float:
    """Give the school grade that reads this text with ease; 0 where there is nothing to read."""
    words, parts = WORD.findall(text), sentences(text)
    if not parts:
        return 0.0
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / len(parts) + 11.8 * syllables / len(words) - 15.59
