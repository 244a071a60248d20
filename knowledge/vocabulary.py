"""The words that matching knows: which say little in a question, and which mean the same at a front desk."""

from knowledge.language import Language

QUESTION_WORDS: dict[Language, str] = {
    "en": """
        what which who whom whose when where why how do does did done doing is are was were be been being am
        have has had can could may might shall should will would must i me my we us our you your he she him his
        her they them their it its this that these those a an the of in on at to for from by with as and or but
        if than then there here so not no any some please tell know want need like get got into about many much
        long hi hello thanks something anything everything someone anyone
        u r ur pls plz whats wheres hows whos im ive isnt arent hasnt havent dont doesnt didnt cant couldnt wont wouldnt
        wonder whether exactly possibly actually really guys
    """,
    "zh": """
        什么 甚么 哪 哪个 哪些 哪里 哪儿 哪位 哪种 哪一 哪年 谁 怎么 怎样 如何 多少 几 几个 多久 多长 多大
        为什么 为何 何时 何 何处 时候 什么时候 吗 呢 吧 啊 呀 么 的 了 是 在 有 和 与 及 或 被 把 对 为 于 由 从
        到 向 以 我 你 您 他 她 它 我们 你们 他们 请问 请 想 问 一下 可以 能 能否 是否 会 要 这 那 这个 那个 该
        其 之 一个 个 就 都 也 还 不 没有 没 多 被称为
        往 钱 满 买 内 之内 以内 天 元 刚 需要 想要 应该 还能 能用
        几天 几点 几号 几日 几时 几周 几月 大概 呀 哪儿 在哪 咋 咋办 怎么办 请教 麻烦
        可不可以 能不能 会不会 是不是 有没有 要不要 需不需要 行不行 好不好 是否 可否
    """,
}
"""Words that say nothing of what a question is about. Documents rarely have them, so inverse document frequency
alone would favour them."""

WEAK_WORDS: dict[Language, str] = {
    "en": """
        kind type sort happen happened described person according mention mentioned topic aspect wrong amount
        purpose specific reason considered cause often frequently addition another individual occur
        believed thing suggest main due part able typically refer referred example available
        find primary way known called seen possible currently subject question issue place factor name named
        term one two first use used using make made become became say said give given else different following
        other after before during along between among through out over under up down only also first form main
        large small new go went come came take taken took own offer provide
    """,
    "zh": """
        叫 叫做 名字 名称 还有 东西 特点 具体 使得 曾经 一 原因 另 结果 变化 做 类型 因为 称之为 意思 情况 指
        大约 时间 种 属于 有关 以及 两个 作用 现在 一般 原本 过 所 导致 为了 意义 目的 一种 时 之后 对于 来 成
        自 后来 如果 由于 用 又 分别 此 位置 去 之前 方面 发生 有着 一项 地方 上 中 下 里 另一种 主要 认为 进行
        使用 被称作 称为 称作 其他 后 前 最 将 人 说 会 一次 第一 物品 提供
    """,
}
"""Words of questions that the text that answers often does not repeat.

Taken from those that are least often repeated in SQuADShifts (en), CMRC 2018 train and DRCD test (zh), without the
words that a business is asked about.
"""

