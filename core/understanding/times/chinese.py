"""Times in Chinese."""

from __future__ import annotations

from core.understanding.times.language import Language, Rule
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, Unit

_DIGITS = "一二三四五六七八九十"
_NUMERALS = (*_DIGITS, "十一", "十二")

_WEEKDAYS = {
    prefix + day: number
    for prefix in ("周", "星期", "礼拜")
    for number, days in enumerate(("一", "二", "三", "四", "五", "六", "日天"))
    for day in days
}

_UNITS = {
    "分钟": Unit.MINUTE, "小时": Unit.HOUR, "个小时": Unit.HOUR, "天": Unit.DAY, "日": Unit.DAY, "周": Unit.WEEK,
    "个星期": Unit.WEEK, "星期": Unit.WEEK, "个礼拜": Unit.WEEK, "个周末": Unit.WEEKEND, "个月": Unit.MONTH,
    "年": Unit.YEAR,
}  # fmt: skip

_NUMBERS = {
    **{numeral: Count(n, n) for n, numeral in enumerate(_NUMERALS, start=1)},
    "两": Count(2, 2), "二十": Count(20, 20), "几": Count(2, 9), "好几": Count(3, 9),
}  # fmt: skip

_DAYTIME = "(?:早上|上午|中午|下午|晚上|凌晨|夜里)?"
_WHICH = {"上": -1, "上个": -1, "这": 0, "这个": 0, "本": 0, "下": 1, "下个": 1}
_YEAR_WORDS = (("大前年", -3), ("前年", -2), ("去年", -1), ("今年", 0), ("明年", 1), ("后年", 2))
_DAY_WORDS = (
    ("大前天", -3), ("前天", -2), ("昨天", -1), ("昨日", -1), ("昨晚", -1), ("今天", 0), ("今日", 0), ("今晚", 0),
    ("今早", 0), ("明天", 1), ("明日", 1), ("明晚", 1), ("后天", 2), ("大后天", 3),
)  # fmt: skip

