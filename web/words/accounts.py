"""Words of the accounts and the activity sections of the staff area, and of one's own account."""

STRINGS: dict[str, dict[str, str]] = {
    "accounts_note": {
        "en": "Who may enter the staff area. A disabled account is out at once, everywhere.",
        "zh": "谁可以进入员工区。账户停用后立即在所有设备上退出。",
    },
    "search_accounts": {"en": "Search accounts", "zh": "搜索账户"},
    "search_accounts_hint": {"en": "Search by name…", "zh": "按名称搜索…"},
    "no_account_matches": {"en": "No account has this in its name.", "zh": "没有名称匹配的账户。"},
    "role": {"en": "Role", "zh": "角色"},
    "role_staff": {"en": "Staff", "zh": "员工"},
    "role_admin": {"en": "Admin", "zh": "管理员"},
    "role_note": {
        "en": "Staff work with documents and conversations. Admins also change settings and accounts.",
        "zh": "员工可以处理文档和对话，管理员还可以更改设置和账户。",
    },
    "you_yourself": {"en": "you", "zh": "您"},
    "created": {"en": "Created", "zh": "创建日期"},
    "created_on": {"en": "Created {day}", "zh": "创建于{day}"},
    "account_active": {"en": "Active", "zh": "启用"},
    "account_off": {"en": "Disabled", "zh": "已停用"},
    "disabled_on": {"en": "Disabled {day}", "zh": "停用于{day}"},
    "add_account": {"en": "Add an account", "zh": "添加账户"},
    "add": {"en": "Add", "zh": "添加"},
    "password_generated_note": {
        "en": "Leave it empty to have a strong one made, which is shown once.",
        "zh": "留空将自动生成强密码，仅显示一次。",
    },
    "password_ends": {
        "en": "Whoever is signed in with the old one is out at once.",
        "zh": "使用旧密码登录的人将立即退出。",
    },
    "account_added": {"en": "The account “{name}” was added.", "zh": "账户“{name}”已添加。"},
    "password_once": {
        "en": "This is its password. It is not shown again; hand it over safely.",
        "zh": "以下是密码，之后不再显示，请妥善转交。",
    },
    "set_password": {"en": "Set a new password", "zh": "设置新密码"},
    "password_set": {"en": "“{name}” has a new password.", "zh": "“{name}”的密码已更新。"},
    "role_changed": {"en": "“{name}” now has the role {role}.", "zh": "“{name}”的角色现为{role}。"},
    "disable": {"en": "Disable", "zh": "停用"},
    "enable": {"en": "Enable", "zh": "启用账户"},
    "disable_question": {
        "en": "Disable “{name}”? Whoever is signed in with it is out at once. You can enable it again.",
        "zh": "停用“{name}”？使用该账户登录的人将立即退出。之后可以重新启用。",
    },
    "account_disabled": {
        "en": "“{name}” is disabled and signed out everywhere.",
        "zh": "“{name}”已停用，并已在所有设备上退出。",
    },
    "account_enabled": {"en": "“{name}” may sign in again.", "zh": "“{name}”可以重新登录。"},
    # one's own
    "change_own_password": {"en": "Change your password", "zh": "修改您的密码"},
    "present_password": {"en": "Present password", "zh": "当前密码"},
    "present_wrong": {
        "en": "The present password is wrong. Check it and try again.",
        "zh": "当前密码不正确，请检查后重试。",
    },
    "new_password": {"en": "New password", "zh": "新密码"},
    "password_again": {"en": "New password once more", "zh": "再次输入新密码"},
    "password_note": {
        "en": "At least {least} characters. A few words in a row are easy to keep in mind.",
        "zh": "至少 {least} 个字符，几个词连在一起更容易记住。",
    },
    "passwords_differ": {
        "en": "The two new passwords differ. Type the same one twice.",
        "zh": "两次输入的新密码不一致，请重新输入。",
    },
    "change_password": {"en": "Change password", "zh": "修改密码"},
    "password_changed": {
        "en": "Your password was changed. All your other logins have ended.",
        "zh": "密码已修改，您在其他设备上的登录已全部退出。",
    },
    "to_staff": {"en": "Back to the staff area", "zh": "返回员工区"},
    # activity
    "activity_note": {
        "en": "Who did what, and when. Nothing here can be changed.",
        "zh": "谁在何时做了什么。此处内容无法更改。",
    },
    "search_activity": {"en": "Search activity", "zh": "搜索操作记录"},
    "search_activity_hint": {"en": "Search by person, action or document…", "zh": "按人员、操作或文档搜索…"},
    "no_activity": {"en": "Nothing has been done yet.", "zh": "还没有操作记录。"},
    "no_activity_matches": {"en": "Nothing fits this search.", "zh": "没有符合搜索条件的记录。"},
    "what": {"en": "What", "zh": "操作"},
    "who": {"en": "Who", "zh": "人员"},
    "when": {"en": "When", "zh": "时间"},
    "detail_added": {"en": "{value} new", "zh": "新增 {value} 个"},
}
