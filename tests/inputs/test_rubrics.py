"""Rubrics that cannot be trusted are refused when they load, all problems at once."""

import pytest
from making import BASIS, indicator, load, one_rule, problems, rubric_text

import perfscore
from perfscore.documents import read_yaml, validated
from perfscore.errors import RubricError
from perfscore.rubric import rubric_from_document
from perfscore.rubric.loading import problems_of
from perfscore.rubric.tree import Rubric

RATE = 'rate: {title: rate, unit: "%", at least: 0%}'
PASS = "{kind: pass or fail, when: rate <= 10%}"
MONEY = "carryover: {title: c, unit: 元, at least: 0}\nbudget: {title: b, unit: 元, at least: 0}\npeople: {title: p, unit: 人}"


def refused(text: str) -> RubricError:
    with pytest.raises(RubricError) as caught:
        load(text)
    return caught.value


def refused_rule(rule: str, measures: str = RATE, points: int = 10, more: str = "") -> RubricError:
    with pytest.raises(RubricError) as caught:
        one_rule(measures, rule, points, more)
    return caught.value


def warnings(text: str) -> list[str]:
    document = read_yaml(text.encode(), "test.yaml", RubricError)
    rubric = validated(document, Rubric, RubricError)
    return [p.code for p in problems_of(rubric, document) if p.warning]


def test_points_that_do_not_add_up_at_any_level() -> None:
    group = "- id: g\n  title: g\n  points: 6\n  criteria:\n" + "\n".join(
        "    " + line for line in indicator("it", 5, PASS).splitlines()
    )
    error = refused(rubric_text(RATE, group, points=10))
    assert [p.code for p in error.problems] == ["points-do-not-add-up"] * 2
    assert "add up to 6, not 10" in str(error)
    assert "add up to 5, not 6" in str(error)


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ("{at most: 10%, score: 10}, {at most: 10%, score: 1}, {otherwise: 0}", "bands-overlap"),
        ("{at most: 10%, score: 10}, {at least: 10%, score: 0}", "bands-overlap"),
        ("{at most: 20%, score: 10}, {at most: 10%, score: 0}, {otherwise: 0}", "bands-overlap"),
        ("{at most: 10%, score: 10}, {more than: 20%, score: 0}", "bands-gap"),
        ("{less than: 10%, score: 10}, {more than: 10%, score: 0}", "bands-gap"),
        ("{at least: 20%, score: 10}, {less than: 10%, score: 0}", "bands-gap"),
        ("{at most: 10%, score: 10}, {at most: 20%, score: 0}", "bands-gap-above"),
        ("{at least: 20%, score: 10}, {at least: 10%, score: 0}", "bands-gap-below"),
        ("{otherwise: 0}, {at most: 10%, score: 10}", "band-otherwise-last"),
        ("{at most: 10%, less than: 20%, score: 10}, {otherwise: 0}", "band-edges"),
        ("{score: 10}, {otherwise: 0}", "band-edges"),
        ("{at most: 10%, score: 10}, {otherwise: 0, score: 1}", "band-otherwise"),
        (
            "{at most: 5%, score: 10}, {more than: 5%, score: 1}, {otherwise: 0}",
            "band-otherwise-unreachable",
        ),
        (
            "{at least: 5%, score: 10}, {less than: 5%, score: 1}, {otherwise: 0}",
            "band-otherwise-unreachable",
        ),
        ("{exactly: 1%, score: 10}, {at most: 2%, score: 7}, {otherwise: 0}", "band-open-before"),
        ("{at most: null, score: 10}, {otherwise: 0}", "band-edges"),
        ("{exactly: 0 人, score: 10}, {otherwise: 0}", "units-disagree"),
        (", ".join(["{at most: 1%, score: 1}"] * 70), "list-too-long"),
        ("{at most: 10 人, score: 10}, {otherwise: 0}", "units-disagree"),
        ("{at most: ≤10%, score: 10}, {otherwise: 0}", "amount-expected"),
        ("{at most: 10%, score: 11}, {otherwise: 0}", "score-out-of-points"),
        ("{at most: 10%, score: 10}, {otherwise: -1}", "score-out-of-points"),
    ],
)
def test_bands(bands: str, code: str) -> None:
    error = refused_rule(f"{{kind: bands, of: rate, bands: [{bands}]}}")
    assert [code] == [p.code for p in error.problems]
    assert error.place.line is not None


