"""Tables about contact: what people did, what we sent them, what they answered."""

from __future__ import annotations

from data.contract.declare import Choice, Column, Kind, Sensitivity, Table
from data.sentence import Label

CHANNELS = (
    Choice("wecom", Label("WeCom", "企业微信", "企業微信"), ("企微", "qywx", "wxwork")),
    Choice("sms", Label("SMS", "短信", "簡訊"), ("text", "text_message")),
    Choice("email", Label("E-mail", "邮件", "電子郵件"), ("mail", "edm", "邮箱")),
    Choice("wechat", Label("Official account", "公众号", "公眾號"), ("official_account", "mp", "微信公众号", "服务号")),
    Choice("app", Label("App push", "App推送", "App推播"), ("push", "app_push", "推送")),
    Choice("phone", Label("Phone call", "电话", "電話"), ("call", "外呼")),
)

_USER_ID = Column(
    "user_id",
    Kind.TEXT,
    Label("Member ID", "会员ID", "會員ID"),
    ("uid", "member_id", "customer_id", "会员编号", "會員編號", "用户ID", "客户编号"),
    is_required=True,
    references="users.user_id",
    sensitivity=Sensitivity.INTERNAL,
)
_CAMPAIGN_ID = Column(
    "campaign_id",
    Kind.TEXT,
    Label("Campaign ID", "活动ID", "活動ID"),
    ("campaign", "活动编号"),
    references="campaigns.campaign_id",
)

INTERACTIONS = Table(
    name="interactions",
    label=Label("Interactions", "互动", "互動"),
    grain="one row per thing a member did that is not an order",
    person_column="user_id",
    time_column="occurred_at",
    aliases=(
        "events",
        "interaction",
        "behaviours",
        "behaviors",
        "activity",
        "互动",
        "互動",
        "行为",
        "行為",
        "行为日志",
    ),
    columns=(
        _USER_ID,
        Column(
            "occurred_at",
            Kind.TIMESTAMP,
            Label("When", "发生时间", "發生時間"),
            ("event_time", "time", "timestamp", "created_at", "时间", "行为时间"),
            is_required=True,
            has_history=True,
        ),
        Column(
            "interaction_kind",
            Kind.TEXT,
            Label("Kind", "互动类型", "互動類型"),
            ("kind", "event", "event_name", "action", "type", "行为", "行为类型", "事件"),
            is_required=True,
        ),
        Column("channel", Kind.TEXT, Label("Channel", "渠道", "管道"), ("platform", "端")),
        Column(
            "product_id",
            Kind.TEXT,
            Label("Product ID", "商品编号", "商品編號"),
            ("sku", "item_id", "商品ID"),
            references="products.product_id",
        ),
        _CAMPAIGN_ID,
        Column("object_id", Kind.TEXT, Label("Object", "对象", "物件"), ("object", "content_id", "内容ID")),
        Column("interaction_value", Kind.NUMBER, Label("Value", "数值", "數值"), ("value", "duration")),
    ),
)

CAMPAIGNS = Table(
    name="campaigns",
    label=Label("Campaigns", "活动", "活動"),
    grain="one row per campaign",
    key=("campaign_id",),
    time_column="start_date",
    aliases=("campaign", "campaign_descriptions", "活动", "活動", "营销活动"),
    columns=(
        Column(
            "campaign_id",
            Kind.TEXT,
            Label("Campaign ID", "活动ID", "活動ID"),
            ("id", "campaign", "活动编号"),
            is_required=True,
        ),
        Column(
            "campaign_name", Kind.TEXT, Label("Campaign", "活动名称", "活動名稱"), ("name", "title", "活动", "名称")
        ),
        Column(
            "campaign_kind", Kind.TEXT, Label("Kind", "活动类型", "活動類型"), ("campaign_type", "kind", "type", "类型")
        ),
        Column("channel", Kind.TEXT, Label("Channel", "触达渠道", "觸達管道"), (), choices=CHANNELS),
        Column(
            "start_date",
            Kind.DATE,
            Label("Starts on", "开始日期", "開始日期"),
            ("started_at", "start", "begin_date", "开始时间"),
            is_required=True,
            has_history=True,
        ),
        Column(
            "end_date",
            Kind.DATE,
            Label("Ends on", "结束日期", "結束日期"),
            ("ended_at", "end", "结束时间"),
            has_history=True,
        ),
        Column(
            "control_share",
            Kind.SHARE,
            Label("Planned control share", "对照组比例", "對照組比例"),
            ("holdout", "holdout_share", "control_ratio", "对照比例"),
        ),
        Column(
            "window_days",
            Kind.INTEGER,
            Label("Result window", "效果观察天数", "成效觀察天數"),
            ("conversion_window", "attribution_days", "转化窗口"),
            unit="days",
        ),
    ),
)