SYNONYMS: tuple[str, ...] = (
    "shipping delivery ship deliver send post postage courier carrier dispatch",
    "cost price fee charge expensive",
    "return refund exchange",
    "collect pickup pick collecting",
    "phone telephone call hotline",
    "email mail write contact",
    "shop store branch showroom",
    "open opening hours close closed",
    "guarantee warranty",
    "job vacancy career hiring",
    "hire rent rental lease",
    "buy purchase order",
    "plane aeroplane airplane flight",
    "parking car park",
    "discount voucher coupon",
    "repair fix mend",
    "expire valid expiry",
    "address street lane",
    "benefit perk advantage",
    "decline refuse reject",
    "wash washable launder",
    "guest visitor friend companion",
    "class lesson course session",
    "teacher instructor trainer coach tutor",
    "appointment booking reservation",
    "pause freeze suspend",
    "child kid children toddler",
    "vaccination vaccine jab immunisation",
    "neuter spay castrate sterilise",
    "wheelchair accessible accessibility",
    "wifi wi-fi internet wlan",
    "alcohol alcoholic beer wine cocktail spirits",
    "dog puppy",
    "cat kitten",
    "bicycle bike",
    "配送 快递 寄 送 邮 邮寄 送货 发货 送达 送来 物流 寄到 寄往 邮到",
    "运费 邮费 快递费 邮资 配送费 包邮 免运费",
    "价格 多少钱 价钱 售价 收费 费用 钱",
    "退货 退 退回 退换",
    "退款 退钱 返还 退还 退",
    "换货 换 更换 调换",
    "保修 质保 维修",
    "过期 有效 有效期 到期 失效",
    "修改 改 更改 变更",
    "地址 位置 在哪 位于",
    "电话 号码 热线",
    "店 门店 商店 店铺 实体店",
    "付款 支付 付 结账",
    "营业 开门 关门 打烊",
    "买 购买 购 下单",
    "优惠 折扣 打折 降价 折",
    "好处 权益 福利 特权",
    "联系 联络 联系方式",
    "没人 无人 在家 签收",
    "尺码 尺寸 大小 码",
    "洗 清洗 机洗 水洗 洗衣机",
    "飞机 航班 登机",
    "发票 开票",
    "租 租赁 出租 租借",
    "停车 停车场 停车位 车位",
    "承担 出 负担",
    "申请 办理",
    "携带 带 带上 出示",
    "证书 结业证 毕业证 证",
    "拿到 获得 取得 领取 颁发 发放",
    "预约 预订 预定 约 订",
    "报名 注册 登记",
    "课程 课 班",
    "分期 分次 分两次 分批",
    "下雨 雨天 雨",
    "驾照 驾驶证 拿证",
    "刷卡 信用卡 银行卡",
    "老师 教师 教练 外教 讲师",
    "孩子 小孩 儿童 少儿 宝宝",
    "朋友 访客 客人 同伴",
    "遗失 丢失 丢 失物",
    "加收 加价 涨价 上浮 另收",
    "订金 定金",
    "监控 摄像头 摄像",
    "狗 犬 狗狗 大型犬",
    "猫 猫咪",
)
"""Groups of words that mean the same at a front desk: customers say the one, documents the other."""

