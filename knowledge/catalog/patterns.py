"""The words by which a request sets limits, refuses and wishes, as patterns for text in lower case."""

# Each pair: what stands before the number, what stands after it.
BELOW = (
    r"(?<![a-z])(?:under|below|(?:less|cheaper|lighter|smaller|shorter|narrower|thinner) than|no(?:t)? as (?:much"
    r"|heavy) as"
    r"|lower than|fewer than)(?![a-z])|<(?!=)|低于|少于|小于|轻于|便宜于|不到|不足",
    "",
)
ATMOST = (
    r"(?<![a-z])(?:up to|at most|max(?:imum)?(?: of)?|no(?:t)? (?:more|heavier|longer|larger|bigger|over|above"
    r"|higher)(?: than)?"
    r"|not exceeding|within|not over|no more than|budget(?: is| of|:)? (?:max |maximum |up to |under |about )?"
    r"|limit(?: of)?)(?![a-z])|<=|不超过|不高于|不大于|最多|最高|至多|预算(?:是|在|为|:|最多|不超过)?|控制在",
    r"(?:or (?:less|under|below|cheaper|lighter)|max(?:imum)?(?![a-z])|at most|tops|and (?:under|below)|以内"
    r"|之内|内(?![存\w])|封顶"
    r"|及以下|或以下|以下)",
)
ABOVE = (
    r"(?<![a-z])(?:over|above|more than"
    r"|(?:greater|heavier|larger|bigger|longer|higher|brighter|taller|wider|stronger|faster) than"
    r"|exceeding)(?![a-z])|>(?!=)|高于|大于|超过|多于|重于",
    r"(?:plus|and more)(?![a-z])",
)
ATLEAST = (
    r"(?<![a-z])(?:at least|min(?:imum)?(?: of)?|no(?:t)? less than|not under|starting (?:at|from)"
    r"|from)(?![a-z])|>=|至少"
    r"|不低于|不少于|不小于|最少|最低",
    r"(?:or (?:more|above|over|larger|bigger|longer|higher|up)|and (?:up|above|over)|\+|以上|及以上|或以上|起)",
)
AROUND = (
    r"(?<![a-z])(?:around|about|roughly|approximately|approx\.?|circa|~)|大约|大概|约|差不多",
    r"(?:or so|左右|上下)",
)

NEGATION = (
    r"(?<![a-z])(?:not|no|without|non|except|excluding|anything but|but not|other than|don't want|do not want|nothing"
    r"|avoid|never|rather not)(?![a-z])-?(?:\s+(?:in|any|a|an|the|from|by|made (?:of|from)))?"
    r"|不要|不想要|不含|不带|别要|除了|非|不是|不用|排除|拒绝|避免"
)
NEGATION_AFTER = r"-free(?![a-z])|(?:的)?(?:不要|除外|以外|不行|不考虑)"

# Where the head of an English phrase ends.
PREPOSITION = (
    r"(?<![a-z])(?:for|with|without|in|that|which|under|over|to|from|of|who|when|on|at|and|or|as|by|like)(?![a-z])"
)

# What says which red it should be: a 正红色 is red.
SHADES = r"(?<![a-z])(?:dark|light|deep|bright|pale|pastel)[\s-]+|[正大深浅亮暗鲜淡艳](?=.色)"

NUMERALS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0,
    "单": 1.0, "双": 2.0, "两": 2.0, "三": 3.0, "四": 4.0, "五": 5.0, "六": 6.0, "八": 8.0,
}  # fmt: skip

# Wishes that say what it should not be: no word that must not be mentioned.
NOT_TOO: tuple[tuple[str, str], ...] = tuple(
    (wish, rf"(?<![a-z])not (?:too|so|very|that|overly|all that) (?:{english})(?![a-z])"
           rf"|(?:不要|别|不想要?|不用|不能|不)(?:太|过于|那么|很|特别)(?:{chinese})了?的?")
    for wish, english, chinese in (
        ("cheap", "expensive|pricey|pricy|dear|costly", "贵|高价"), ("light", "heavy", "重|沉"),
        ("small", "big|large|bulky", "大"), ("large", "small|tiny|little", "小"),
    )
)  # fmt: skip

