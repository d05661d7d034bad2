"""The invented brand in words: its places, channels, products, staff and campaigns. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

NAME = "演示品牌"
FIRST_DAY = date(2023, 9, 1)
LAST_DAY = date(2026, 8, 31)  # fixed, so that results never depend on the clock

INVITED = "好友推荐"


@dataclass(frozen=True)
class Origin:
    """Where members come from, and how those members buy.

    Buying is BG/NBD in seasonal time: gaps are exponential with a rate drawn from Gamma(`rate_shape`, mean
    1/`usual_gap_days`), and after each purchase a member leaves for good with a chance drawn from
    Beta(`leave_a`, `leave_b`).
    """

    name: str
    weight: float
    rate_shape: float
    usual_gap_days: float
    leave_a: float
    leave_b: float
    daily_cost_yuan: int

    @property
    def rate_scale(self) -> float:
        """α of the Gamma, in seasonal days."""
        return self.rate_shape * self.usual_gap_days

    @property
    def leave_mean(self) -> float:
        return self.leave_a / (self.leave_a + self.leave_b)


ORIGINS = (
    Origin("天猫", 0.30, 1.1, 26, 0.25, 0.85, 2600),
    Origin("抖音", 0.22, 0.8, 35, 0.45, 0.75, 3400),
    Origin("微信小程序", 0.20, 1.2, 21, 0.20, 1.20, 900),
    Origin("线下门店", 0.16, 1.3, 21, 0.20, 1.40, 1500),
    Origin("公众号", 0.12, 1.0, 24, 0.25, 1.00, 500),
    Origin(INVITED, 0.0, 1.2, 20, 0.20, 1.40, 300),  # only by invitation
)

SALES_CHANNELS = ("天猫旗舰店", "抖音小店", "微信小程序", "线下门店", "官网商城", "京东旗舰店")

PLACES: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("广东省", 0.14, ("广州市", "深圳市", "东莞市", "佛山市")),
    ("江苏省", 0.10, ("南京市", "苏州市", "无锡市")),
    ("浙江省", 0.10, ("杭州市", "宁波市", "温州市")),
    ("上海市", 0.08, ("上海市",)),
    ("北京市", 0.07, ("北京市",)),
    ("山东省", 0.07, ("济南市", "青岛市", "烟台市")),
    ("四川省", 0.07, ("成都市", "绵阳市")),
    ("河南省", 0.06, ("郑州市", "洛阳市")),
    ("湖北省", 0.05, ("武汉市", "宜昌市")),
    ("福建省", 0.05, ("福州市", "厦门市", "泉州市")),
    ("湖南省", 0.05, ("长沙市", "株洲市")),
    ("安徽省", 0.04, ("合肥市", "芜湖市")),
    ("重庆市", 0.04, ("重庆市",)),
    ("陕西省", 0.03, ("西安市",)),
    ("辽宁省", 0.03, ("沈阳市", "大连市")),
    ("云南省", 0.02, ("昆明市",)),
)

TIERS: tuple[tuple[str, int], ...] = (("普卡", 0), ("银卡", 500_00), ("金卡", 2_000_00), ("黑金卡", 6_000_00))
"""Name, and net spend of the last 365 days from which it holds, in cents."""

TAGS = ("敏感肌", "价格敏感", "爱晒单", "宝妈", "学生", "送礼", "会员日常客", "直播常客", "成分党", "复购达人")

INTERACTION_KINDS = ("浏览", "收藏", "加购", "签到", "领券", "观看直播", "分享", "评价")


@dataclass(frozen=True)
class Category:
    name: str
    weight: float
    price_yuan: tuple[int, int]
    parts: tuple[str, ...]


CATEGORIES = (
    Category("护肤", 0.24, (59, 399), ("面霜", "精华", "洁面", "面膜")),
    Category("彩妆", 0.14, (39, 259), ("口红", "粉底", "眼影")),
    Category("个护", 0.15, (19, 99), ("洗发水", "沐浴露", "牙膏")),
    Category("母婴", 0.10, (49, 329), ("纸尿裤", "奶瓶", "婴儿洗护")),
    Category("食品", 0.14, (15, 129), ("坚果", "茶叶", "零食")),
    Category("家居", 0.10, (29, 299), ("香薰", "毛巾", "收纳")),
    Category("营养", 0.08, (79, 459), ("维生素", "益生菌", "蛋白粉")),
    Category("宠物", 0.05, (29, 219), ("猫粮", "狗粮", "猫砂")),
)
PRODUCT_BRANDS = ("演示优选", "演示本草", "演示生活", "演示研究所")
PRODUCTS_PER_PART = 12


@dataclass(frozen=True)
class Campaign:
    """A planted campaign. `extra_chance` is the chance that its message causes one more order, by origin.

    Only members with two purchase days before it are chosen, so that the first repurchase stays untouched.
    """

    campaign_id: str
    name: str
    kind: str
    channel: str
    start: date
    audience_share: float
    control_share: float
    extra_chance: dict[str, float] = field(default_factory=dict)
    default_chance: float = 0.0
    variants: tuple[str, ...] = ("A",)
    variant_factors: tuple[float, ...] = (1.0,)
    has_broken_split: bool = False
    window_days: int = 7

    def chance_for(self, origin: str) -> float:
        return self.extra_chance.get(origin, self.default_chance)


CAMPAIGNS = (
    Campaign("C2411", "2024双11老客召回", "大促", "sms", date(2024, 11, 4), 0.50, 0.0, default_chance=0.03),
    Campaign("C2506", "2025年618会员专享", "大促", "wecom", date(2025, 6, 10), 0.60, 0.10, default_chance=0.04),
    Campaign(
        "C2511",
        "2025双11预热",
        "大促",
        "wecom",
        date(2025, 10, 27),
        0.80,
        0.20,
        {"线下门店": 0.14, "微信小程序": 0.11, "抖音": 0.03},
        0.08,
    ),
    Campaign("C2601", "年货节满减", "满减", "sms", date(2026, 1, 12), 0.50, 0.20, default_chance=0.03),
    Campaign("C2603", "38节品牌故事", "内容", "email", date(2026, 3, 2), 0.60, 0.10),
    Campaign("C2604", "春季新品试用", "新品", "wechat", date(2026, 4, 13), 0.40, 0.0, default_chance=0.04),
    Campaign(
        "C2605",
        "520限时礼券",
        "优惠券",
        "app",
        date(2026, 5, 15),
        0.50,
        0.20,
        default_chance=0.03,
        has_broken_split=True,
    ),
    Campaign(
        "C2606",
        "618两种文案对比",
        "大促",
        "wecom",
        date(2026, 6, 8),
        0.80,
        0.30,
        default_chance=0.08,
        variants=("A", "B"),
        variant_factors=(0.5, 1.5),
    ),
    Campaign("C2608", "七夕会员礼", "优惠券", "sms", date(2026, 8, 27), 0.50, 0.10, default_chance=0.03),
)