def test_the_bands_that_clash_are_named() -> None:
    bands = "{at most: 10%, score: 10}, {at most: 20%, score: 5}, {at most: 15%, score: 1}, {otherwise: 0}"
    error = refused_rule(f"{{kind: bands, of: rate, bands: [{bands}]}}")
    assert "bands 2 and 3 overlap" in str(error)


@pytest.mark.parametrize(
    ("formula", "code", "offset"),
    [
        ("carryover / bugdet", "measure-unknown", 12),
        ("carryover ** 2", "formula-power", 11),
        ("carryover ^ 2", "formula-power", 10),
        ("carryover.real", "formula-attribute", 9),
        ("carryover + people", "units-disagree", None),
        ("(carryover", "formula-sign-expected", 10),
        ("carryover / ", "formula-operand-expected", 12),
        ("carryover budget", "formula-unexpected", 10),
        ("carryover < budget", "formula-comparison-unexpected", 10),
        ("min(carryover, budget)", "formula-function-unknown", 0),
        ("magnitude(carryover, budget)", "formula-one-operand", 28),
        ("__import__('os')", "formula-function-unknown", 0),
        ("ｂudget", "formula-name-form", 0),
        ("carryover + 5 阿猫", "formula-unexpected", 14),
        ("+".join(["carryover"] * 1000), "formula-too-long", 0),
        ("+".join(["budget"] * 70), "formula-too-many-terms", 427),
        ("(" * 60 + "carryover" + ")" * 60, "formula-too-deep", 41),
        ("-" * 60 + "carryover", "formula-too-deep", 41),
    ],
)
def test_formulas(formula: str, code: str, offset: int | None) -> None:
    rule = f'kind: bands\nof: "{formula}"\nbands: [{{at most: 10%, score: 10}}, {{otherwise: 0}}]'
    error = refused_rule(rule, MONEY)
    assert code == error.code
    if offset is not None:
        source = error.place.source
        assert source.index('"') + 2 + offset == error.place.column


def test_a_formula_of_ten_thousand_characters() -> None:
    error = refused_rule(f"{{kind: pass or fail, when: {'rate + ' * 1428} rate <= 1}}")
    assert error.code == "formula-too-long"


def test_min_is_answered_with_least() -> None:
    assert "there are: least" in str(refused_rule("{kind: pass or fail, when: 'min(rate) < 1'}"))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{kind: band, of: rate}", "rule-kind-unknown"),
        ("{of: rate}", "rule-kind-missing"),
        ("{kind: pass or fail, when: rate <= 1%, wehn: rate}", "key-unknown"),
        ("{kind: pass or fail}", "key-missing"),
        ("{kind: pass or fail, when: rate}", "units-disagree"),
        ("{kind: pass or fail, when: 3}", "formula-text-expected"),
        (
            "{kind: attainment, actual: rate, target: -5%, better: higher}",
            "attainment-target-negative",
        ),
        ("{kind: attainment, actual: rate, target: 5 人, better: higher}", "units-disagree"),
        ("{kind: attainment, actual: rate, target: 5%, better: hihger}", "choice-unknown"),
        (
            "{kind: attainment, actual: rate, target: 5%, better: higher, method: linear}",
            "attainment-linear-higher",
        ),
        (
            "{kind: interpolation, of: rate, line: [{at: 9%, score: 0}, {at: 9%, score: 10}]}",
            "knots-not-ascending",
        ),
        ("{kind: deduction, of: rate, per: 1%, deduct: 1, counting: whole}", "deduction-one-limit"),
        (
            "{kind: deduction, of: rate, above: 0%, per: 0%, deduct: 1, counting: whole}",
            "deduction-not-positive",
        ),
        (
            "{kind: deduction, of: rate, above: 0%, per: 1%, deduct: 1, counting: whole, floor: 11}",
            "deduction-floor",
        ),
        ("{kind: deduction, of: rate, above: 0%, per: 1%, deduct: 1}", "key-missing"),
        ("{kind: checklist, items: [{when: rate <= 1%, score: 9}]}", "items-do-not-add-up"),
        ("{kind: checklist, items: [{when: rate <= 1%, score: 0.1e2}]}", "yaml-disputed-scalar"),
    ],
)
def test_rules(rule: str, code: str) -> None:
    assert [code] == [p.code for p in refused_rule(rule).problems]