WISHES: tuple[tuple[str, str], ...] = (
    ("cheapest", r"(?:the )?(?:cheapest|lowest[- ]priced?|least expensive)(?: one| ones)?|as cheap as possible"
                 r"|the cheaper the better|越便宜越好|最便宜(?:的)?|价格最低(?:的)?|价格越低越好"),
    ("cheap", r"(?:not expensive|inexpensive|cheap|affordable|low[- ]cost|budget"
              r"|reasonably priced|good value|value for money|easy on the wallet)(?![a-z])(?: price)?"
              r"|(?:价格)?(?:便宜|实惠|划算|经济|性价比高|性价比|不贵|平价)(?:一?点|一些)?(?:的)?"),
    ("premium", r"(?:high[- ]end|premium|luxury|top[- ]of[- ]the[- ]line|top quality|best quality)(?![a-z])"
        r"|高端(?:的)?|高档(?:的)?|品质好(?:的)?"),
    ("rated", r"(?:the )?(?:top[- ]rated|highly rated|well[- ]rated|well[- ]reviewed"
              r"|good reviews)(?![a-z])|(?:好评|评价|口碑|评分)(?:最?好|最?高|不错)?(?:的)?"),
    ("popular", r"(?:most )?popular(?![a-z])|best[- ]?sell(?:ing|ers?)|热销(?:的)?|热门(?:的)?|畅销(?:的)?"
        r"|受欢迎(?:的)?|爆款"),
    ("light", r"(?:the lighter the better|as light as possible|very light|ultra ?light|lightweight|light[- "
        r"]weight)(?![a-z])"
              r"|越轻越好|轻便(?:一?点)?(?:的)?|轻量(?:化)?(?:的)?|轻一?点(?:的)?|超轻(?:的)?"),
    ("warm", r"(?:really |nice and |very )?warm(?:th)?(?![a-z])(?! (?:white|water|light|weather))"
             r"|(?:保暖|暖和|御寒|防寒)(?:一?点)?(?:的)?"),
    ("small", r"(?:as small as possible|compact)(?![a-z])|小巧(?:的)?|越小越好|迷你(?:的)?"),
    ("large", r"(?:as (?:large|big) as possible|spacious|roomy)(?![a-z])|越大越好"
        r"|宽敞(?:的)?"),
)  # fmt: skip

_PEOPLE = (
    r"mum|mom|mother|dad|father|parents?|wife|husband|girlfriend|boyfriend|partner|friends?|brother|sister|colleague"
    r"|boss|aunt|uncle|grandma|grandpa|grandmother|grandfather|cousin|neighbou?r|teacher"
)
_PEOPLE_ZH = (
    "女朋友|男朋友|女友|男友|老婆|老公|妻子|丈夫|朋友|爸爸|妈妈|爸妈|父母|父亲|母亲|哥哥|弟弟|姐姐|妹妹|同事|老板"
    "|老师|爷爷|奶奶"
)

PLACES = r"(?:kitchen|home|house|bathroom|bedroom|living room|office|garden|flat|apartment)(?![a-z])"

