"""`python -m api.accounts.schemes.check`: say what is wrong with the files in `data/schemes`."""

import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import yaml
from pydantic import ValidationError

from api.accounts.schemes import FOLDER, Scheme
from api.accounts.schemes.examples import differences
from api.accounts.tables import TransferReason
from api.data_files import load
from api.errors import LeermaatError
from api.texts import texts


class SchemesFaulty(LeermaatError):
    """The files in data/schemes contradict themselves or each other."""

    sentence = "data/schemes has faults; python -m api.accounts.schemes.check names them."


def check_schemes() -> None:
    """Raise SchemesFaulty unless every scheme can be relied on; called at the start."""
    if any(faults(FOLDER)):
        raise SchemesFaulty


def faults(folder: Path) -> Iterator[str]:
    """One sentence for each fault in the scheme files of a folder, with the file's name."""
    schemes: dict[str, Scheme] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            schemes[path.stem] = Scheme.model_validate(load(path))
        except ValidationError as error:
            yield from _unreadable(path.name, error)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            yield f"{path.name}: this is not YAML in UTF-8: {error}"
    for name, scheme in schemes.items():
        for fault in _faults_of(name, scheme):
            yield f"{name}.yml: {fault}"
    yield from _conflicts(schemes)


def _unreadable(file: str, error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        where = ".".join(map(str, fault["loc"])) or "the file"
        yield f"{file}: {where}: {fault['msg']}"


def _faults_of(name: str, scheme: Scheme) -> Iterator[str]:
    if scheme.is_demo != name.endswith("_demo"):
        yield "a demo scheme has a file name that ends in _demo, and only a demo scheme has"
    if scheme.valid_until and scheme.valid_until < scheme.valid_from:
        yield "valid_until lies before valid_from"
    known = texts("account")["grounds"]
    for ground in scheme.grounds:
        if ground.id not in known:
            yield f"ground {ground.id} has no sentence in data/texts/account.yml under grounds"
        if ground.has_no_limit:
            yield f"ground {ground.id} names no limit, so it can never apply"
    for reason in set(scheme.rules) - {reason.value for reason in TransferReason}:
        yield f"rules.{reason} is about nothing that happens to money"
    yield from _missing_rules(scheme)
    yield from _wrong_examples(scheme)


def _missing_rules(scheme: Scheme) -> Iterator[str]:
    needed: Sequence[str] = ("deposit", "expire") if scheme.expiry else ("deposit",)
    for reason in needed:
        if reason not in scheme.rules:
            yield f"rules.{reason} is missing: the worker must be able to read the rule"


def _wrong_examples(scheme: Scheme) -> Iterator[str]:
    if not scheme.examples:
        yield "it has no worked example"
    for number, example in enumerate(scheme.examples, start=1):
        for difference in differences(scheme, example):
            yield f"example {number}: {difference}"


def _conflicts(schemes: dict[str, Scheme]) -> Iterator[str]:
    """Two files of one agreement on the same day would be two answers to one question."""
    for (name, one), (other_name, other) in combinations(schemes.items(), 2):
        if one.agreement == other.agreement and one.overlaps(other):
            yield f"{name}.yml and {other_name}.yml: both are valid on the same day"


def main() -> int:
    """Print every fault; 1 when there is any."""
    found = list(faults(FOLDER))
    print("\n".join(found) or "data/schemes: no faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
