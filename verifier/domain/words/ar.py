"""The reasons in Arabic."""

from collections.abc import Mapping

from verifier.domain.verdict import Reason
from verifier.domain.words.explanation import Explanation

WORDS: Mapping[Reason, Explanation] = {
    Reason.WRONG_REQUEST: Explanation("الإجابة تخص طلبا آخر.", "اطلب مرة أخرى برمز جديد."),
    Reason.REPLAYED: Explanation("تمت الإجابة عن هذا الطلب من قبل.", "اطلب مرة أخرى برمز جديد."),
    Reason.TOO_LATE: Explanation("وصلت الإجابة بعد انتهاء الوقت.", "اطلب مرة أخرى برمز جديد."),
    Reason.UNREADABLE: Explanation("الإجابة ليست إثباتا مقروءا.", "اطلب مرة أخرى أو استخدم تطبيق محفظة آخر."),
    Reason.SELF_ATTESTED: Explanation(
        "أدخل حامل المحفظة قيمة بنفسه ولم تأت من بطاقة.", "اطلب بطاقة من جهة إصدار موثوقة."
    ),
    Reason.NOT_REVEALED: Explanation("بقيت قيمة مطلوبة مخفية.", "اشرح سبب الحاجة إليها ثم اطلب مرة أخرى."),
    Reason.NOT_ANSWERED: Explanation("بقي جزء من السؤال دون إجابة.", "اطلب مرة أخرى."),
    Reason.MIXED_CREDENTIALS: Explanation(
        "الإجابة مركبة من عدة بطاقات.", "اطلب مرة أخرى واختر بطاقة واحدة تثبت كل المطلوب."
    ),
    Reason.PROOF_FAILED: Explanation(
        "الإثبات غير صحيح: إما أن البطاقة ألغيت أو أن الإجابة تغيرت.",
        "تحقق في الهاتف من أن البطاقة ما زالت سارية، فإن كانت كذلك فاطلب مرة أخرى.",
    ),
    Reason.ISSUER_NOT_TRUSTED: Explanation(
        "البطاقة صادرة عن جهة غير موثوقة لهذا الغرض.", "اطلب بطاقة من جهة إصدار موثوقة."
    ),
    Reason.REVOCATION_NOT_PROVED: Explanation(
        "الإجابة لا تثبت أن البطاقة لم تلغ.", "اطلب مرة أخرى أو استخدم تطبيق محفظة آخر."
    ),
    Reason.REVOCATION_STALE: Explanation(
        "يعتمد الإثبات على قائمة قديمة للبطاقات الملغاة.", "اطلب مرة أخرى، ويجب أن يكون الهاتف متصلا بالإنترنت."
    ),
    Reason.VALUE_NOT_PROVED: Explanation(
        "قيمة معروضة ليست هي القيمة المثبتة.", "اعتبر الإجابة غير صحيحة واطلب مرة أخرى."
    ),
    Reason.WRONG_VALUE: Explanation("تذكر البطاقة شيئا غير المطلوب.", "اطلب بطاقة تذكر المطلوب."),
    Reason.EXPIRED: Explanation("انتهت صلاحية البطاقة.", "اطلب من جهة الإصدار بطاقة جديدة."),
    Reason.TOO_OLD: Explanation("ما تذكره البطاقة أقدم مما يسمح به هذا الطلب.", "اطلب بطاقة أحدث أو أعد الإجراء الآن."),
    Reason.SUBJECTS_DIFFER: Explanation(
        "البطاقات لا تخص الشخص نفسه.", "اطلب مرة أخرى واختر بطاقات لشخص واحد من جهة إصدار واحدة."
    ),
    Reason.SAME_CARD_TWICE: Explanation("عرض القيد نفسه أكثر من مرة.", "اطلب مرة أخرى واختر بطاقة مختلفة في كل مرة."),
    Reason.ISSUERS_DIFFER: Explanation(
        "القائمة والبطاقات التي تعدها صادرة عن جهات مختلفة.", "اطلب مرة أخرى واختر القائمة والبطاقات من جهة واحدة."
    ),
    Reason.LIST_INCOMPLETE: Explanation(
        "عدد البطاقات المعروضة لا يطابق العدد في القائمة.", "اطلب مرة أخرى بعدد البطاقات المذكور في القائمة."
    ),
    Reason.REVOKED: Explanation("ألغت جهة الإصدار هذه البطاقة.", "اطلب من جهة الإصدار بطاقة جديدة."),
    Reason.NO_CREDENTIAL: Explanation(
        "لا توجد في المحفظة بطاقة تثبت ذلك.", "يمكن لجهة إصدار هذه البطاقات المساعدة، وقد تكفي مستندات أخرى."
    ),
    Reason.DECLINED: Explanation("رفض المريض الطلب.", "اشرح الغرض منه أو استخدم طريقة أخرى."),
    Reason.TIMED_OUT: Explanation("لم تصل إجابة في الوقت المحدد.", "اطلب مرة أخرى برمز جديد."),
    Reason.NOT_CHECKED: Explanation(
        "تعذر التحقق من الإجابة لأن السجل أو الوكيل أو قائمة الثقة لم يكن متاحا.", "اطلب مرة أخرى بعد بضع دقائق."
    ),
    Reason.REVOCATION_UNKNOWN: Explanation(
        "قائمة البطاقات الملغاة لدينا قديمة ولا تكفي لمعرفة ما إذا كانت البطاقة سارية.",
        "اطلب مرة أخرى بعد بضع دقائق.",
    ),
}
