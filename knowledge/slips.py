"""Slips of the fingers: whether one English word was written for another."""

_VOWELS = frozenset("aeiou")


def is_slip(written: str, meant: str) -> bool:
    """Whether one word is written by a slip of the fingers for another that begins alike.

    A letter left out or added, two exchanged, one moved, or a vowel taken for another. A consonant for another makes
    another name: Matlin, Martin.
    """
    if written[:1] != meant[:1] or abs(len(written) - len(meant)) > 1 or written == meant:
        return False
    if len(written) != len(meant):
        short, long = sorted((written, meant), key=len)
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    different = [i for i, (a, b) in enumerate(zip(written, meant, strict=True)) if a != b]
    if len(different) == 1:
        return {written[different[0]], meant[different[0]]} <= _VOWELS
    first, last = different[0], different[-1]
    one, other = written[first : last + 1], meant[first : last + 1]
    return one[1:] + one[:1] == other or one[-1:] + one[:-1] == other
