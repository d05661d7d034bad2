"""Tables about trade: orders, what was in them, products and costs."""

from __future__ import annotations

from data.contract.declare import Choice, Column, Kind, Sensitivity, Table
from data.sentence import Label

# The first three count as orders by default (METRICS: a valid order is paid or completed).
ORDER_STATUSES = (
    Choice(
        "completed",
        Label("Completed", "已完成", "已完成"),
        (
            "complete",
            "success",
            "finished",
            "delivered",
            "交易成功",
            "交易完成",
            "已签收",
            "已簽收",
            "完成",
            "确认收货",
        ),
    ),
    Choice(
        "paid",
        Label("Paid", "已付款", "已付款"),
        ("payed", "processing", "待发货", "待發貨", "买家已付款", "等待卖家发货", "买家已付款，等待卖家发货", "已支付"),
    ),
    Choice(
        "shipped",
        Label("Shipped", "已发货", "已出貨"),
        ("sent", "in_transit", "卖家已发货", "卖家已发货，等待买家确认", "待收货", "待收貨", "运输中"),
    ),
    Choice(
        "unpaid",
        Label("Unpaid", "待付款", "待付款"),
        ("pending", "created", "未付款", "等待买家付款", "未支付", "待支付"),
    ),
    Choice(
        "cancelled",
        Label("Cancelled", "已取消", "已取消"),
        ("canceled", "closed", "void", "交易关闭", "交易關閉", "取消", "已关闭"),
    ),
    Choice(
        "refunded",
        Label("Refunded", "已退款", "已退款"),
        ("returned", "退款成功", "退货", "退貨", "全额退款"),
    ),
)

ORDERS = Table(
    name="orders",
    label=Label("Orders", "订单", "訂單"),
    grain="one row per order",
    key=("order_id",),
    is_required=True,
    person_column="user_id",
    time_column="ordered_at",
    aliases=("order", "order_report", "sales", "transactions", "订单", "訂單", "订单报表", "订单表", "交易"),
    one_of=(("gross_amount", "paid_amount", "net_amount"),),
    columns=(
        Column(
            "order_id",
            Kind.TEXT,
            Label("Order ID", "订单编号", "訂單編號"),
            ("id", "order_no", "order_number", "订单号", "訂單號", "主订单编号", "交易编号"),
            is_required=True,
        ),
        Column(
            "user_id",
            Kind.TEXT,
            Label("Member ID", "会员ID", "會員ID"),
            (
                "uid",
                "member_id",
                "customer_id",
                "buyer_id",
                "会员编号",
                "會員編號",
                "用户ID",
                "买家ID",
                "买家编号",
                "客户编号",
            ),
            references="users.user_id",
            sensitivity=Sensitivity.INTERNAL,
        ),
        Column(
            "ordered_at",
            Kind.TIMESTAMP,
            Label("Ordered at", "下单时间", "下單時間"),
            (
                "created_at",
                "order_time",
                "order_date",
                "订单创建时间",
                "訂單建立時間",
                "创建时间",
                "下单日期",
                "下單日期",
                "訂購時間",
                "訂購日期",
                "订单日期",
                "訂單日期",
                "拍下时间",
            ),
            is_required=True,
            has_history=True,
        ),
        Column(
            "paid_at",
            Kind.TIMESTAMP,
            Label("Paid at", "付款时间", "付款時間"),
            ("payment_time", "pay_time", "订单付款时间", "訂單付款時間", "支付时间"),
            has_history=True,
        ),
        Column(
            "status",
            Kind.TEXT,
            Label("Status", "订单状态", "訂單狀態"),
            ("order_status", "state", "交易状态", "状态"),
            choices=ORDER_STATUSES,
        ),
        Column(
            "gross_amount",
            Kind.MONEY,
            Label("Gross amount", "订单金额", "訂單金額"),
            ("gross", "total", "total_amount", "amount", "总金额", "總金額", "应付金额", "订单总额", "买家应付货款"),
        ),
        Column(
            "discount_amount",
            Kind.MONEY,
            Label("Discount", "优惠金额", "優惠金額"),
            ("discount", "coupon_amount", "折扣", "折扣金额", "优惠"),
        ),
        Column(
            "paid_amount",
            Kind.MONEY,
            Label("Paid amount", "支付金额", "付款金額"),
            ("paid", "payment", "实付金额", "實付金額", "付款金额", "支付总额"),
            note="what was paid, before refunds",
        ),
        Column(
            "net_amount",
            Kind.MONEY,
            Label("Net paid amount", "实付净额", "實付淨額"),
            ("net", "net_paid", "买家实际支付金额", "買家實際支付金額", "实收金额"),
            note="what was paid, after refunds; read so only if the rows bear it out",
        ),
        Column(
            "refunded_amount",
            Kind.MONEY,
            Label("Refunded amount", "退款金额", "退款金額"),
            ("refund", "refund_amount", "refunded", "退款", "退款总额"),
        ),
        Column(
            "refunded_at",
            Kind.TIMESTAMP,
            Label("Refunded at", "退款时间", "退款時間"),
            ("refund_time", "退款完成时间"),
            has_history=True,
        ),
        Column("currency", Kind.TEXT, Label("Currency", "币种", "幣別"), ("currency_code", "货币")),
        Column(
            "channel",
            Kind.TEXT,
            Label("Sales channel", "销售渠道", "銷售通路"),
            ("order_channel", "shop", "store_id", "platform", "渠道", "通路", "店铺", "店鋪", "平台", "门店", "門市"),
        ),
        Column("coupon_id", Kind.TEXT, Label("Coupon", "优惠券", "優惠券"), ("coupon", "coupon_code", "优惠券编号")),
        Column(
            "campaign_id",
            Kind.TEXT,
            Label("Campaign ID", "活动ID", "活動ID"),
            ("campaign", "活动编号"),
            references="campaigns.campaign_id",
        ),
        Column(
            "province",
            Kind.TEXT,
            Label("Shipping province", "收货省份", "收貨省份"),
            ("shipping_province", "收货地址", "收貨地址", "收件省份"),
        ),
        Column("is_test", Kind.BOOLEAN, Label("Test order", "测试订单", "測試訂單"), ("test", "测试")),
    ),
)