REWORDED: tuple[tuple[str, str], ...] = (
    (r"\b(?:send|give|bring|ship|post|mail|hand|take)\b((?:\W+\w+){0,4}?)\W+back\b", r"return\1"),
    (r"\b(?:sending|giving|bringing|shipping|posting|handing|taking)\b((?:\W+\w+){0,4}?)\W+back\b", r"returning\1"),
    (r"\br (?=(?:u|you|they|there)\b)", "are "),
    (r"\bu\b(?!\.)", "you"),
    (r"(?-i:\bU\.?S\.?(?!\w)(?:A\b\.?)?)|\bthe u\.?s\.?(?!\w)|\bthe states\b", "USA"),
    (
        r"\b(?:when|what times?|how late) (?:are|do|does|is|will) "
        r"(?:you|(?:the|your) (?:shop|store|place|office|branch))(?: guys)? (?:be )?(?:open|close|shut)\w*(?=\W*$)",
        "what are the opening hours",
    ),
    (
        r"\b(?:collect|pick(?:ing)?[ -]?up|pickup|collection)((?:\W+(?:it|them|my|the|an?|order|parcel))*)\W+"
        r"(?:in|from|at)[ -](?:the |your |an? )?(?:store|shop)\b|\bin-?store (?:pick-?up|collection)\b",
        "collect the order from the shop",
    ),
    (r"\bamex\b", "American Express"),
    (r"\bhow late\b|\bup to when\b|\b(?:un)?till? when\b|\bby when\b", "until what time"),
    (r"(怎么|怎样|如何|想|要|能|可以|帮我|提前)约(?!定|会|束|好|\w*律)", r"\1预约"),
    (r"\bp\.?o\.? ?box", "post office box"),
    (r"\bim\b", "I am"),
    (r"\b(is|are|was|were|has|have|had|do|does|did|would|could|should)nt\b", r"\1 not"),
    (r"\b(ca|wo)nt\b", r"can not"),
    (r"(?:你们|您们|您|咱们?)家(?!里)", "你们"),
    (
        r"有(?:没有)?(?:线下)?(?:实体店|门店|店面|店铺)"
        r"(?:(?:[吗么]|没有)[？?，, ]*(?:都|具体)*(?:开?在哪[里儿]?)?|(?=[？?]?$))",
        "门店地址",
    ),
    (r"(店|公司|办公室|仓库|总部|你们)(?:都|具体|到底)*(?:开?在(?:哪里|哪儿|哪)|在什么地方)", r"\1地址"),
    (r"(?:几点钟?|什么时候|几时)(?:打烊|关门|开门|关店|开店|上班|下班|营业)", "营业时间是几点"),
    (r"(能|可以|会)(?=[寄送发邮退换修])", r"\1 "),
    (r"发票(怎么|如何|怎样|咋|能|可以)开", r"发票\1"),
    (r"开(?:具|张|个|一张)?(?=(?:电子|普通|增值税|专用)*发票|[专普]?票)", ""),
    (r"专票", "增值税专用发票"),
    (r"普票", "普通发票"),
    (r"买贵了?|价保|保价", "降价"),
    (r"\bcan (i|we) (?:just |simply )(?:show|turn) up\b", r"do \1 have to book"),
    (r"\be[ -]?(bike|scooter|car)(s?)\b", r"e-\1\2"),
    (r"(?:[坐乘搭])?(?:地铁)?几号线", "地铁几号线"),
    (r"(?:[坐乘搭])?(?:公交车?)?几路(?:公交)?车?", "公交车几路"),
    (r"(?:要|会|得|需要)?加钱|(?:要|会)?涨价", "加收费用"),
    (r"好不好停车?|好停车?(?=[吗么])|停车方不方便", "停车方便"),
)
"""What customers type and documents write out, or say in another way: verbs of two words ('send it back' is 'return
it', where by themselves the two mean other things), letters for words, where a shop is for its address."""

ALIASES: tuple[str, ...] = (
    "United Kingdom|UK|GB|Britain|England|英国",
    "United States|USA|America|美国",
    "European Union|EU|欧盟",
    "Austria|奥地利", "Belgium|比利时", "Bulgaria|保加利亚", "Croatia|克罗地亚", "Cyprus|塞浦路斯",
    "Czechia|捷克", "Denmark|丹麦", "Estonia|爱沙尼亚", "Finland|芬兰", "France|法国", "Germany|Deutschland|德国",
    "Greece|希腊", "Hungary|匈牙利", "Ireland|爱尔兰", "Italy|意大利", "Latvia|拉脱维亚", "Lithuania|立陶宛",
    "Luxembourg|卢森堡", "Malta|马耳他", "Netherlands|Holland|荷兰", "Poland|波兰", "Portugal|葡萄牙",
    "Romania|罗马尼亚", "Slovakia|斯洛伐克", "Slovenia|斯洛文尼亚", "Spain|西班牙", "Sweden|瑞典",
    "Switzerland|瑞士", "Norway|挪威", "Japan|日本", "Canada|加拿大", "Australia|澳大利亚|澳洲", "Singapore|新加坡",
    "Taiwan|台湾", "Hong Kong|香港", "Macao|Macau|澳门", "China|中国",
    "Monday|周一|星期一|礼拜一", "Tuesday|周二|星期二|礼拜二", "Wednesday|周三|星期三|礼拜三",
    "Thursday|周四|星期四|礼拜四", "Friday|周五|星期五|礼拜五", "Saturday|周六|星期六|礼拜六",
    "Sunday|周日|周天|星期日|星期天|礼拜天|礼拜日", "weekend|周末",
    "Spring Festival|Chinese New Year|春节|过年", "National Day|国庆|国庆节", "Labour Day|五一|劳动节",
    "Mid-Autumn Festival|中秋|中秋节", "Christmas|圣诞|圣诞节", "Easter|复活节",
)  # fmt: skip
"""The names of one place, day or holiday, also in the other language."""

