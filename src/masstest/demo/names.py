"""Invented names that look like those of the place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for lists of names that would be long with quotes and commas."""
    return tuple(text.split())


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢"
    "韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌辉鹏飞宇浩婷雪琳莹倩颖佳"
    "欣怡晨博宁凯俊峰海波志远晓东永康庆丰秋月春生小燕新民瑞雯亚楠立群少华淑珍"
)
STEMS = words(
    "渭水 锦绣 金台 滨河 秦岭 石鼓 凤凰 阳光 世纪 东岭 馨苑 和谐 "
    "嘉和 金渭 翠屏 南苑 北苑 长青 怡景 文景 康居 清姜 龙泉 太白 "
    "华兴 建新 永兴 福临 锦园 胜利 宝光 烽火 红旗 新安 瑞丰 盛世 "
    "秦川 春晓 银泰 高新 月季 玫瑰 桂花 梧桐 银杏 翰林 学府 御景 "
    "观澜 蓝湾 紫薇 丽景 天润 万和 中央 泰和 安泰 景秀 广厦 河畔"
)
ENDINGS = words("花园 小区 新村 佳苑 家园 雅居 公寓 家属院 苑 名邸 华府 城")
HAMLETS = words("东堡 西堡 南沟 北坡 上庄 下庄 新村 老村 河湾 塬上 沟口 前庄 后庄 李家组 王家组")


def people(rng: np.random.Generator) -> Iterator[str]:
    """Names of persons, without end; like real ones, they repeat now and then."""
    while True:
        surname = SURNAMES[rng.integers(len(SURNAMES))]
        length = 1 if rng.random() < 0.2 else 2
        yield surname + "".join(GIVEN[i] for i in rng.integers(len(GIVEN), size=length))


def housing(rng: np.random.Generator) -> Iterator[str]:
    """Names of housing compounds, each once: a stem and an ending, later with a block letter."""
    pairs = [stem + ending for stem in STEMS for ending in ENDINGS]
    block = ""
    for letter in " ABCDEFGH":
        block = letter.strip() and f"{letter}区"
        for index in rng.permutation(len(pairs)):
            yield pairs[int(index)] + block


def hamlets(village: str) -> Iterator[str]:
    """Names of the hamlets of a village, each once."""
    stem = village.removesuffix("村")
    for name in HAMLETS:
        yield f"{stem}村{name}"
    number = len(HAMLETS)
    while True:
        number += 1
        yield f"{stem}村{number}组"


def phone(number: int) -> str:
    """A number in the form of a mobile phone's that no network has given out (``100…``)."""
    return f"100{number:08d}"
