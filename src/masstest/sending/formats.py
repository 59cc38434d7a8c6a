"""The formats in which an alert can be sent by HTTP."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """`masstest` is ours: JSON with a signature. The others are group robots of chat services."""

    masstest = "masstest"
    wecom = "wecom"  # 企业微信群机器人
    dingtalk = "dingtalk"  # 钉钉自定义机器人

    @property
    def is_robot(self) -> bool:
        return self is not Format.masstest
