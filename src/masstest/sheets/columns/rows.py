"""The sheets with one row per thing: every column, with its names, type and default."""

from __future__ import annotations

from masstest.domain import roster as r
from masstest.sheets.columns.table import Column, Kind, Sheet
from masstest.text import N_

POOL_SIZES = (1, 5, 10, 20)


def _id(name: str, zh: str, en: str, *aliases: str, example: str) -> Column:
    return Column(name, zh, en, Kind.id, required=True, aliases=aliases, example=example)


def _name(zh: str, en: str, *aliases: str, example: str) -> Column:
    return Column("name", zh, en, Kind.text, required=True, aliases=aliases, example=example)


def _lon(required: bool = True) -> Column:
    aliases = ("经度坐标", "坐标经度", "GPS经度", "lng", "long", "x", "东经")
    return Column("lon", "经度", "Longitude", Kind.lon, required, aliases=aliases)


def _lat(required: bool = True) -> Column:
    aliases = ("纬度坐标", "坐标纬度", "GPS纬度", "y", "北纬")
    return Column("lat", "纬度", "Latitude", Kind.lat, required, aliases=aliases)


def _street(required: bool = True) -> Column:
    aliases = (
        "街道", "镇街", "街镇", "街道/镇", "乡镇", "town", "所属街道", "所属镇街", "所属乡镇",
        "街道名称", "镇（街道）", "街办", "街道办", "街道办事处",
    )  # fmt: skip
    return Column(
        "street", "街道（镇）", "Street", Kind.text, required, "", aliases=aliases,
        example="金陵街道",
    )  # fmt: skip


def _community(required: bool = True) -> Column:
    aliases = (
        "社区", "村", "社区/村", "行政村", "村社区", "所属社区", "所在社区", "社区名称",
        "村（社区）", "村居", "社区居委会",
    )  # fmt: skip
    return Column(
        "community", "社区（村）", "Community", Kind.text, required, "", aliases=aliases,
        example="东风社区",
    )  # fmt: skip


def _zone(note: str) -> Column:
    return Column(
        "zone", "防控区域", "Zone", Kind.word, default=r.Zone.normal, words=r.Zone, note=note,
        aliases=("区域", "管控级别", "区域类型", "分区", "防控分区"),
    )  # fmt: skip


def _count(name: str, zh: str, en: str, *aliases: str, note: str = "") -> Column:
    return Column(name, zh, en, Kind.whole, default=0, least=0, aliases=aliases, note=note)


def _rate(name: str, zh: str, en: str) -> Column:
    return Column(name, zh, en, Kind.number, default=0, least=0)


_WHOLE_ROUND = N_("blank: the whole round")

COMPOUNDS = Sheet(
    "compounds", "小区", "Compounds", id_column="compound_id",
    aliases=("小区清单", "小区表", "小区/自然村", "小区（自然村）", "compound"),
    columns=(
        _id("compound_id", "小区编号", "Compound id", "编号", "小区id", "小区代码", "小区编码",
            "id", example="C0001"),
        _name("小区名称", "Name", "小区", "名称", "小区（自然村）", "小区名", "小区（村）名称",
              "楼盘名称", "居民小区名称", example="东风小区"),
        _street(),
        _community(),
        _lon(),
        _lat(),
        Column("kind", "类型", "Kind", Kind.word, default=r.CompoundKind.residential,
               words=r.CompoundKind, aliases=("小区类型",)),
        Column("setting", "城乡", "Setting", Kind.word, words=r.Setting,
               default_note=N_("blank: rural for a village, otherwise urban"),
               aliases=("城乡类型", "城区/农村")),
        _zone(N_("sealed zones are sampled at the door; zones are never mixed")),
        Column("population", "应检人数", "Persons to be sampled", Kind.whole, True, least=0,
               aliases=("应检人口", "应采人数", "应采人口", "应采样人数", "采样人数",
                        "核酸应检人数", "应检总人数", "人数", "人口", "人口数", "总人数", "总人口",
                        "人口总数", "常住人口", "实有人口", "居住人口", "居民人数", "people",
                        "persons"),
               example=620, unit="persons",
               note=N_("all persons to be sampled this round, doorstep included")),
        _count("key_population", "重点人群人数", "Key-group persons", "重点人群", "其中重点人群",
               "重点人群数", "重点人员", "重点人员数", "重点人员人数",
               note=N_("of the persons to be sampled: those whose results are due first")),
        _count("homebound", "上门采样人数", "Persons sampled at home", "上门人数", "行动不便人数",
               "需上门人数", "上门采样", "上门采样人员数", "行动不便人员", "行动不便人员数",
               note=N_("of the persons to be sampled: those visited at home; not key persons")),
        Column("pool_size", "混采比", "Pool size", Kind.whole, allowed=POOL_SIZES,
               default_note=N_("blank: by kind and zone, see the round sheet"), example=10,
               aliases=("混检比", "混采比例"), unit="persons/tube"),
    ),
)  # fmt: skip

