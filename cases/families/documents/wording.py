"""The words of the closing letter. English and Spanish come from the catalog; Arabic and Chinese
stand here as samples that prove the fonts, until a county's translators have read them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

ARABIC, CHINESE = "ar", "zh"
# As Django names the formats of dates, and as readers of a PDF name the language.
_DATES = {ARABIC: "ar", CHINESE: "zh-hans"}
_IN_FULL = {"en": "F j, Y"}
TAGS = {ARABIC: "ar", CHINESE: "zh-Hans"}


@dataclass(frozen=True, slots=True)
class ClosingWords:
    """A letter in sentences; no word of it tells of anybody but its reader."""

    title: str
    dear: str
    ends: str
    means_head: str
    means: tuple[str, ...]
    call_head: str
    worker: str
    ask_head: str
    ask: tuple[str, ...]
    services: str
    confidential: str
    foot: str
    page: str


def day_in(language: str, day: date) -> str:
    """A date as people of the language write it."""
    with translation.override(_DATES.get(language, language)):
        return formats.date_format(day, _IN_FULL.get(language, "DATE_FORMAT"))


def closing_words(language: str, told: dict[str, Any]) -> ClosingWords:
    """`told`: name, day, and for the foot recipient, copy, by, at. The caller has switched to the
    language where it is one of the catalog."""
    if language == ARABIC:
        return _arabic(told)
    if language == CHINESE:
        return _chinese(told)
    return _of_the_catalog(told)


def _of_the_catalog(told: dict[str, Any]) -> ClosingWords:
    return ClosingWords(
        title=_("Working together with you has ended"),
        dear=_("Dear %(name)s,") % told,
        ends=_(
            "For some time Child Welfare Services (CWS) and CalWORKs have planned together with "
            "you. This will end. The last day is %(day)s."
        )
        % told,
        means_head=_("What this means"),
        means=(
            _("After this day you no longer have one plan with both programs."),
            _("As long as you have a case with a program, its worker goes on working with you."),
            _(
                "This letter does not change your aid or your case. If they change, you get "
                "another letter."
            ),
            _(
                "If you signed a form that lets us share information, you can take it back at any "
                "time."
            ),
        ),
        call_head=_("Whom you can call"),
        worker=_("Your worker"),
        ask_head=_("What you can ask for"),
        ask=(
            _("That somebody explains this letter to you, in your language, for free."),
            _("That both programs work together with you again."),
            _("That we correct something about you that is wrong."),
        ),
        services=_("Help in your language is free. Call your worker and say which language."),
        confidential=_("This letter is for you alone."),
        foot=_("For %(recipient)s · copy %(copy)s · printed by %(by)s, %(at)s") % told,
        page=_("page"),
    )


def _arabic(told: dict[str, Any]) -> ClosingWords:
    return ClosingWords(
        title="انتهى عمل البرنامجين معك معًا",
        dear="إلى {name}".format(**told),
        ends="كانت خدمات رعاية الأطفال (CWS) وبرنامج CalWORKs يخططان معك معًا. سينتهي هذا العمل "
        "المشترك. آخر يوم هو {day}.".format(**told),
        means_head="ماذا يعني هذا",
        means=(
            "بعد هذا اليوم لن تكون لك خطة واحدة مع البرنامجين.",
            "ما دام لك ملف في أحد البرنامجين فإن موظفه يواصل العمل معك.",
            "هذه الرسالة لا تغيّر مساعدتك ولا ملفك. إذا تغيّر شيء فستصلك رسالة أخرى.",
            "إذا وقّعت ورقة تسمح لنا بمشاركة المعلومات فيمكنك أن تلغيها في أي وقت.",
        ),
        call_head="بمن يمكنك أن تتصل",
        worker="موظفك",
        ask_head="ماذا يمكنك أن تطلب",
        ask=(
            "أن يشرح لك أحد هذه الرسالة بلغتك مجانًا.",
            "أن يعمل البرنامجان معك معًا مرة أخرى.",
            "أن نصحّح معلومة خاطئة عنك.",
        ),
        services="المساعدة بلغتك مجانية. اتصل بموظفك وقل له ما هي لغتك.",
        confidential="هذه الرسالة لك وحدك.",
        foot="إلى {recipient} · نسخة {copy} · طبعها {by}، {at}".format(**told),
        page="صفحة",
    )


def _chinese(told: dict[str, Any]) -> ClosingWords:
    return ClosingWords(
        title="两个项目与您的合作已经结束",
        dear="{name}：".format(**told),
        ends="一段时间以来，儿童福利服务（CWS）和 CalWORKs 与您一起制定计划。这项合作即将结束。"
        "最后一天是{day}。".format(**told),
        means_head="这意味着什么",
        means=(
            "这一天以后，您不再有两个项目的共同计划。",
            "只要您在某个项目还有个案，那里的工作人员会继续为您服务。",
            "这封信不会改变您的补助或个案。如有改变，您会收到另一封信。",
            "如果您签过同意我们分享信息的表格，您可以随时取消。",
        ),
        call_head="您可以给谁打电话",
        worker="您的工作人员",
        ask_head="您可以要求什么",
        ask=(
            "请人用您的语言免费为您解释这封信。",
            "请两个项目再次与您一起工作。",
            "请我们更正关于您的错误信息。",
        ),
        services="语言帮助是免费的。请给您的工作人员打电话，告诉他们您的语言。",
        confidential="这封信只给您本人。",
        foot="收信人：{recipient} · 副本 {copy} · 打印：{by}，{at}".format(**told),
        page="页",
    )
