"""Words of the staff area's frame: its rail, its header, and what every section says."""

STRINGS: dict[str, dict[str, str]] = {
    "sections": {"en": "Sections", "zh": "栏目"},
    "settings": {"en": "Settings", "zh": "设置"},
    "accounts": {"en": "Accounts", "zh": "账户"},
    "activity": {"en": "Activity", "zh": "操作记录"},
    "your_account": {"en": "Your account", "zh": "您的账户"},
    "signed_in_as": {"en": "Signed in as {name}", "zh": "已登录：{name}"},
    "sign_out": {"en": "Sign out", "zh": "退出登录"},
    "customer_page": {"en": "Customer page", "zh": "客户页面"},
    "my_account": {"en": "My account", "zh": "我的账户"},
    "state": {"en": "State", "zh": "状态"},
    "range": {"en": "{first}–{last} of {count}", "zh": "第 {first}–{last} 条，共 {count} 条"},
    "previous": {"en": "Previous", "zh": "上一页"},
    "next": {"en": "Next", "zh": "下一页"},
    "filter_all": {"en": "All", "zh": "全部"},
    "show_all": {"en": "Show all", "zh": "显示全部"},
    "delete": {"en": "Delete", "zh": "删除"},
    "cancel": {"en": "Cancel", "zh": "取消"},
    "save": {"en": "Save", "zh": "保存"},
    "copy_password": {"en": "Copy the password", "zh": "复制密码"},
    "staff_starting": {
        "en": "The assistant is starting. The list appears as soon as it is ready.",
        "zh": "助手正在启动，准备好后会显示列表。",
    },
    "unsaved": {
        "en": "What you have typed here is not saved. Leave it behind?",
        "zh": "您输入的内容尚未保存，确定要离开吗？",
    },
    "leave": {"en": "Leave it", "zh": "离开"},
    "staff_lost": {
        "en": "The connection is lost. Trying again… What you have typed stays here.",
        "zh": "连接已断开，正在重试……您输入的内容会保留。",
    },
    "staff_back": {
        "en": "Connected again. Press the button once more.",
        "zh": "已重新连接，请再按一次按钮。",
    },
    "signed_out": {
        "en": "You are signed out. Reload the page and sign in again.",
        "zh": "登录已失效，请刷新页面并重新登录。",
    },
    "admins_only": {
        "en": "Only an admin may do this. Ask one of your admins.",
        "zh": "只有管理员可以进行此操作，请联系管理员。",
    },
    "not_done": {
        "en": "This could not be done. Try again; if it stays, tell the operator the time it happened.",
        "zh": "操作没有完成，请重试。如果仍然失败，请把发生时间告诉管理员。",
    },
}