SITES = Sheet(
    "sites", "采样点候选", "Sites", id_column="site_id",
    aliases=("候选点位", "采样点", "点位", "采样点清单", "候选采样点", "site", "candidate sites"),
    columns=(
        _id("site_id", "点位编号", "Site id", "采样点编号", "编号", "点位id", "id", example="S001"),
        _name("点位名称", "Name", "采样点名称", "采样点", "名称", "采样点位名称", "候选点名称",
              "场地名称", "场所名称", example="东风小学操场"),
        _street(),
        _community(),
        _lon(),
        _lat(),
        Column("max_lanes", "最多采样台", "Most lanes", Kind.whole, True, least=1, example=4,
               aliases=("采样台数", "采样台上限", "最大采样台数", "最多采样台数", "采样台数量",
                        "可设采样台数", "最大台数", "台位数", "采样窗口数", "lanes"),
               unit="lanes"),
        Column("kind", "类型", "Kind", Kind.word, default=r.SiteKind.other, words=r.SiteKind,
               aliases=("点位类型", "场地类型")),
        Column("indoor", "室内", "Indoor", Kind.yes_no, default=False, aliases=("是否室内",)),
        _zone(N_("the zone in which the site stands")),
        Column("open_from", "可用时间起", "Open from", Kind.time, example="07:00",
               default_note=N_("blank: start of sampling"), aliases=("开放时间起", "开始时间")),
        Column("open_until", "可用时间止", "Open until", Kind.time, example="14:00",
               default_note=N_("blank: sampling deadline"), aliases=("开放时间止", "结束时间")),
        Column("status", "状态", "Status", Kind.word, default=r.SiteStatus.candidate,
               words=r.SiteStatus, aliases=("选用", "点位状态")),
    ),
)  # fmt: skip

