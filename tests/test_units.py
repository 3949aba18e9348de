"""Units: exact factors, dimensions that never meet, and Pint kept behind the door."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from perfscore import units
from perfscore.errors import Refusal
from perfscore.units.vocabulary import DEFINITIONS, INTERNAL, NOUNS


@pytest.mark.parametrize(
    ("name", "factor", "base"),
    [
        ("元", 1, "元"),
        ("万元", 10**4, "元"),
        ("亿元", 10**8, "元"),
        ("万亿元", 10**12, "元"),
        ("千元", 1000, "元"),
        ("万人次", 10**4, "人次"),
        ("小时", 3600, "秒"),
        ("天", 86400, "秒"),
        ("年", 12, "月"),
        ("%", Fraction(1, 100), ""),
        ("‰", Fraction(1, 1000), ""),
        ("亩", 2000, "third_of_square_metre"),
        ("平方米", 3, "third_of_square_metre"),
        ("吨", 1000, "千克"),
    ],
)
def test_factors_are_exact(name: str, factor, base: str) -> None:
    unit = units.unit(name)
    assert (Fraction(factor), base) == (unit.factor, str(unit.dimension))


def test_one_mu_is_two_thousand_thirds_of_a_square_metre() -> None:
    assert Fraction(2000, 3) == units.from_base(units.to_base(Fraction(1), "亩"), "平方米")


def test_every_noun_is_a_dimension_of_its_own() -> None:
    dimensions = {units.unit(noun).dimension for noun in NOUNS}
    assert len(NOUNS) == len(dimensions)
    assert units.unit("人").dimension != units.unit("人次").dimension
    assert units.unit("百分点").dimension != units.unit("%").dimension
    assert units.unit("工作日").dimension != units.unit("天").dimension
    assert units.unit("月").dimension != units.unit("天").dimension


def test_every_name_of_the_vocabulary_resolves_and_survives_a_round_trip() -> None:
    for name in DEFINITIONS:
        assert name == units.unit(name).name
        assert Fraction(7, 3) == units.from_base(units.to_base(Fraction(7, 3), name), name)


def test_internal_bases_are_no_units_for_people() -> None:
    assert not INTERNAL & set(units.names())


@pytest.mark.parametrize("name", ["亿万元", "千万万元", "kilo元", "阿猫", "人 次"])
def test_multiples_do_not_combine(name: str) -> None:
    with pytest.raises(Refusal, match="unit-unknown"):
        units.unit(name)


def test_dimensions_of_compounds() -> None:
    money, people = units.unit("元").dimension, units.unit("人").dimension
    assert str(money.per(people)) == "元/人"
    assert money == money.per(people).times(people)
    assert str(units.NO_DIMENSION.per(people)) == "1/人"


def test_first_use_from_many_threads() -> None:
    """Pint's own lazy registry fails when threads race for its first use; ours is built once."""
    program = (
        "from concurrent.futures import ThreadPoolExecutor as P\n"
        "from perfscore import units\n"
        "names = ['万元', '万人次', '小时', '%'] * 8\n"
        "with P(16) as pool:\n"
        "    print(len({(u.name, u.factor) for u in pool.map(units.unit, names)}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "4"
    with ThreadPoolExecutor(8) as pool:
        assert {10**4} == {u.factor for u in pool.map(units.unit, ["万元"] * 50)}
