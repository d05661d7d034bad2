"""Tables about people: users, their daily snapshots, and who invited whom."""

from __future__ import annotations

from data.contract.declare import Choice, Column, Kind, Sensitivity, Table
from data.sentence import Label

GENDERS = (
    Choice("female", Label("Female", "女", "女"), ("f", "女性", "女士", "w", "woman", "2")),
    Choice("male", Label("Male", "男", "男"), ("m", "男性", "先生", "man", "1")),
    Choice("unknown", Label("Unknown", "未知", "未知"), ("u", "保密", "未填写", "未填寫", "other", "其他", "0")),
)


def _consent(channel: str, label: Label, *aliases: str) -> Column:
    return Column(f"consent_{channel}", Kind.BOOLEAN, label, aliases)


USERS = Table(
    name="users",
    label=Label("Members", "会员", "會員"),
    grain="one row per member",
    key=("user_id",),
    is_required=True,
    person_column="user_id",
    time_column="joined_at",
    aliases=("user", "members", "customers", "customer", "会员", "會員", "用户", "用戶", "客户", "客戶", "会员表"),
    columns=(
        Column(
            "user_id",
            Kind.TEXT,
            Label("Member ID", "会员ID", "會員ID"),
            (
                "id",
                "uid",
                "member_id",
                "customer_id",
                "会员编号",
                "會員編號",
                "用户编号",
                "用户ID",
                "客户编号",
                "会员号",
                "买家ID",
            ),
            is_required=True,
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "joined_at",
            Kind.TIMESTAMP,
            Label("Joined at", "入会时间", "入會時間"),
            ("created_at", "registered_at", "signup_at", "join_time", "注册时间", "註冊時間", "入会日期", "加入时间"),
            has_history=True,
        ),
        Column(
            "name",
            Kind.TEXT,
            Label("Name", "姓名", "姓名"),
            ("full_name", "nickname", "昵称", "暱稱", "会员姓名", "客户姓名"),
            sensitivity=Sensitivity.PERSONAL,
        ),
        Column(
            "acquisition_channel",
            Kind.TEXT,
            Label("Acquisition channel", "获客渠道", "獲客管道"),
            ("source", "source_channel", "signup_channel", "来源", "来源渠道", "來源渠道", "注册渠道"),
        ),
        Column("gender", Kind.TEXT, Label("Gender", "性别", "性別"), ("sex",), choices=GENDERS),
        Column(
            "birth_date",
            Kind.DATE,
            Label("Date of birth", "出生日期", "出生日期"),
            ("birthday", "dob", "生日"),
            sensitivity=Sensitivity.PERSONAL,
        ),
        Column("province", Kind.TEXT, Label("Province", "省份", "省份"), ("state", "region", "省", "省级", "所在省")),
        Column("city", Kind.TEXT, Label("City", "城市", "城市"), ("市", "所在市", "所在城市")),
        Column(
            "tier",
            Kind.TEXT,
            Label("Tier", "会员等级", "會員等級"),
            ("level", "member_level", "grade", "等级", "等級", "会员级别"),
        ),
        Column(
            "points",
            Kind.INTEGER,
            Label("Points", "积分", "點數"),
            ("point_balance", "积分余额", "積分"),
            unit="points",
        ),
        Column(
            "points_expiry_date",
            Kind.DATE,
            Label("Points expire on", "积分到期日", "點數到期日"),
            ("points_expiry", "points_expire_at", "积分到期时间", "积分过期日期"),
        ),
        Column(
            "phone",
            Kind.TEXT,
            Label("Phone", "手机号", "手機號碼"),
            ("mobile", "phone_number", "手机", "手機", "联系电话", "电话", "手机号码"),
            sensitivity=Sensitivity.CONTACT,
        ),
        Column(
            "email",
            Kind.TEXT,
            Label("E-mail", "邮箱", "電子郵件"),
            ("e_mail", "mail", "email_address", "电子邮箱", "邮箱地址", "信箱"),
            sensitivity=Sensitivity.CONTACT,
        ),
        Column(
            "wecom_external_id",
            Kind.TEXT,
            Label("WeCom external ID", "企微外部联系人ID", "企微外部聯絡人ID"),
            ("external_userid", "external_user_id", "wecom_id", "企微ID", "企业微信ID"),
            sensitivity=Sensitivity.CONTACT,
        ),
        Column(
            "openid",
            Kind.TEXT,
            Label("Official account OpenID", "公众号OpenID", "公眾號OpenID"),
            ("open_id", "wechat_openid"),
            sensitivity=Sensitivity.CONTACT,
        ),
        Column(
            "unionid",
            Kind.TEXT,
            Label("WeChat UnionID", "微信UnionID", "微信UnionID"),
            ("union_id", "wechat_unionid"),
            sensitivity=Sensitivity.CONTACT,
        ),
        _consent("sms", Label("SMS consent", "短信授权", "簡訊授權"), "sms_consent", "sms_opt_in", "接收短信"),
        _consent(
            "email", Label("E-mail consent", "邮件授权", "電子郵件授權"), "email_consent", "email_opt_in", "接收邮件"
        ),
        _consent("wecom", Label("WeCom consent", "企微授权", "企微授權"), "wecom_consent", "企业微信授权"),
        _consent(
            "wechat", Label("Official account consent", "公众号授权", "公眾號授權"), "wechat_consent", "关注公众号"
        ),
        Column(
            "referrer_id",
            Kind.TEXT,
            Label("Referred by", "推荐人", "推薦人"),
            ("referrer", "inviter_id", "invited_by", "邀请人", "推荐人ID"),
            references="users.user_id",
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "owner_id",
            Kind.TEXT,
            Label("Owner (staff)", "负责人", "負責人"),
            ("owner", "staff_id", "staff", "导购", "導購", "归属导购", "跟进人", "负责员工"),
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column("tags", Kind.TAGS, Label("Tags", "标签", "標籤"), ("tag", "labels", "标签列表", "客户标签")),
        Column("is_test", Kind.BOOLEAN, Label("Test account", "测试账号", "測試帳號"), ("test", "测试", "是否测试")),
        Column(
            "deleted_at",
            Kind.TIMESTAMP,
            Label("Deleted at", "注销时间", "註銷時間"),
            ("closed_at", "cancelled_at", "注销日期"),
            has_history=True,
        ),
    ),
)

USER_SNAPSHOTS = Table(
    name="user_snapshots",
    label=Label("Member snapshots", "会员快照", "會員快照"),
    grain="one row per member and day on which a profile value was recorded",
    key=("user_id", "snapshot_date"),
    person_column="user_id",
    time_column="snapshot_date",
    aliases=("snapshots", "user_history", "会员快照", "會員快照", "等级变更"),
    columns=(
        Column(
            "user_id",
            Kind.TEXT,
            Label("Member ID", "会员ID", "會員ID"),
            ("uid", "member_id", "customer_id", "会员编号", "會員編號", "用户ID"),
            is_required=True,
            references="users.user_id",
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "snapshot_date",
            Kind.DATE,
            Label("Snapshot date", "快照日期", "快照日期"),
            ("date", "as_of", "日期"),
            is_required=True,
            has_history=True,
        ),
        Column("tier", Kind.TEXT, Label("Tier", "会员等级", "會員等級"), ("level", "等级", "等級"), has_history=True),
        Column("points", Kind.INTEGER, Label("Points", "积分", "點數"), ("积分余额",), unit="points", has_history=True),
        Column(
            "owner_id",
            Kind.TEXT,
            Label("Owner (staff)", "负责人", "負責人"),
            ("owner", "staff_id", "导购"),
            sensitivity=Sensitivity.INTERNAL,
            has_history=True,
        ),
        Column("tags", Kind.TAGS, Label("Tags", "标签", "標籤"), ("tag", "标签列表"), has_history=True),
    ),
)

REFERRALS = Table(
    name="referrals",
    label=Label("Referrals", "裂变邀请", "裂變邀請"),
    grain="one row per invitation from one member to another person",
    key=("inviter_id", "invitee_id"),
    person_column="inviter_id",
    time_column="invited_at",
    aliases=("referral", "invites", "invitations", "邀请记录", "裂变记录", "推荐关系"),
    columns=(
        Column(
            "inviter_id",
            Kind.TEXT,
            Label("Inviter", "邀请人", "邀請人"),
            ("user_id", "referrer_id", "邀请人ID"),
            is_required=True,
            references="users.user_id",
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "invitee_id",
            Kind.TEXT,
            Label("Invited member", "被邀请人", "被邀請人"),
            ("friend_id", "invited_id", "被邀请人ID"),
            is_required=True,
            references="users.user_id",
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "invited_at",
            Kind.TIMESTAMP,
            Label("Invited at", "邀请时间", "邀請時間"),
            ("created_at", "invite_time"),
            is_required=True,
            has_history=True,
        ),
        Column(
            "activated_at",
            Kind.TIMESTAMP,
            Label("Activated at", "激活时间", "啟用時間"),
            ("converted_at", "accepted_at", "转化时间", "注册时间"),
            has_history=True,
        ),
        Column(
            "campaign_id",
            Kind.TEXT,
            Label("Campaign ID", "活动ID", "活動ID"),
            ("campaign", "活动编号"),
            references="campaigns.campaign_id",
        ),
    ),
)