@pytest.mark.parametrize(
    ("measures", "code"),
    [
        ("rate: {title: r, unit: 阿猫}", "unit-unknown"),
        ("rate: {title: r, unit: 元, at least: 5 人}", "units-disagree"),
        ("rate: {title: r, kind: condition, unit: 元}", "measure-not-a-number"),
        ("rate: {title: r, kind: level}", "measure-levels"),
        ('rate: {title: r, unit: "%", at least: 9%, at most: 1%}', "measure-range-empty"),
        ('rate: {title: r, unit: "%", at least: 9%, more than: 1%}', "measure-range-twice"),
        ('rate: {title: r, unit: "%", from: spent}', "measure-unknown"),
        ('rate: {title: r, unit: "%", from: rate * 1}', "measure-circle"),
        (
            'rate: {title: r, unit: "%", from: x * 1}\nx: {title: x, from: rate * 1}',
            "measure-circle",
        ),
        ("rate: {title: r, unit: 元, from: x * 1}\nx: {title: x, unit: 人}", "units-disagree"),
        ("ra-te: {title: r}", "identifier-invalid"),
        ("rate: {title: r, unit: level}", "unit-unknown"),
        (
            "rate: {title: r, unit: 次, whole: true, more than: 0 次, less than: 1 次}",
            "measure-range-empty",
        ),
    ],
)
def test_measures(measures: str, code: str) -> None:
    assert code in [
        p.code for p in refused_rule("{kind: pass or fail, when: rate <= 0}", measures).problems
    ]


def test_examples_in_the_rubric_must_hold() -> None:
    more = "examples: [{rate: 10%, score: 10}, {rate: 11%, score: 10}]"
    error = refused_rule(PASS, more=more)
    assert [p.code for p in error.problems] == ["example-fails"]
    assert "scores 0, not 10" in str(error)


@pytest.mark.parametrize(
    ("example", "code"),
    [
        ("{rate: 10 人, score: 10}", "example-value"),
        ("{rat: 10%, score: 10}", "measure-unknown"),
        ("{rate: 10%}", "key-missing"),
        ("{score: 10}", "example-fails"),
    ],
)
def test_examples_that_say_nothing(example: str, code: str) -> None:
    assert code == refused_rule(PASS, more=f"examples: [{example}]").code


def test_an_indicator_justifies_itself() -> None:
    text = rubric_text(RATE, indicator("it", 10, PASS))
    for old, new, code in (
        ("status: assumed, reason: made up for a test", "status: assumed", "basis-without-reason"),
        ("status: assumed, reason: made up for a test", "status: official", "basis-without-source"),
        ("status: assumed, reason: made up for a test", "status: oficial", "choice-unknown"),
        (
            "status: assumed, reason: made up for a test",
            "status: official, source: x",
            "source-unknown",
        ),
    ):
        assert code == refused(text.replace(old, new, 1)).code


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = rubric_text(
        RATE,
        indicator("a", 5, "{kind: pass or fail, when: rat <= 1%}"),
        indicator(
            "a",
            6,
            "{kind: bands, of: rate, bands: [{at most: 1%, score: 6}, {more than: 2%, score: 0}]}",
        ),
    )
    error = refused(text)
    assert [p.code for p in error.problems] == [
        "points-do-not-add-up",
        "measure-unknown",
        "id-repeated",
        "bands-gap",
    ]
    assert sorted(p.place.line or 0 for p in error.problems) == [
        p.place.line for p in error.problems
    ]


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ("[{from: 9, title: a}, {from: 9, title: b}, {from: 0, title: c}]", "grade-repeated"),
        ("[{from: 9, title: a}, {from: 6, title: b}]", "grades-gap"),
        ("[{from: 90, title: a}, {from: 0, title: b}]", "grade-out-of-reach"),
    ],
)
def test_grades(grades: str, code: str) -> None:
    text = rubric_text(RATE, indicator("it", 10, PASS), more=f"grades: {grades}\n")
    assert code == refused(text).code


def test_a_measure_used_twice_in_one_rule_is_warned_of() -> None:
    bands = "bands: [{at most: 10%, score: 10}, {otherwise: 0}]"
    rule = f"{{kind: bands, of: (carryover - budget) / budget, {bands}}}"
    assert "measure-repeated" in warnings(rubric_text(MONEY, indicator("it", 10, rule)))
    once = rule.replace("(carryover - budget) / budget", "carryover / budget - 1")
    assert "measure-repeated" not in warnings(rubric_text(MONEY, indicator("it", 10, once)))


def test_a_measure_that_nobody_uses_is_warned_of() -> None:
    unused = RATE + "\nother: {title: other}"
    assert warnings(rubric_text(unused, indicator("it", 10, PASS))) == ["measure-unused"]