STAFF = Sheet(
    "staff", "人员", "Staff", id_column="staff_id",
    aliases=("人员清单", "人员表", "工作人员", "人员台账", "people", "personnel"),
    columns=(
        _id("staff_id", "人员编号", "Staff id", "工号", "编号", "人员id", "员工编号", "人员工号",
            "id", example="P0001"),
        _name("姓名", "Name", "名字", "人员姓名", example="王芳"),
        Column("roles", "岗位", "Roles", Kind.words, True, words=r.Role, example="采样员、上门采样",
               aliases=("可任岗位", "角色", "role", "岗位技能", "工作岗位", "岗位职责", "职责"),
               note=N_("every role the person can take, with commas between them")),
        Column("organisation", "单位", "Organisation", Kind.text, default="",
               aliases=("工作单位", "所属单位", "派出单位", "单位名称", "organization")),
        Column("team", "工作组", "Team", Kind.text, default="",
               aliases=("队伍", "小组", "班组", "专班", "工作专班", "所属队伍")),
        Column("phone", "电话", "Phone", Kind.text, default="",
               aliases=("联系电话", "手机", "手机号", "联系方式", "手机号码", "电话号码",
                        "移动电话")),
        Column("pool", "队伍类别", "Pool", Kind.word, default=r.StaffPool.regular,
               words=r.StaffPool, aliases=("常备/储备", "人员类别", "类别")),
        _lon(required=False),
        _lat(required=False),
        _street(required=False),
        Column("available_from", "可到岗时间", "Available from", Kind.time,
               default_note=_WHOLE_ROUND, aliases=("可用时间起", "到岗时间")),
        Column("available_until", "可离岗时间", "Available until", Kind.time, example="18:00",
               default_note=_WHOLE_ROUND, aliases=("可用时间止", "离岗时间")),
        Column("max_hours", "最长工作小时", "Most hours", Kind.number, default=8, least=0, most=24,
               aliases=("最长工时", "工时上限"), example=8, unit="h"),
        Column("trained_until", "培训有效期至", "Trained until", Kind.date,
               default_note=N_("blank: not trained as sampler or for doorstep visits"),
               aliases=("培训有效期", "培训到期", "培训证书有效期", "培训合格有效期"),
               example="2022-12-31"),
        Column("last_duty_end", "上次下岗时间", "Last duty ended", Kind.time,
               example="2022-03-09 22:00", aliases=("上次结束时间", "上轮下岗时间")),
        _count("duties_so_far", "已值班次数", "Duties so far", "累计值班次数", "已参加轮次"),
        Column("last_zone", "上次服务区域", "Last zone", Kind.word, words=r.Zone,
               aliases=("上轮服务区域",)),
        Column("pinned_site_id", "指定点位编号", "Pinned site id", Kind.id, refers_to="sites",
               aliases=("指定点位", "固定点位"), example="S001"),
    ),
)  # fmt: skip

VEHICLES = Sheet(
    "vehicles", "车辆", "Vehicles", id_column="vehicle_id",
    aliases=("车辆清单", "转运车辆", "车辆表", "vehicle"),
    columns=(
        _id("vehicle_id", "车辆编号", "Vehicle id", "编号", "车辆id", "id", example="V01"),
        Column("plate", "车牌号", "Plate", Kind.text, True,
               aliases=("车牌", "号牌", "车牌号码", "车号", "车辆号牌"), example="陕C12345"),
        Column("capacity_tubes", "可装采样管数", "Capacity in tubes", Kind.whole, True, least=0,
               aliases=("容量", "装载量", "容量（管）", "最大装载量", "装载能力", "可装管数",
                        "capacity"), example=2000, unit="tubes"),
        _lon(),
        _lat(),
        Column("kind", "用途", "Kind", Kind.word, default=r.VehicleKind.specimen,
               words=r.VehicleKind, aliases=("车辆类型", "类型", "车辆用途")),
        Column("available_from", "可用时间起", "Available from", Kind.time,
               default_note=_WHOLE_ROUND),
        Column("available_until", "可用时间止", "Available until", Kind.time, example="18:00",
               default_note=_WHOLE_ROUND),
        Column("driver_id", "驾驶员编号", "Driver id", Kind.id, refers_to="staff",
               default_note=N_("blank: the plan assigns one"), aliases=("驾驶员", "司机"),
               example="P0001"),
        Column("courier_id", "转运专人编号", "Courier id", Kind.id, refers_to="staff",
               default_note=N_("blank: the plan assigns one"), aliases=("转运专人", "转运员"),
               example="P0002"),
        Column("sealed_ok", "可运封控区样本", "Sealed zones", Kind.yes_no, default=False,
               aliases=("封控区", "可运封控区")),
    ),
)  # fmt: skip