REGIONS: dict[str, str] = {
    "European Union|EU|欧盟": """
        Austria Belgium Bulgaria Croatia Cyprus Czechia Denmark Estonia Finland France Germany Greece Hungary Ireland
        Italy Latvia Lithuania Luxembourg Malta Netherlands Holland Poland Portugal Romania Slovakia Slovenia Spain
        Sweden 奥地利 比利时 保加利亚 克罗地亚 塞浦路斯 捷克 丹麦 爱沙尼亚 芬兰 法国 德国 希腊 匈牙利 爱尔兰 意大利
        拉脱维亚 立陶宛 卢森堡 马耳他 荷兰 波兰 葡萄牙 罗马尼亚 斯洛伐克 斯洛文尼亚 西班牙 瑞典
    """,
    "港澳台|港澳": "香港 澳门",
    "港澳台": "台湾",
    "中国大陆|大陆|内地|Chinese mainland|mainland China": """
        北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川
        贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 广州 深圳 成都 杭州 南京 武汉 西安 苏州 郑州 长沙 沈阳
        青岛 宁波 昆明 大连 厦门 合肥 福州 哈尔滨 济南 Beijing Shanghai Guangzhou Shenzhen Chengdu Hangzhou
    """,
    "节假日|假日|假期|public holiday|bank holiday|holidays": """
        春节 过年 除夕 元旦 清明 五一 劳动节 端午 端午节 中秋 中秋节 国庆 国庆节 Christmas Easter
    """,
    "weekend|周末": "Saturday Sunday 周六 星期六 礼拜六 周日 周天 星期日 星期天 礼拜天 礼拜日",
    "weekday|工作日|Monday Friday|Mon Fri|至周五|到周五": """
        Monday Tuesday Wednesday Thursday Friday 周一 周二 周三 周四 周五 星期一 星期二 星期三 星期四 星期五
        礼拜一 礼拜二 礼拜三 礼拜四 礼拜五
    """,
}
"""Regions, parts of the week and holidays, each by its names, with what lies in it: what holds for all holds for it."""