ORDER_ITEMS = Table(
    name="order_items",
    label=Label("Order items", "订单明细", "訂單明細"),
    grain="one row per product line of an order",
    time_column=None,
    aliases=("items", "order_lines", "lines", "order_details", "订单明细", "訂單明細", "商品明细", "宝贝明细"),
    columns=(
        Column(
            "order_id",
            Kind.TEXT,
            Label("Order ID", "订单编号", "訂單編號"),
            ("order_no", "订单号", "主订单编号"),
            is_required=True,
            references="orders.order_id",
        ),
        Column("line_no", Kind.INTEGER, Label("Line", "行号", "行號"), ("line", "item_no", "子订单编号")),
        Column(
            "product_id",
            Kind.TEXT,
            Label("Product ID", "商品编号", "商品編號"),
            ("sku", "sku_id", "item_id", "商品ID", "货号", "商家编码"),
            is_required=True,
            references="products.product_id",
        ),
        Column(
            "quantity",
            Kind.NUMBER,
            Label("Quantity", "数量", "數量"),
            ("qty", "count", "购买数量", "件数"),
            unit="items",
        ),
        Column(
            "item_amount",
            Kind.MONEY,
            Label("Line amount", "商品金额", "商品金額"),
            ("amount", "line_amount", "price_total", "小计", "金额", "实付"),
        ),
        Column("discount_amount", Kind.MONEY, Label("Line discount", "商品优惠", "商品優惠"), ("discount", "优惠")),
    ),
)

PRODUCTS = Table(
    name="products",
    label=Label("Products", "商品", "商品"),
    grain="one row per product",
    key=("product_id",),
    aliases=("product", "goods", "items_master", "skus", "商品", "商品表", "货品"),
    columns=(
        Column(
            "product_id",
            Kind.TEXT,
            Label("Product ID", "商品编号", "商品編號"),
            ("id", "sku", "sku_id", "item_id", "商品ID", "货号"),
            is_required=True,
        ),
        Column("product_name", Kind.TEXT, Label("Product", "商品名称", "商品名稱"), ("name", "title", "商品", "名称")),
        Column(
            "category",
            Kind.TEXT,
            Label("Category", "品类", "品類"),
            ("product_category", "类目", "類目", "一级类目", "分类"),
        ),
        Column(
            "subcategory", Kind.TEXT, Label("Subcategory", "子品类", "子品類"), ("product_type", "二级类目", "子类目")
        ),
        Column("brand", Kind.TEXT, Label("Brand", "品牌", "品牌"), ()),
        Column(
            "list_price_amount",
            Kind.MONEY,
            Label("List price", "吊牌价", "定價"),
            ("price", "list_price", "价格", "原价"),
        ),
        Column(
            "unit_cost_amount",
            Kind.MONEY,
            Label("Unit cost", "成本价", "成本價"),
            ("cost", "unit_cost", "成本"),
            sensitivity=Sensitivity.INTERNAL,
        ),
    ),
)

COSTS = Table(
    name="costs",
    label=Label("Costs", "费用", "費用"),
    grain="one row per day, purpose, channel and campaign for which money was spent",
    time_column="cost_date",
    aliases=("cost", "spend", "费用", "費用", "成本", "投放费用"),
    columns=(
        Column(
            "cost_date",
            Kind.DATE,
            Label("Date", "日期", "日期"),
            ("date", "day", "费用日期"),
            is_required=True,
            has_history=True,
        ),
        Column("cost_kind", Kind.TEXT, Label("Kind of cost", "费用类型", "費用類型"), ("kind", "type", "类型")),
        Column("channel", Kind.TEXT, Label("Channel", "渠道", "管道"), ("acquisition_channel",)),
        Column(
            "campaign_id",
            Kind.TEXT,
            Label("Campaign ID", "活动ID", "活動ID"),
            ("campaign", "活动编号"),
            references="campaigns.campaign_id",
        ),
        Column(
            "cost_amount",
            Kind.MONEY,
            Label("Cost", "费用金额", "費用金額"),
            ("cost", "amount", "spend", "金额", "费用"),
            is_required=True,
            sensitivity=Sensitivity.INTERNAL,
        ),
    ),
)
