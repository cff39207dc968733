"""Ebb in Chinese, simplified."""

from __future__ import annotations

from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk

_NAMES = "ebb|啊|呀|呢|吗|大家"

CHINESE = Phrasing(
    code="zh",
    name="Chinese",
    nothing="你的记忆里没有相关的内容。",
    empty="你的记忆里还什么都没有。请先添加文件或对话，再来提问。",
    yes="是的",
    no_such_day="{day}这一天并不存在，所以你的记忆里没有那天的内容。",
    without_model="{reason} 这个回答没有用到模型。",
    stopped="已停止。",
    quoted="“{words}”",
    said="{who}说：“{words}”",
    said_on="{who}在{day}说：“{words}”",
    you_said="你说过：“{words}”",
    you_said_on="你在{day}说过：“{words}”",
    noted="已记下：{right}",
    wrong="不对：{right}",
    ask_back="正确的是什么？请这样写：“不对：……”。",
    corrections="更正",
    talk=(
        SmallTalk(
            "你好|您好|嗨|哈喽|大家好|早|早安|早上好|上午好|中午好|下午好|晚上好",
            _NAMES,
            "你好。你保存在这里的内容，都可以问我。",
        ),
        SmallTalk("谢谢(?:你|您)?|多谢|非常感谢|感谢", _NAMES, "不客气。"),
        SmallTalk("再见|拜拜|晚安|回头见|明天见", _NAMES, "再见。你的记忆留在这里，用你的口令锁好了。"),
        SmallTalk(
            "(?:你|您)是谁|你是什么|你(?:能|会|可以)(?:做|干)(?:什么|些什么|啥)|你(?:叫)?什么名字|你叫什么|你好吗|你怎么样",
            _NAMES,
            "我是 Ebb，这台电脑上的记忆。你的文件和对话里的内容都可以问我，我会注明出处来回答。"
            "一切都不会离开这台电脑。",
        ),
    ),
    counting=Counting(
        once="一次",
        twice="两次",
        times="{n}次",
        on="{times}：{days}。",
        between="{times}，从{first}到{last}。",
        named="{n}：{names}。",
        named_one="{names}。",
        total="一共{amount}。",
        total_of="一共{amount}，来自{n}条记录。",
        mean="平均{amount}，来自{n}条记录。",
        mean_of_one="平均{amount}，只有一条记录。",
        amount_on="{amount}，{days}。",
        day="{day}。",
        names_day="{names}，{day}。",
        full_stop="。",
        comma="、",
        last="和",
        thousands=",",
        point=".",
        money="{sign}{n}",
        metre="{n}米",
        metres="{n}米",
        kilometres="{n}公里",
        mile="{n}英里",
        miles="{n}英里",
        joined="",
    ),
)
