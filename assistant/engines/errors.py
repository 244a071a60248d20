"""What may go wrong with a language model, each with a sentence for the person who runs it."""

from typing import Literal

Code = Literal[
    "unreachable", "slow", "stalled", "endless", "empty", "unauthorised", "unknown_model", "busy", "failing",
    "unusable", "resting", "missing_library", "address_not_allowed", "no_weights", "unsafe_weights", "unsafe_adapter",
    "out_of_memory", "no_template", "loading", "quota", "unfit_adapter", "unfit_template", "unknown_adapter",
    "adapter_name", "no_adapter", "adapter_elsewhere", "long_prompt",
]  # fmt: skip

SENTENCES: dict[str, dict[str, str]] = {
    "unreachable": {
        "en": "The model server at {address} cannot be reached. Check that it runs and that the address is right.",
        "zh": "无法连接模型服务器 {address}，请确认服务正在运行且地址正确。",
    },
    "slow": {
        "en": "The model did not begin to answer within {seconds} seconds. It may be loading or overloaded.",
        "zh": "模型在 {seconds} 秒内没有开始回答，可能正在加载或负载过高。",
    },
    "stalled": {
        "en": "The model stopped in mid-answer for {seconds} seconds, and was given up.",
        "zh": "模型在回答途中停顿超过 {seconds} 秒，已中止。",
    },
    "endless": {
        "en": "The model did not come to an end within {limit}, and was stopped.",
        "zh": "模型在 {limit} 之内没有结束回答，已中止。",
    },
    "empty": {
        "en": "The model server answered without a word. Check that the address is that of an OpenAI-compatible API.",
        "zh": "模型服务器没有返回任何内容，请确认地址是兼容 OpenAI 的接口。",
    },
    "unauthorised": {
        "en": "The model server refused the key. Set the right one in FRONTDESK_MODEL_KEY.",
        "zh": "模型服务器拒绝了密钥，请在 FRONTDESK_MODEL_KEY 中设置正确的密钥。",
    },
    "unknown_model": {
        "en": "The model server does not know the model '{model}'. Check FRONTDESK_MODEL.",
        "zh": "模型服务器没有名为“{model}”的模型，请检查 FRONTDESK_MODEL。",
    },
    "busy": {
        "en": "The model server has too much to do at the moment.",
        "zh": "模型服务器目前请求过多。",
    },
    "failing": {
        "en": "The model server answered with an error ({status}). Its log may say why.",
        "zh": "模型服务器返回错误（{status}），请查看其日志。",
    },
    "unusable": {
        "en": "The model server's answer cannot be used: {detail}.",
        "zh": "模型服务器的返回内容无法使用：{detail}。",
    },
    "long_prompt": {
        "en": "The model takes {room} tokens at most, and the question with its instructions has {count}. "
        "Choose a model with a longer context.",
        "zh": "模型最多接受 {room} 个 token，而问题连同说明共有 {count} 个，请选用上下文更长的模型。",
    },
    "resting": {
        "en": "The model failed {count} times in a row and is left alone for a moment. It is tried again by itself.",
        "zh": "模型已连续失败 {count} 次，暂停使用片刻，稍后会自动重试。",
    },
    "missing_library": {
        "en": "This model needs a package that is not installed. Install it with `pip install {package}`.",
        "zh": "使用该模型需要安装软件包，请运行 `pip install {package}`。",
    },
    "address_not_allowed": {
        "en": "The address {address} is not one that the operator allows. Add its host to FRONTDESK_MODEL_HOSTS.",
        "zh": "地址 {address} 未获运营方允许，请将其主机名加入 FRONTDESK_MODEL_HOSTS。",
    },
    "no_weights": {
        "en": "The model '{model}' cannot be loaded: {detail}. Check its name or folder, and the network.",
        "zh": "无法加载模型“{model}”：{detail}。请检查名称或文件夹以及网络。",
    },
    "unsafe_weights": {
        "en": "The model '{model}' has no safetensors weights. Other formats may run code and are not loaded; "
        "convert it, or choose another.",
        "zh": "模型“{model}”没有 safetensors 权重。其他格式可能执行代码，不予加载；请转换格式或更换模型。",
    },
    "unsafe_adapter": {
        "en": "The adapter '{adapter}' is not loaded: {detail}.",
        "zh": "未加载适配器“{adapter}”：{detail}。",
    },
    "unfit_adapter": {
        "en": "The adapter '{adapter}' was trained for other weights than those of '{model}': for the model '{base}'. "
        "Choose that model, or train an adapter for this one.",
        "zh": "适配器“{adapter}”是为模型“{base}”的权重训练的，与“{model}”不符。"
        "请选用原来的模型，或为当前模型重新训练。",
    },
    "unfit_template": {
        "en": "The adapter '{adapter}' was trained behind another chat template than that of '{model}'. Train it anew.",
        "zh": "适配器“{adapter}”训练时使用的对话模板与“{model}”的不同，请重新训练。",
    },
    "unknown_adapter": {
        "en": "There is no adapter '{adapter}'. `python -m assistant adapters list` shows those there are.",
        "zh": "没有名为“{adapter}”的适配器，可用 `python -m assistant adapters list` 查看。",
    },
    "adapter_name": {
        "en": "'{adapter}' cannot be the name of an adapter. Use up to 60 small letters, digits, dots and hyphens.",
        "zh": "“{adapter}”不能用作适配器名称，请使用不超过 60 个的小写字母、数字、点和连字符。",
    },
    "no_adapter": {
        "en": "No adapter is at work, so there is nothing to roll back.",
        "zh": "当前没有使用适配器，无需回退。",
    },
    "adapter_elsewhere": {
        "en": "The adapter '{adapter}' needs the model '{base}' in this process, and {model} is set to answer. "
        "Choose that model with FRONTDESK_MODEL, or the default on the Models page.",
        "zh": "适配器“{adapter}”需要在本进程中运行模型“{base}”，而当前设定由 {model} 回答。"
        "请用 FRONTDESK_MODEL 选择该模型，或在模型页面选择默认项。",
    },
    "out_of_memory": {
        "en": "There is not enough memory for the model '{model}'. Choose a smaller one, or on a GPU set "
        "FRONTDESK_MODEL_4BIT=true.",
        "zh": "内存不足，无法运行模型“{model}”。请选择更小的模型，或在 GPU 上设置 FRONTDESK_MODEL_4BIT=true。",
    },
    "no_template": {
        "en": "The model '{model}' has no chat template, so it cannot hold a conversation. Choose an instruct model.",
        "zh": "模型“{model}”没有对话模板，无法进行对话，请选择指令微调模型。",
    },
    "quota": {
        "en": "The GPU time of this visitor is used up for today. Signing in to Hugging Face gives more.",
        "zh": "今天的 GPU 使用额度已用完，登录 Hugging Face 可获得更多额度。",
    },
    "loading": {
        "en": "The model is still loading.",
        "zh": "模型仍在加载中。",
    },
}

# Those after which asking once more, a moment later, may well succeed.
PASSING = frozenset(("unreachable", "busy", "failing"))


class EngineError(Exception):
    """A language model that does not answer; `code` is a key of SENTENCES and `str()` its English sentence."""

    def __init__(self, code: Code, **details: object) -> None:
        self.code: Code = code
        self.details = {name: str(value) for name, value in details.items()}
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        return SENTENCES[self.code]["zh" if language == "zh" else "en"].format(**self.details)

    @property
    def is_passing(self) -> bool:
        return self.code in PASSING