def test_full_marks_out_of_reach_are_warned_of() -> None:
    rule = "{kind: bands, of: rate, bands: [{at most: 10%, score: 9}, {otherwise: 0}]}"
    assert warnings(rubric_text(RATE, indicator("it", 10, rule))) == ["full-marks-out-of-reach"]


def test_a_good_rubric_has_no_problems() -> None:
    assert warnings(rubric_text(RATE, indicator("it", 10, PASS))) == []


def test_the_unknown_key_is_compared_with_the_keys_of_its_own_place() -> None:
    text = rubric_text("rate: {title: {zh: a, en: b, fr: c}, unit: 人}", indicator("it", 10, PASS))
    error = refused(text)
    assert [(p.code, str(dict(p.details)["known"].en)) for p in error.problems] == [
        ("key-unknown", "there are: en, zh")
    ]


def test_a_rubric_that_is_no_mapping() -> None:
    with pytest.raises(RubricError) as caught:
        rubric_from_document(read_yaml(b"- 1\n", "test.yaml", RubricError))
    assert problems(caught.value) == [("mapping-expected", 1, 1)]


def test_a_rubric_by_path(tmp_path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(rubric_text(RATE, indicator("it", 10, PASS)), encoding="utf-8")
    rubric = perfscore.load_rubric(path)
    assert (rubric.id, rubric.identity.package) == ("test.rubric", "")
    assert rubric.identity.digest.startswith("sha256:")
    with pytest.raises(RubricError, match="file-missing"):
        perfscore.load_rubric(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    "rule",
    [
        "{kind: bands, of: rate, bands: [{at most: 10, score: 10}, {otherwise: 0}]}",
        "{kind: bands, of: rate, bands: [{at least: 90, score: 10}, {otherwise: 0}]}",
        "{kind: interpolation, of: rate, line: [{at: 60, score: 0}, {at: 90, score: 10}]}",
        "{kind: pass or fail, when: rate >= 90}",
        "{kind: pass or fail, when: rate >= 0.9}",
        "{kind: deduction, of: rate, below: 100, per: 1, deduct: 1, counting: whole}",
        "{kind: deduction, of: rate, below: 100%, per: 1, deduct: 1, counting: whole}",
        "{kind: attainment, actual: rate, target: 90, better: higher}",
    ],
)
def test_a_rate_is_never_compared_with_a_bare_number(rule: str) -> None:
    assert [p.code for p in refused_rule(rule).problems] == ["rate-without-sign"]


def test_a_plain_number_is_never_compared_with_a_rate() -> None:
    rule = "{kind: bands, of: num, bands: [{at least: 90%, score: 10}, {otherwise: 0}]}"
    assert refused_rule(rule, "num: {title: num}").code == "rate-without-sign"
    error = refused_rule(
        "{kind: pass or fail, when: num <= 1%}", 'num: {title: num, unit: "%", at most: 9}'
    )
    assert error.code == "rate-without-sign"


def test_level_ranges_that_overlap() -> None:
    measures = """q: {title: q, kind: level, levels: [{id: a, title: a}, {id: b, title: b}]}
judged: {title: j, unit: "%", at least: 0%, at most: 100%}"""
    for first in ("{from: 0%, to: 60%}", "{from: 0%, below: 61%}"):
        rule = f"{{kind: level, of: q, judged: judged, levels: [{first}, {{from: 60%, to: 100%}}]}}"
        assert refused_rule(rule, measures).code == "levels-overlap"


def test_a_rubric_file_of_another_edition(tmp_path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(rubric_text(RATE, indicator("it", 10, PASS)), encoding="utf-8")
    assert perfscore.load_rubric(path, edition="1").edition == "1"
    with pytest.raises(RubricError, match="edition-unknown"):
        perfscore.load_rubric(path, edition="1999")


@pytest.mark.parametrize("kind", ["{a: 1}", "[1]", "3", "true"])
def test_a_kind_that_is_no_text(kind: str) -> None:
    assert refused_rule(f"{{kind: {kind}, when: rate <= 1%}}").code == "rule-kind-unknown"


@pytest.mark.parametrize("key", ["indicator: 1", "criterion: false", "indicator: {title: x}"])
def test_a_key_named_like_a_branch_of_the_models(key: str) -> None:
    text = rubric_text(RATE, indicator("it", 10, PASS, more=key))
    assert refused(text).code == "key-unknown"


@pytest.mark.parametrize(
    "formula", ["done - due", "done + due", "done / due", "done * 2", "level + level", "yes + yes"]
)
def test_dates_levels_and_conditions_are_only_compared(formula: str) -> None:
    measures = """
    done: {title: a, kind: date}
    due: {title: b, kind: date}
    "yes": {title: c, kind: condition}
    level: {title: d, kind: level, levels: [{id: a, title: a}, {id: b, title: b}]}
    """
    rule = f"{{kind: bands, of: {formula}, bands: [{{at most: 0, score: 10}}, {{otherwise: 0}}]}}"
    assert refused_rule(rule, measures).code == "only-compared"


def test_an_example_that_breaks_the_rule_s_own_condition() -> None:
    measures = """level: {title: d, kind: level, levels: [{id: a, title: a}, {id: b, title: b}]}
judged: {title: j, unit: "%", at least: 0%, at most: 100%}"""
    rule = """{kind: level, of: level, judged: judged,
      levels: [{from: 0%, below: 60%}, {from: 60%, to: 100%}]}"""
    error = refused_rule(rule, measures, more="examples: [{level: a, judged: 90%, score: 6}]")
    assert error.code == "example-value"
    assert one_rule(measures, rule, more="examples: [{level: b, judged: 90%, score: 9}]")


def test_points_outside_a_rule_are_found_even_where_it_may_divide_by_zero() -> None:
    rule = "{kind: bands, of: carryover / budget, bands: [{at most: 10%, score: 999}, {otherwise: -5}]}"
    assert refused_rule(rule, MONEY).code == "score-out-of-points"


def test_bands_that_start_with_a_single_value_climb() -> None:
    rule = "{kind: bands, of: rate, bands: [{exactly: 0%, score: 10}, {more than: 0%, score: 3}]}"
    assert one_rule(RATE, rule)


def test_points_finer_than_the_rounding() -> None:
    rounding = "{digits: 0, mode: half up, at: indicator}"
    text = rubric_text(RATE, indicator("it", "2.5", PASS), points="2.5", rounding=rounding)
    assert refused(text).code == "points-finer-than-rounding"


def test_a_row_called_total() -> None:
    assert refused(rubric_text(RATE, indicator("total", 10, PASS))).code == "id-reserved"


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ("[{id: 件, title: a}, {id: b, title: b}]", "level-not-statable"),
        ("[{id: a, title: a}, {id: b, title: a}]", "id-repeated"),
        ("[{id: a, title: p}, {id: a, title: q}]", "id-repeated"),
    ],
)
def test_levels_that_cannot_be_told_apart(levels: str, code: str) -> None:
    measures = f"{RATE}\nlevel: {{title: l, kind: level, levels: {levels}}}"
    assert code in [p.code for p in refused_rule(PASS, measures).problems]


