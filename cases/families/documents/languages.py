"""In which language somebody reads: what a record states, and what we can write."""

from typing import Any

from cases.sharing.families import Member

# Languages in which our letters stand. Others get English and a notice of language services.
WRITTEN = ("en", "es")
RIGHT_TO_LEFT = frozenset({"ar", "fa"})
# What extracts say, in capitals or not, as word or as code.
_STATED = {
    "english": "en", "en": "en", "eng": "en",
    "spanish": "es", "español": "es", "espanol": "es", "es": "es", "spa": "es",
    "chinese": "zh", "mandarin": "zh", "cantonese": "zh", "zh": "zh", "chi": "zh",
    "vietnamese": "vi", "vi": "vi", "tagalog": "tl", "filipino": "tl", "tl": "tl",
    "korean": "ko", "ko": "ko", "armenian": "hy", "hy": "hy", "russian": "ru", "ru": "ru",
    "farsi": "fa", "persian": "fa", "fa": "fa", "arabic": "ar", "ar": "ar",
}  # fmt: skip
# The sentence with which agencies of the United States offer help in a language; only those whose
# letters the fonts that set-up installs can draw, or no letter could be printed.
SERVICES = {
    "es": "ATENCIÓN: si habla español, tiene a su disposición servicios gratuitos de asistencia "
    "lingüística.",
    "zh": "注意：如果您使用中文，您可以免费获得语言援助服务。",
    "vi": "CHÚ Ý: Nếu bạn nói Tiếng Việt, có các dịch vụ hỗ trợ ngôn ngữ miễn phí dành cho bạn.",
    "tl": "PAUNAWA: Kung nagsasalita ka ng Tagalog, maaari kang gumamit ng mga serbisyo ng tulong "
    "sa wika nang walang bayad.",
    "hy": "ՈՒՇԱԴՐՈՒԹՅՈՒՆ՝ Եթե խոսում եք հայերեն, ապա ձեզ անվճար կարող են տրամադրվել լեզվական "
    "աջակցության ծառայություններ:",
    "ru": "ВНИМАНИЕ: Если вы говорите на русском языке, то вам доступны бесплатные услуги "
    "перевода.",
    "fa": "توجه: اگر به زبان فارسی صحبت می‌کنید، خدمات زبانی به صورت رایگان برای شما فراهم است.",
    "ar": "ملحوظة: إذا كنت تتحدث العربية، فإن خدمات المساعدة اللغوية تتوافر لك بالمجان.",
}


def wanted_by(member: Member) -> tuple[str, str]:
    """(code, as stated) of the language in which somebody wants to be written to; the code is
    empty where nothing is stated or we do not know the word."""
    for name in ("language_written", "language"):
        for record in member.facts.records:
            if stated := str(record.value(name)).strip():
                return _STATED.get(stated.casefold(), ""), stated
    return "", ""


def written_for(wanted: str) -> str:
    """The language in which a letter is set: theirs where we write it, else English."""
    return wanted if wanted in WRITTEN else "en"


def offers(wanted: str) -> list[dict[str, Any]]:
    """Sentences that offer free help, the wanted language first. All of them where nobody knows
    which is wanted: the right one must be among them."""
    codes = [wanted] if wanted in SERVICES else list(SERVICES)
    return [
        {"language": code, "words": SERVICES[code], "rtl": code in RIGHT_TO_LEFT} for code in codes
    ]
