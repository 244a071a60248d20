"""What fine-tuning refuses or fails at, each with a sentence that says what to do, in English and Chinese."""

from collections.abc import Mapping

from assistant.engines.errors import SENTENCES as ENGINE_SENTENCES

SENTENCES: dict[str, dict[str, str]] = {
    "too_few_rows": {
        "en": "Only {rows} approved rows: below {least}, prompts and documents do better than training. Approve more, "
        "or force the start.",
        "zh": "仅有 {rows} 条已批准的数据：少于 {least} 条时，提示词和文档的效果优于训练。请批准更多数据，或强制开始。",
    },
    "no_rows": {
        "en": "No row is left to train on ({dropped} were dropped). {why}",
        "zh": "没有可用于训练的数据（已排除 {dropped} 条）。{why}",
    },
    "no_text": {
        "en": "The folder '{folder}' has too little text to learn from: {words} words, at least {least} are needed.",
        "zh": "文件夹“{folder}”中的文本太少：只有 {words} 个词，至少需要 {least} 个。",
    },
    "no_base": {
        "en": "There is no model to start from. Name one (--base), or make one with `train base`.",
        "zh": "没有可作为基础的模型。请指定一个（--base），或先用 `train base` 训练一个。",
    },
    "remote_base": {
        "en": "The model in use runs on another server and cannot be trained here. Name a base that lies here or on "
        "the hub (--base).",
        "zh": "当前使用的模型在其他服务器上，无法在此训练。请指定本地或 Hub 上的基础模型（--base）。",
    },
    "no_import": {
        "en": "The file '{name}' cannot be read: {detail}. Check its name and place.",
        "zh": "无法读取文件“{name}”：{detail}。请检查文件名和位置。",
    },
    "bad_import": {
        "en": "The file '{name}' is no text in a known form. Give JSON, a JSON object a line, or CSV.",
        "zh": "文件“{name}”不是可识别的文本格式，请使用 JSON、每行一个 JSON 对象的文件或 CSV。",
    },
    "large_import": {
        "en": "The file '{name}' is larger than {limit}. Divide it.",
        "zh": "文件“{name}”超过 {limit}，请拆分后再导入。",
    },
    "no_index": {
        "en": "Rows can be built once the documents are loaded. Try again in a moment.",
        "zh": "文档加载完成后才能生成数据，请稍后再试。",
    },
    "no_size": {
        "en": "The files of the model '{base}' do not say how large it is. Choose another base model.",
        "zh": "无法从“{base}”的文件得知模型大小，请更换基础模型。",
    },
    "no_answer": {
        "en": "A row must end with an answer of the assistant.",
        "zh": "每条数据必须以助手的回答结尾。",
    },
    "template_breaks": {
        "en": "The chat template writes a conversation differently once its answer is there, so what to learn cannot "
        "be told apart. Choose another base model.",
        "zh": "该模型的对话模板在加入回答后改变了前文的写法，无法区分要学习的部分。请更换基础模型。",
    },
    "end_not_learned": {
        "en": "With the chat template of '{model}' the model would never learn to stop: no token that ends an answer "
        "stands behind it. Choose another base model.",
        "zh": "使用“{model}”的对话模板，模型学不会结束回答：回答之后没有结束标记。请更换基础模型。",
    },
    "other_template": {
        "en": "The rows were written with other prompts than those the assistant uses now. Build the rows anew.",
        "zh": "这些数据使用的提示词与助手当前的不同，请重新生成数据。",
    },
    "busy": {
        "en": "Another training run ('{name}') is going on. Wait for it, or stop it first.",
        "zh": "另一个训练任务（“{name}”）正在进行，请等待其完成或先停止它。",
    },
    "name_taken": {
        "en": "There is already a run named '{name}'. Choose another name, or resume that run.",
        "zh": "名为“{name}”的任务已存在，请换一个名称，或继续该任务。",
    },
    "name_invalid": {
        "en": "The name '{name}' cannot be used. Use up to 60 letters, digits, dots, hyphens and underscores.",
        "zh": "名称“{name}”不可用，请使用不超过 60 个的字母、数字、点、连字符或下划线。",
    },
    "unknown_run": {
        "en": "There is no run '{name}'. `train list` shows all.",
        "zh": "没有名为“{name}”的任务，可用 `train list` 查看全部任务。",
    },
    "already_done": {
        "en": "The run '{name}' is complete; there is nothing to resume. Start a new one.",
        "zh": "任务“{name}”已完成，无需继续，请开始新的任务。",
    },
    "nothing_learned": {
        "en": "The run '{name}' has no checkpoint yet. Resume it instead.",
        "zh": "任务“{name}”还没有检查点，请继续训练。",
    },
    "interrupted": {
        "en": "The training process ended without a word: it was killed, perhaps for lack of memory, or the machine "
        "was restarted. Resume the run; it goes on from its last checkpoint.",
        "zh": "训练进程意外结束：可能因内存不足被终止，或机器已重启。请继续该任务，将从最后的检查点恢复。",
    },
    "diverged": {
        "en": "The loss is no longer a number (step {step}): the learning rate {rate} is too high for this model. The "
        "best checkpoint before it is kept. Start again with a tenth of it.",
        "zh": "第 {step} 步的损失已不是有效数字：学习率 {rate} 过高。已保留此前最好的检查点，请降到十分之一后重试。",
    },
    "disk_full": {
        "en": "The disk is full, or a limit on file sizes was reached. Free some space in the data folder and resume.",
        "zh": "磁盘已满，或达到文件大小限制。请在数据文件夹所在磁盘释放空间后继续任务。",
    },
    "out_of_memory": {
        "en": "There is not enough memory. Use a shorter longest row (--max-length), a smaller base model, or on a GPU "
        "4 bits (--4bit); then start anew.",
        "zh": "内存不足。请减小最大长度（--max-length）、使用更小的基础模型，或在 GPU 上以 4 位加载（--4bit），"
        "然后重新开始。",
    },
    "needs_gpu": {
        "en": "Training in 4 bits needs a GPU. Leave it out (--4bit).",
        "zh": "4 位训练需要 GPU，请不要选择 4 位（--4bit）。",
    },
    "bad_checkpoint": {
        "en": "The last checkpoint of '{name}' cannot be trusted or read, and nothing of it was run. Delete its folder "
        "to go on from the one before, or start anew.",
        "zh": "任务“{name}”的最后一个检查点无法读取或不可信，其内容未被执行。请删除其文件夹后继续，或重新开始。",
    },
    "bad_value": {
        "en": "{field} = {value} cannot be used: it must lie between {low} and {high}.",
        "zh": "{field} = {value} 不可用：必须在 {low} 和 {high} 之间。",
    },
    "unknown_size": {
        "en": "There is no size '{size}'. Use tiny, small or medium.",
        "zh": "没有“{size}”这种大小，请使用 tiny、small 或 medium。",
    },
    "unexpected": {
        "en": "Training failed: {detail}. The file log.txt of the run says more.",
        "zh": "训练失败：{detail}。详情见该任务的 log.txt。",
    },
}  # fmt: skip


def sentence(code: str, details: Mapping[str, str], language: str) -> str:
    """What a run's progress said went wrong, in a language: of training, or of the model it stands on."""
    words = SENTENCES.get(code) or ENGINE_SENTENCES[code]
    return words["zh" if language == "zh" else "en"].format(**details)


class TuningError(Exception):
    """Fine-tuning that does not go on; `code` is a key of SENTENCES and `str()` its English sentence."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {name: str(value) for name, value in details.items()}
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        return SENTENCES[self.code]["zh" if language == "zh" else "en"].format(**self.details)