def test_levels_may_have_digits_in_their_ids() -> None:
    levels = "[{id: level_1, title: a}, {id: level_2, title: b}]"
    assert one_rule(f"{RATE}\nlevel: {{title: l, kind: level, levels: {levels}}}", PASS)


def test_examples_of_an_indicator_scored_by_targets() -> None:
    text = rubric_text(
        RATE,
        indicator("own", 5, "{kind: targets, partial: ratio}", "examples: [{rate: 1%, score: 5}]"),
        indicator("it", 5, PASS),
    )
    assert refused(text).code == "examples-of-targets"


TARGETS = "{kind: targets, partial: ratio, MORE}"
UNITS = "records:\n  units:\n    title: u\n    fields: {money: {title: m, unit: 元}}\n"


@pytest.mark.parametrize(
    ("more", "code", "line"),
    [
        (f"checks:\n  - {{says: raet <= 1%, title: t, basis: {BASIS}}}\n", "measure-unknown", 7),
        (f"checks:\n  - {{says: rate <= 1元, title: t, basis: {BASIS}}}\n", "units-disagree", 7),
        (f"checks:\n  - {{says: rate, title: t, basis: {BASIS}}}\n", "units-disagree", 7),
        (
            f"checks:\n  - {{says: rate <= 1%, tolerance: 5元, title: t, basis: {BASIS}}}\n",
            "units-disagree",
            7,
        ),
        (
            f"checks:\n  - {{code: unspent, says: rate <= 1%, title: t, basis: {BASIS}}}\n",
            "code-unknown",
            7,
        ),
        ("checks:\n  - {says: rate <= 1%, title: t}\n", "key-missing", 7),
        (
            "checks:\n  - {says: rate <= 1%, title: t, basis: {status: official, source: x}}\n",
            "source-unknown",
            7,
        ),
        (f"pace: {{execution: its, limit: 5%, basis: {BASIS}}}\n", "path-unknown", 6),
        ("grades basis: {status: reported, source: x}\n", "source-unknown", 6),
        ("precedence: [ledger]\n", "choice-unknown", 6),
    ],
)
def test_what_a_rubric_checks_besides(more: str, code: str, line: int) -> None:
    error = refused(rubric_text(RATE, indicator("it", 10, PASS), more=more))
    assert (error.code, error.place.line) == (code, line)


