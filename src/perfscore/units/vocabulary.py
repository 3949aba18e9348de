"""The closed list of units, as data.

Every multiple is a unit with a name of its own; there are no prefixes, since a registry that
composes them reads 亿万元 differently before and after somebody used 万元. All factors are finite
decimals, so every conversion is exact.
"""

from __future__ import annotations

__all__ = [
    "ALIASES",
    "DEFINITIONS",
    "ENGLISH",
    "ENGLISH_ONE",
    "INTERNAL",
    "NOUNS",
    "ONE_LEVEL",
    "RANK",
    "RATES",
    "SHOWN_AS",
]

# Things that are counted; each is a dimension of its own.
_WORDS = (
    "人 人次 人天 件 宗 个 户 次 场 家 篇 套 条 份 项 起 所 辆 台 座 处 批 期 类 笔 头 只 株 棵 本 "
    "张 面 封 村 课时 台套 块 批次"
)
NOUNS = tuple(_WORDS.split())

# Multiples that are written before a counting noun or a currency.
MULTIPLES = {
    "十": 10**1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}

RATES = frozenset({"%", "‰"})

# The place of a level on a scale, and a step from one to the next.
RANK, ONE_LEVEL = "rank", "级"

# Bases that no filing writes: kinds of measures that are not amounts, ranks on the scale of a
# rubric, and a third of a square metre, of which 平方米 and 亩 (2000/3 square metres) are both
# whole multiples.
INTERNAL = frozenset({"condition", "level", RANK, ONE_LEVEL, "date", "third_of_square_metre"})

_BASES = (
    *NOUNS,
    "元",
    "分",
    "百分点",
    "秒",
    "工作日",
    "月",
    "公里",
    "千克",
    *sorted(INTERNAL - {ONE_LEVEL}),
)


def _definitions() -> dict[str, tuple[str, str]]:
    """Unit name -> (factor as decimal text, name of the unit it is a multiple of)."""
    found = {name: ("1", name) for name in _BASES}
    found |= {
        "%": ("0.01", ""),
        "‰": ("0.001", ""),
        "分钟": ("60", "秒"),
        "小时": ("3600", "秒"),
        "天": ("86400", "秒"),
        "年": ("12", "月"),
        "平方米": ("3", "third_of_square_metre"),
        "亩": ("2000", "third_of_square_metre"),
        "公顷": ("30000", "third_of_square_metre"),
        "平方公里": ("3000000", "third_of_square_metre"),
        "米": ("0.001", "公里"),
        "厘米": ("0.00001", "公里"),
        "吨": ("1000", "千克"),
        ONE_LEVEL: ("1", RANK),
    }
    for multiple, factor in MULTIPLES.items():
        found[multiple] = (str(factor), "")
        for noun in (*NOUNS, "元"):
            found[multiple + noun] = (str(factor), noun)
    for noun in ("平方米", "亩"):
        found["万" + noun] = (str(int(found[noun][0]) * 10**4), "third_of_square_metre")
    found["万吨"] = ("10000000", "千克")
    return found


DEFINITIONS = _definitions()

ALIASES = {
    "个月": "月",
    "个百分点": "百分点",
    "百分比": "%",
    "人民币元": "元",
    "圆": "元",
    "㎡": "平方米",
    "平米": "平方米",
    "km": "公里",
    "千米": "公里",
    "公斤": "千克",
    "个小时": "小时",
    "个工作日": "工作日",
    "日": "天",
    "名": "人",
    "yuan": "元",
    "points": "分",
    "hours": "小时",
    "days": "天",
    "months": "月",
    "years": "年",
    "working days": "工作日",
    "percentage points": "百分点",
    "people": "人",
    "visits": "人次",
}

# How amounts of a dimension are shown when no measure names a unit.
SHOWN_AS = {"third_of_square_metre": "平方米"}

# English labels; other units keep their Chinese sign, which is what the forms print.
ENGLISH = {
    "分": "points",
    "元": "yuan",
    "小时": "hours",
    "天": "days",
    "月": "months",
    "年": "years",
    "工作日": "working days",
    "百分点": "percentage points",
    "人": "people",
    "人次": "visits",
    ONE_LEVEL: "levels",
}

ENGLISH_ONE = {
    "points": "point",
    "hours": "hour",
    "days": "day",
    "months": "month",
    "years": "year",
    "working days": "working day",
    "percentage points": "percentage point",
    "people": "person",
    "visits": "visit",
    "levels": "level",
}