TOUCHES = Table(
    name="touches",
    label=Label("Touches", "触达", "觸達"),
    grain="one row per message assigned to one member; a control row is assigned and not sent",
    person_column="user_id",
    time_column="assigned_at",
    aliases=("touch", "messages", "sends", "campaign_touches", "触达", "觸達", "触达记录", "发送记录"),
    columns=(
        _USER_ID,
        Column(
            "campaign_id",
            Kind.TEXT,
            Label("Campaign ID", "活动ID", "活動ID"),
            ("campaign", "活动编号"),
            is_required=True,
            references="campaigns.campaign_id",
        ),
        Column(
            "assigned_at",
            Kind.TIMESTAMP,
            Label("Assigned at", "触达时间", "觸達時間"),
            ("touched_at", "sent_at", "send_time", "发送时间", "分配时间"),
            is_required=True,
            has_history=True,
        ),
        Column("channel", Kind.TEXT, Label("Channel", "触达渠道", "觸達管道"), (), choices=CHANNELS),
        Column("variant", Kind.TEXT, Label("Variant", "版本", "版本"), ("arm", "group", "分组", "版本号")),
        Column(
            "is_control",
            Kind.BOOLEAN,
            Label("In the control group", "是否对照组", "是否對照組"),
            ("control", "is_holdout", "holdout", "对照组"),
        ),
        Column(
            "delivered_at",
            Kind.TIMESTAMP,
            Label("Delivered at", "送达时间", "送達時間"),
            ("delivered",),
            has_history=True,
        ),
        Column(
            "opened_at",
            Kind.TIMESTAMP,
            Label("Opened at", "打开时间", "開啟時間"),
            ("opened", "read_at"),
            has_history=True,
        ),
        Column(
            "is_machine_open",
            Kind.BOOLEAN,
            Label("Opened by a machine", "机器打开", "機器開啟"),
            ("machine_open", "mpp_open"),
        ),
        Column(
            "clicked_at", Kind.TIMESTAMP, Label("Clicked at", "点击时间", "點擊時間"), ("clicked",), has_history=True
        ),
        Column(
            "replied_at", Kind.TIMESTAMP, Label("Replied at", "回复时间", "回覆時間"), ("replied",), has_history=True
        ),
        Column(
            "bounced_at", Kind.TIMESTAMP, Label("Bounced at", "退回时间", "退回時間"), ("bounced",), has_history=True
        ),
        Column(
            "unsubscribed_at",
            Kind.TIMESTAMP,
            Label("Unsubscribed at", "退订时间", "退訂時間"),
            ("unsubscribed",),
            has_history=True,
        ),
        Column(
            "complained_at",
            Kind.TIMESTAMP,
            Label("Complained at", "投诉时间", "投訴時間"),
            ("complained",),
            has_history=True,
        ),
    ),
)

SURVEYS = Table(
    name="surveys",
    label=Label("Survey answers", "问卷", "問卷"),
    grain="one row per answer of one member to one question",
    person_column="user_id",
    time_column="answered_at",
    aliases=("survey", "nps", "survey_answers", "问卷", "問卷", "调研"),
    columns=(
        _USER_ID,
        Column(
            "answered_at",
            Kind.TIMESTAMP,
            Label("Answered at", "回答时间", "回答時間"),
            ("submitted_at", "created_at", "提交时间"),
            is_required=True,
            has_history=True,
        ),
        Column("survey_id", Kind.TEXT, Label("Survey ID", "问卷ID", "問卷ID"), ("survey", "问卷编号")),
        Column("question", Kind.TEXT, Label("Question", "问题", "問題"), ("question_id", "题目")),
        Column("score", Kind.INTEGER, Label("Score", "评分", "評分"), ("rating", "nps_score", "分数"), unit="score"),
        Column(
            "answer",
            Kind.TEXT,
            Label("Answer", "回答", "回答"),
            ("comment", "text", "内容"),
            sensitivity=Sensitivity.PERSONAL,
        ),
        Column(
            "order_id",
            Kind.TEXT,
            Label("Order ID", "订单编号", "訂單編號"),
            ("order_no", "订单号"),
            references="orders.order_id",
        ),
    ),
)