LABS = Sheet(
    "labs", "检测机构", "Laboratories", id_column="lab_id",
    aliases=("实验室", "检测机构清单", "lab", "laboratory"),
    columns=(
        _id("lab_id", "机构编号", "Lab id", "检测机构编号", "实验室编号", "编号", "id",
            example="L1"),
        _name("机构名称", "Name", "检测机构名称", "实验室名称", "名称", "检测机构", "检测单位",
              "实验室", "单位名称", "医院名称", example="区疾控中心实验室"),
        _lon(),
        _lat(),
        Column("tubes_per_hour", "每小时检测管数", "Tubes per hour", Kind.whole, True, least=1,
               aliases=("检测能力（管/小时）", "每小时管数", "小时检测能力", "每小时检测量",
                        "每小时检测能力", "小时检测量", "每小时通量"), example=500,
               unit="tubes/h"),
        Column("kind", "类型", "Kind", Kind.word, default=r.LabKind.fixed, words=r.LabKind,
               aliases=("机构类型",)),
        Column("receive_from", "收样时间起", "Receives from", Kind.time, default_note=_WHOLE_ROUND),
        Column("receive_until", "收样时间止", "Receives until", Kind.time, example="22:00",
               default_note=_WHOLE_ROUND),
        Column("turnaround_min", "出结果用时（分钟）", "Turnaround, minutes", Kind.whole, least=0,
               default_note=N_("blank: lab_turnaround_min of the round sheet"), example=210,
               aliases=("检测用时（分钟）", "周转时间（分钟）"), unit="min"),
        Column("tubes_per_day", "每日检测管数上限", "Tubes per day", Kind.whole, least=0,
               default_note=N_("blank: no limit"), example=10000,
               aliases=("每日上限", "日检测能力", "检测能力（管/日）", "日检测量", "每日检测能力",
                        "日最大检测量", "每日检测量"), unit="tubes"),
        Column("sealed_ok", "可检封控区样本", "Sealed zones", Kind.yes_no, default=True,
               aliases=("封控区", "可检封控区")),
    ),
)  # fmt: skip

SUPPLIES = Sheet(
    "supplies", "物资", "Supplies", id_column="item", missing="warning",
    aliases=("物资清单", "物资表", "supply"),
    columns=(
        Column("item", "物资名称", "Item", Kind.text, True, aliases=("物资", "品名", "名称"),
               example="10混1采样管"),
        Column("unit", "单位", "Unit", Kind.text, True, aliases=("计量单位",), example="支"),
        Column("stock", "库存", "Stock", Kind.number, True, least=0, example=5000,
               aliases=("库存数量", "库存量", "现有库存", "结存")),
        Column("pack_size", "每包数量", "Pack size", Kind.number, default=1, above=0, example=50,
               aliases=("包装规格", "每箱数量")),
        _rate("per_person", "每人用量", "Per person"),
        _rate("per_tube", "每管用量", "Per tube"),
        _rate("per_staff_shift", "每班人员用量", "Per staff shift"),
        _rate("per_lane", "每采样台用量", "Per lane"),
        _rate("per_point", "每点位用量", "Per point"),
    ),
)  # fmt: skip

OFFICIALS = Sheet(
    "officials", "包抓责任人", "Officials", id_column="official_id", missing="warning",
    aliases=("三级包抓", "责任人", "包抓人员", "official"),
    columns=(
        _id("official_id", "责任人编号", "Official id", "编号", "id", example="G001"),
        _name("姓名", "Name", "责任人姓名", "责任人", "包抓人", "包抓领导", "领导姓名",
              example="李建国"),
        Column("title", "职务", "Title", Kind.text, default="", aliases=("职位",)),
        Column("phone", "电话", "Phone", Kind.text, default="",
               aliases=("联系电话", "手机", "手机号", "联系方式", "手机号码", "电话号码",
                        "移动电话")),
        Column("level", "包抓层级", "Level", Kind.word, True, words=r.Level,
               aliases=("层级", "级别")),
        _street(required=False),
        _community(required=False),
    ),
)  # fmt: skip

PREVIOUS = Sheet(
    "previous", "上一轮", "Previous round", missing="",
    aliases=("上轮", "上一轮分配", "上轮分配"),
    columns=(
        Column("compound_id", "小区编号", "Compound id", Kind.id, True, refers_to="compounds",
               aliases=("小区",), example="C0001"),
        Column("site_id", "点位编号", "Site id", Kind.id, True, refers_to="sites",
               aliases=("点位", "采样点编号"), example="S001"),
    ),
)  # fmt: skip