# What asks and does not say what for.
FILLER: tuple[str, ...] = (
    # on what it has to work, and which place it is for, where that was understood or says nothing
    r"(?:(?:that|which)\s+)?(?:(?:will|can|must|should)\s+)?(?:works?|goes|be used"
    r"|(?:is|are|be)?\s*(?:suitable|usable|compatible|ok|okay|safe|good|fit))\s+(?:on|with|for|in)(?:\s+(?:an?|the|my))?(?=\s*(?:\||$))",
    rf"(?:(?:some|any)?things?|stuff|items?|products?|bits|pieces)\s+for\s+(?:my|the|our|a|an|her|his|their)?\s*{PLACES}",
    r"(?:厨房|家里|家|客厅|卧室|浴室|办公室|花园)(?:里)?用的(?=东西|商品|物品|产品|用品|\W|$)",
    r"(?<![a-z])which of (?:your|the|these|those)(?![a-z])|(?<![a-z])your(?![a-z])",
    # whom it is for, and that it will be liked: what is liked stays
    rf"(?<![a-z])(?:for|to)\s+(?:my|a|an|the|our|her|his|their)\s+(?:{_PEOPLE})(?:'s)?"
    r"(?:\s+(?:birthday|christmas))?(?![a-z])",
    r"(?<![a-z])(?:who|he|she|they|(?:and|that)\s+(?:he|she|they))\s+(?:really\s+|also\s+)?(?:likes?|loves?|enjoys?"
    r"|is into|are into)(?:\s+to\s+go)?(?![a-z])",
    r"(?<![a-z])(?:birthday|christmas)(?:\s+(?:gift|present))?(?![a-z])",
    rf"(?:想?送给?|给)(?:我)?(?:的)?(?:{_PEOPLE_ZH})(?:的)?(?:生日|圣诞节?)?(?:的)?|(?:他|她|他们)(?:很|特别|平时)?(?:喜欢|爱好?)|生日|圣诞节?",
    r"(?:想)?送(?!货|餐|到|达)给?(?=\s|\||$|[小女男])",
    r"(?<![a-z])(?:hi|hello|hey|please|thanks|thank you|pls)(?![a-z])",
    r"(?<![a-z])(?:i'm|i am|we're|we are|i was)\s+(?:just\s+)?(?:looking for|searching for|looking to (?:buy"
    r"|get)|after|interested in"
    r"|shopping for|in need of)(?![a-z])",
    r"(?<![a-z])(?:i|we)\s+(?:(?:would|'d)\s+(?:like|love|want)|want|need|wish|prefer|could use|have to "
    r"have)(?:\s+to\s+(?:buy|get"
    r"|have|find|see|purchase|order))?(?![a-z])",
    r"(?<![a-z])(?:i'd|we'd)\s+(?:like|love|prefer)(?:\s+to\s+(?:buy|get|have|find|see))?(?![a-z])",
    r"(?<![a-z])(?:do|does|have|has|are|is|can|could|would|will|may)\s+(?:you|there|it|they|i|we)(?:\s+guys)?(?:\s+(?:have|sell|stock"
    r"|carry|offer|got|recommend|suggest|show|find|help|any|get|see))*(?:\s+me)?(?![a-z])",
    r"(?<![a-z])(?:(?:can|could) you|you(?:'ve got| have| sell| stock))(?![a-z])",
    r"(?<![a-z])(?:show|find|get|give|recommend|suggest|tell|help)(?:\s+(?:me|us))?(?:\s+(?:find|choose|with"
    r"|some|to find))?(?![a-z])",
    r"(?<![a-z])(?:what|which|where|how about|what about)(?:'s|\s+(?:is|are|do|would|kinds? of|sort of|type "
    r"of))?(?:\s+you)?"
    r"(?:\s+(?:have|recommend|suggest|sell))?(?![a-z])",
    r"(?<![a-z])(?:looking for|search for|searching for|buy|purchase|need|want|got any|any|some|something"
    r"|anything|one|ones|a good"
    r"|good|nice|great|decent|best|suitable|options?|products?|items?|things?|recommendations?|ideas?|model|models|kind|thing"
    r"|that (?:is|are|has|have|can|costs?)|which (?:is|are|has|have|costs?)|it should (?:be|have|cost)|should "
    r"(?:be|have|cost)"
    r"|must (?:be|have)|priced?|price|costs?|costing|made (?:of|from|by|out of)|only|just|really|maybe"
    r"|preferably|ideally"
    r"|gifts?|presents?|there|me|my|us|our|also|but)(?![a-z])",
    r"(?:你好|您好|请问|请|麻烦|帮我|帮忙|给我|我们?想要?|想要|想买|我想买|我要买|我要|我需要|需要|要买|买|找一?找|找|推荐|介绍|来|看看|看一下|看)"
    r"(?:一?下|一些|几款|几个|一款|一个|一件|一双|一条|一顶|一台|点)?",
    r"(?:你们|你|您|店里|贵店|本店|这里|哪里|哪款|哪个|哪种|哪些|什么样|什么|有没有|有什么|有哪些|有卖|卖不卖|卖|有|没有)(?:卖|的)?",
    r"(?:一些|几款|几个|一款|一个|一件|一双|一条|一顶|一台|一只|一套|一把|款式|产品|商品|东西|礼物|礼品|牌子|品牌|价格|价位|价钱|颜色|材质|的话|吗|呢|吧|啊|嘛|好用|好的|好一点)",
    r"(?:适合|可以|可用|能够|(?<!太阳)(?<![功性智节电热风才万可])能(?![量源耗力手])|用来|用于|用的|带有|带|最好|必须|应该|要是|要|是)",
)