@pytest.mark.parametrize(
    ("setting", "more", "code"),
    [
        ("roll up: {records: unit, weight: money}", UNITS, "table-unknown"),
        ("roll up: {records: units, weight: money}", UNITS, "table-without-targets"),
        ("roll up: {records: units, weight: gold}", UNITS + "    targets: true\n", "field-unknown"),
        ("levels: [{from: 0%, to: 100%}, {from: 0%, to: 1%}]", "", "levels-do-not-match"),
        (
            "levels: [{from: 0%, to: 9%, below: 9%}, {from: 9%, to: 50%}, {from: 60%, to: 100%}]",
            "",
            "level-one-top",
        ),
        (
            "levels: [{from: 9%, below: 0%}, {from: 9%, to: 50%}, {from: 60%, to: 100%}]",
            "",
            "level-reversed",
        ),
        ("weights: money", "", "choice-unknown"),
    ],
)
def test_settings_of_targets(setting: str, more: str, code: str) -> None:
    rule = TARGETS.replace("MORE", setting)
    text = rubric_text(RATE, indicator("own", 5, rule), indicator("it", 5, PASS), more=more)
    assert code in [problem.code for problem in refused(text).problems]


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ('r: {title: r, unit: "%", zero denominator: 0%}', "zero-denominator-without-ratio"),
        (
            'r: {title: r, unit: "%", from: rate * 2, zero denominator: 0%}',
            "zero-denominator-without-ratio",
        ),
        (
            'r: {title: r, unit: "%", from: rate * 2, records: {of: t, take: count}}',
            "measure-two-origins",
        ),
        ("r: {title: r, kind: condition, records: {of: t, take: count}}", "measure-not-a-number"),
        ("r: {title: r, kind: condition, tolerance: 5%}", "tolerance-invalid"),
        ('r: {title: r, unit: "%", period: next}', "choice-unknown"),
    ],
)
def test_measures_that_cannot_be_worked_out(measure: str, code: str) -> None:
    error = refused_rule(PASS, f"{RATE}\n{measure}")
    assert code in [problem.code for problem in error.problems]


def test_working_days_without_any_list_are_a_warning() -> None:
    more = (
        "records:\n  t:\n    title: t\n    fields:\n      a: {kind: date, title: a}\n"
        "      b: {kind: date, title: b}\n"
        "      c: {unit: 工作日, title: c, between: [a, b]}\n"
    )
    assert "working-days-missing" in warnings(
        rubric_text(RATE, indicator("it", 10, PASS), more=more)
    )


def test_a_field_of_a_table_is_not_taken_over_records() -> None:
    more = (
        "records:\n  t:\n    title: t\n    fields:\n"
        "      a: {unit: 件, title: a, records: {of: t, take: count}}\n"
    )
    assert (
        refused(rubric_text(RATE, indicator("it", 10, PASS), more=more)).code == "field-of-records"
    )


def test_points_that_a_filing_could_not_change_in_proportion() -> None:
    rule = "{kind: bands, of: rate, bands: [{at most: 10%, score: 10}, {otherwise: 0}]}"
    assert refused_rule(rule, more=f"adjustable: {BASIS}").code == "adjustable-not-proportional"
    assert one_rule(RATE, PASS, more=f"adjustable: {BASIS}")


@pytest.mark.parametrize(
    "rule",
    [
        "{kind: bands, of: carryover / budget, bands: [{at most: 10, score: 10}, {otherwise: 0}]}",
        "{kind: pass or fail, when: carryover / budget <= 0.9}",
        "{kind: interpolation, of: carryover / budget, line: [{at: 0, score: 0}, {at: 90, score: 10}]}",
        "{kind: deduction, of: carryover / budget, above: 10, per: 5, deduct: 1, counting: whole}",
    ],
)
def test_a_ratio_of_amounts_is_held_against_a_per_cent(rule: str) -> None:
    assert refused_rule(rule, MONEY).code == "rate-without-sign"
    assert one_rule(MONEY, "{kind: pass or fail, when: carryover / budget <= 1}")
