"""What a word of a file means: the profile's own words first, then the vocabulary, then the units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gis.errors import GisError
from gis.intake.codes import Look
from gis.intake.profile import Profile
from gis.vocabulary import Vocabulary, normal

CHECKS = {
    "passed": ("passed", "通过", "合格", "核查通过", "核查合格", "已核查", "ok"),
    "not_passed": ("not_passed", "不通过", "未通过", "不合格", "核查不通过", "核查不合格"),
    "not_stated": ("not_stated", "未核查", "未说明"),
}
TRUTHS = {
    "true": ("true", "1", "是", "y", "yes", "t", "√", "督办", "已督办"),
    "false": ("false", "0", "否", "n", "no", "f", "×", "未督办", "不督办"),
}


class Meaning:
    """Looks up words by field. Errors: bad-profile, where its words mean what the vocabulary lacks."""

    def __init__(self, profile: Profile, vocabulary: Vocabulary, unit_of_word: Look | None) -> None:
        self.vocabulary, self.unit_of_word = vocabulary, unit_of_word
        self.own = {
            name: {normal(word): meant for word, meant in table.items()}
            for name, table in profile.words.items()
        }
        self._refuse_unknown(profile)

    def type_of(self, word: str | None, scheme: str | None = None, code: str | None = None) -> str | None:
        """The problem type or component of a word, or of a code of a scheme."""
        own = self.own.get("problem_type", {})
        if word and (hit := own.get(normal(word))):
            return hit
        return self.vocabulary.type_of(word=word or "", scheme=scheme or "", code=code or "")

    def look(self, name: str) -> Look:
        """Words of a field → ids."""
        if name == "problem_type":
            return lambda words: [self.type_of(word) for word in words]
        if name == "responsible_unit":
            return self._units
        known = {**self._standard(name), **self.own.get(name, {})}
        return lambda words: [known.get(normal(word)) for word in words]

    def _standard(self, name: str) -> Mapping[str, str]:
        if name == "state":
            return self.vocabulary.state_words
        if name == "channel":
            return self.vocabulary.source_words
        table = CHECKS if name == "check" else TRUTHS
        return {normal(word): meant for meant, words in table.items() for word in words}

    def _units(self, words: Sequence[str]) -> list[str | None]:
        own = self.own.get("responsible_unit", {})
        ids = [own.get(normal(word)) for word in words]
        left = [word for word, unit in zip(words, ids) if unit is None]
        answers = iter(self.unit_of_word(left) if self.unit_of_word and left else [None] * len(left))
        return [next(answers) if unit is None else unit for unit in ids]

    def _refuse_unknown(self, profile: Profile) -> None:
        known = {
            "state": set(self.vocabulary.states),
            "problem_type": set(self.vocabulary.types),
            "channel": set(self.vocabulary.sources),
            "check": set(CHECKS),
            "supervised": set(TRUTHS),
        }
        meant = [
            (f"words.{n}", v, known[n]) for n, t in profile.words.items() if n in known for v in t.values()
        ]
        meant.append(("state_default", profile.state_default, known["state"]))
        if profile.problem_type_default:
            meant.append(("problem_type_default", profile.problem_type_default, known["problem_type"]))
        for key, value, ids in meant:
            if value not in ids:
                detail = GisError("profile-value", key=key, value=value, known=", ".join(sorted(ids)[:40]))
                raise GisError("bad-profile", path=profile.name, detail=detail)