ACROSS: tuple[str, ...] = (
    # hours and days
    "open, opening hours|营业, 开门, 上班, 开放", "closed, close|休息, 关门, 打烊, 下班, 闭馆, 不营业, 停业",
    "opening hours|营业时间, 上班时间, 开放时间, 门诊时间",
    "public holiday, holiday|节假日, 法定节假日, 放假, 假期", "morning|上午, 早上", "afternoon|下午",
    "evening, night|晚上, 夜间, 夜里", "every day, daily|每天, 天天",
    "all day, 24 hours, around the clock|全天, 24小时", "late|迟到, 晚到", "early|提前, 早到",
    # money
    "cheapest|最便宜", "cheap|便宜", "price, cost, fee|价格, 费用, 收费, 价钱, 学费, 房价",
    "pay by card, card|刷卡", "card, credit card|银行卡, 信用卡", "cash|现金, 付现",
    "pay, payment|付款, 支付, 缴费, 交费, 付",
    "instalment, installment, part payment|分期, 分期付款, 分次付", "discount, off, reduced|优惠, 折扣, 打折, 减免",
    "free, free of charge, included|免费, 不收费, 不要钱, 赠送", "charge, charged, extra|收费, 要钱, 加收, 另收",
    "deposit|押金, 定金, 订金", "invoice, receipt, bill|发票, 收据, 账单",
    "refund, money back, returned|退款, 退费, 退钱, 退还", "insurance|保险, 医保", "fine, penalty|罚款, 违约金",
    # coming and staying
    "book, booking, reserve, reservation|预订, 预约, 预定, 订, 约", "appointment|预约, 约时间, 挂号",
    "sign up, register, registration, enrol, enrolment, apply, application|报名, 注册, 登记, 申请",
    "cancel, cancelled, cancellation|取消, 退订", "change, reschedule, postpone|改期, 改约, 改时间, 变更, 修改",
    "pause, freeze|暂停, 停卡, 冻结", "extend, renew, renewal|延期, 续费, 续约, 续住", "notice|提前通知",
    "contract|合同, 协议", "member, membership|会员, 会员卡", "trial|试用, 体验, 试听, 试课",
    "bring, take along|带, 携带", "documents, papers|材料, 证件, 资料", "identity card, ID card|身份证",
    "passport|护照", "guest, visitor, friend|访客, 客人, 朋友", "child, children, kid|儿童, 孩子, 小孩, 宝宝",
    "age, years old|年龄, 周岁, 岁", "student|学生", "senior|老人, 长者", "pet, animal|宠物, 动物",
    "dog|狗, 犬, 狗狗", "cat|猫, 猫咪", "rabbit|兔, 兔子", "smoking, smoke|吸烟, 抽烟",
    "check-in, arrival, arrive|入住, 到店, 到达", "check-out, departure, leave|退房, 离店",
    # places and things
    "parking, park, car park|停车, 停车场, 停车位, 车位", "address|地址",
    "bus, shuttle|班车, 公交, 接送, 校车, 巴士", "pick up, collect, transfer|接送, 接, 自取",
    "camera, cameras, CCTV|摄像头, 监控, 摄像", "metro, underground, subway|地铁", "stop, station|站, 车站",
    "lift, elevator|电梯", "locker|储物柜, 柜子", "lost, left, lost property|丢, 丢失, 遗失, 落下, 失物",
    "umbrella|雨伞", "key|钥匙", "front desk, reception|前台", "wifi, wi-fi, internet|无线网, 上网, 网络",
    "password|密码", "printing, print|打印", "room|房间, 客房, 房型", "meeting room|会议室", "desk|工位, 桌子",
    "kitchen|厨房", "breakfast|早餐, 早饭", "food, eat|食物, 进食, 吃", "water|水", "drink|喝, 饮水", "towel|毛巾",
    "shower|淋浴, 洗澡", "swimming pool, pool|泳池, 游泳池", "gym|健身房", "sauna|桑拿",
    # learning, health, law
    "course, class, lesson|课程, 班, 课, 课时", "teacher, coach, trainer, instructor|老师, 教练, 教师, 导师",
    "test, exam|考试, 测试, 考", "pass|合格, 及格, 通过", "fail, failed|不及格, 不合格, 没过, 挂科",
    "retake, resit|补考, 重考", "certificate|证书, 结业证", "licence, license|驾照, 驾驶证, 执照, 拿证",
    "doctor, vet|医生, 大夫, 兽医", "nurse|护士", "treat, treatment|治疗, 看病, 诊治", "prescription|处方, 开药",
    "medicine, medication|药, 药品", "surgery, operation|手术, 开刀", "stitches|拆线, 缝线", "pain|疼, 疼痛",
    "vaccination, vaccine|疫苗, 打疫苗, 接种, 预防针", "check-up, examination|体检, 检查",
    "emergency|急诊, 紧急, 急救", "boarding|寄养", "lawyer|律师", "consultation|咨询, 问诊, 门诊",
    # a person and a word
    "phone, call|电话, 打电话", "email, e-mail, mail|邮箱, 邮件", "complaint, complain|投诉",
    "manager|经理, 店长, 负责人", "staff|员工, 工作人员, 店员", "rain|下雨, 雨天", "weekend|周末",
    "weekday|工作日, 平日",
)  # fmt: skip
"""What a front desk of any trade is asked about, in English and in Chinese: each side's words mean about the same."""