_RULES = (
    *(Rule(word + _DAYTIME, Anchor(Sort.DAY, shift=shift), on=word[-2]) for word, shift in _DAY_WORDS),
    *(Rule(word, Anchor(Sort.UNIT, Unit.YEAR, shift=shift), on="年") for word, shift in _YEAR_WORDS),
    *(Rule(word + "{month}份?", Anchor(Sort.MONTH, Unit.YEAR, shift=shift), on="年") for word, shift in _YEAR_WORDS),
    *(Rule(word + "{season}", Anchor(Sort.SEASON, Unit.YEAR, shift=shift), on="年") for word, shift in _YEAR_WORDS),
    *(Rule(word + "{feast}", Anchor(Sort.DATE, Unit.YEAR, shift=shift), on="年") for word, shift in _YEAR_WORDS),
    # "2019年以前" is before 2019, not 2019 years ago.
    Rule(r"(?!\d{4}年){n}(?:多)?{unit}(?:之前|以前|前)", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("{n}{unit}(?:之后|以后|后)", Anchor(Sort.DISTANCE, shift=1)),
    Rule("半年(?:之前|以前|前)", Anchor(Sort.DISTANCE, Unit.MONTH, Count(6, 6), shift=-1), on="半"),
    Rule("(?:过去|最近|近)(?:的)?{n}{unit}", Anchor(Sort.STRETCH, shift=-1)),
    Rule("(?:未来|接下来)(?:的)?{n}{unit}", Anchor(Sort.STRETCH, shift=1)),
    Rule("{which}{span}", Anchor(Sort.UNIT)),
    Rule("上上个?{span}", Anchor(Sort.UNIT, shift=-2)),
    Rule("周末", Anchor(Sort.UNIT, Unit.WEEKEND), on="末"),
    Rule("{which}{weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("{weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule(r"(?P<year>\d{4})年{month}份?(?:{part})?", Anchor(Sort.MONTH), on="年"),
    Rule("{month}份?{part}?", Anchor(Sort.MONTH), cued=True),
    Rule("{month}份", Anchor(Sort.MONTH)),
    Rule(r"(?P<year>\d{4})年的?{season}", Anchor(Sort.SEASON), on="年"),
    Rule("{season}", Anchor(Sort.SEASON), cued=True),
    Rule("{feast}", Anchor(Sort.DATE)),
    Rule(r"(?P<year>\d{4})年(?P<m>\d{1,2})月{d}[日号]", Anchor(Sort.DATE), on="月"),
    Rule(r"(?P<m>\d{1,2})月{d}[日号]", Anchor(Sort.DATE), on="月"),
    Rule(r"(?P<m>\d{1,2})月{d}(?:日|号)?(?:到|至|-|–){last_day}[日号]", Anchor(Sort.DATE), on="月"),
    Rule(r"{d}[日号]", Anchor(Sort.DATE), on="日 号"),
    Rule(r"(?P<year>\d{4})年(?:{part})?", Anchor(Sort.YEAR), on="年"),
    Rule("公元{any_year}年", Anchor(Sort.YEAR), on="元"),
    Rule("(?:上?世纪)?{decade}年代", Anchor(Sort.DECADE), on="代"),
    Rule("最近|近来|前几天|不久前|前不久|前阵子|刚刚", Anchor(Sort.VAGUE, count=Count(0, 45), shift=-1),
         on="近 几 久 阵 刚"),
    Rule("(?:前一段时间|前段时间|一段时间(?:之前|以前|前))", Anchor(Sort.VAGUE, count=Count(14, 365), shift=-1),
         on="段"),
    Rule("很久(?:之前|以前)|多年(?:之前|以前|前)", Anchor(Sort.VAGUE, count=Count(365, 7300), shift=-1), on="久 多"),
    Rule("不久(?:之后|后|以后)|过几天", Anchor(Sort.VAGUE, count=Count(0, 45), shift=1), on="久 几"),
)  # fmt: skip

CHINESE = Language(
    code="zh",
    months={
        **{f"{numeral}月": number for number, numeral in enumerate(_NUMERALS, start=1)},
        **{f"{number}月": number for number in range(1, 13)},
    },
    weekdays=_WEEKDAYS,
    seasons={
        "春天": 0, "春季": 0, "夏天": 1, "夏季": 1, "秋天": 2, "秋季": 2, "冬天": 3, "冬季": 3,
    },
    units=_UNITS,
    spans={
        "周": Unit.WEEK, "星期": Unit.WEEK, "礼拜": Unit.WEEK, "周末": Unit.WEEKEND, "月": Unit.MONTH,
        "年": Unit.YEAR,
    },
    numbers=_NUMBERS,
    which=_WHICH,
    parts={
        "初": Part.EARLY, "上旬": Part.EARLY, "中旬": Part.MIDDLE, "底": Part.LATE, "末": Part.LATE, "下旬": Part.LATE,
    },
    feasts={
        "圣诞节": (12, 25), "圣诞": (12, 25), "平安夜": (12, 24), "元旦": (1, 1), "情人节": (2, 14), "国庆节": (10, 1),
    },
    rules=_RULES,
    cues="在|从|自|自从|到|至|于|直到|今年|和|，|。|、|^",
    habits="每个?|每逢",
    future="会|将|要|打算|计划|准备|希望|明天|明年|下周|下个|即将|快要",
    past="了|过|昨",
    bounds=(("直到|截至|截止到", Bound.UNTIL), ("自从", Bound.SINCE)),
    bounds_after=(
        ("以来|起|开始", Bound.SINCE),
        ("为止", Bound.UNTIL),
        ("之前|以前|前", Bound.BEFORE),
        ("之后|以后|后", Bound.AFTER),
    ),
    opening=(("从|自", "到|至|-|–"), ("在", "和|与"), ("", "到|至|-|–|~")),
    clock=r"(?P<h24>[01]?\d|2[0-3])(?:点|:)(?P<min24>[0-5]\d)?分?",
    clock_links="的?",
    common=frozenset("的是我了在你他她们有不这那"),
    spaced=False,
)  # fmt: skip
