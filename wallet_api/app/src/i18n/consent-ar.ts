import type { consent as english } from "./consent-en";

export const consent: typeof english = {
  title: "المشاركة", lead: "من يجوز له الاطلاع وعلى ماذا وإلى متى.", empty: "أنت لا تشارك شيئا ولا أحد يسأل.", waiting: "في انتظارك", now: "مشارك الآن", over: "انتهى",
  takingUp: "يفتح الطلب …", asks: "{name} يطلب الاطلاع", asksTitle: "هناك من يطلب الاطلاع", shared: "أنت تشارك معهم", overTitle: "لم يعد مشاركا",
  who: "هذا من يسألك", known: "هذا الاسم في السجل.", unknown: "هذه الجهة لم تعد في السجل", unknownAdvice: "لا تشارك معها شيئا جديدا.",
  person: "{name}، {role}", licensed: "أثبت ذلك بترخيص من: {name}.", onlyWord: "هذا قول الجهة: {name}. ولم يعرض أي ترخيص.",
  onlyWordPrivate: "لا يمكنهم قراءة ما هو شديد الخصوصية حتى يعرضوا ترخيصا.", forAll: "يجوز الاطلاع لكل من له هذا العمل هناك: {role}.", why: "لأي غرض", writes: "يكتبون: «{note}»", wants: "يريدون الاطلاع على",
  choose: "ماذا تشارك؟", all: "اختر الكل", none: "ليس في محفظتك شيء من هذا النوع.", howLong: "إلى متى؟", visit: "هذه الزيارة فقط (12 ساعة)", day: "يوم واحد", days: "الأيام: {count}",
  wanted: "كما طلبوا", share: "شارك", decline: "لا تشارك", answerBy: "يمكنك الإجابة حتى {date}.", until: "يجوز لهم الاطلاع حتى {date}.", left: "الوقت الباقي: {time}",
  leftDays: "الأيام: {count}", leftDay: "يوم واحد", leftHours: "الساعات: {count}", leftMinutes: "الدقائق: {count}", leftSoon: "أقل من دقيقتين", stop: "أوقف المشاركة الآن", change: "غيرها", save: "احفظ التغيير",
  stopSure: "من الآن لا يمكنهم الاطلاع. وما قرؤوه من قبل يبقى لديهم.", keep: "احتفظ بها للمرة القادمة", kept: "حفظت. تجدها في المشاركة.",
  never: "لا تدع هذا الشخص يطلع أبدا", neverPlace: "لا تدع أحدا هناك يطلع أبدا", neverSure: "يرفضون عندئذ مهما شاركت. ولا أحد يخبرهم بذلك.", neverDone: "القاعدة سارية.",
  byRule: "رفضت هذا قاعدة وضعتها أنت.", looks: "من اطلع", looksLead: "كل من اطلع أو حاول.", looksNone: "لم يطلع أحد.", looked: "اطلع {name}", refused: "رفض {name}",
  rules: "من لا يطلع أبدا", rulesLead: "هذه القواعد فوق كل ما تشاركه.", rulesNone: "ليس لديك قاعدة كهذه.", delete: "احذف", ruleOf: "{person}، {place}", ruleKind: "فقط: {kind}",
  templates: "محفوظ للمرة القادمة", templateOf: "{kinds} مع {name}، {time}", again: "شارك من جديد", anybody: "أي أحد",
  put: {
    asks: "{name} يطلب وضع شيء في محفظتك", asksTitle: "هناك من يطلب وضع شيء في محفظتك", shared: "يجوز لهم وضع شيء", overTitle: "لم يعد يجوز لهم وضع شيء",
    forAll: "يجوز وضع شيء لكل من له هذا العمل هناك: {role}.", wants: "يريدون أن يضعوا في محفظتك", choose: "ما الذي يجوز لهم وضعه؟", share: "اسمح", decline: "لا تسمح",
    until: "يجوز لهم وضع شيء حتى {date}.", now: "مسموح الآن", stop: "أوقف هذا الآن", stopSure: "من الآن لا يمكنهم وضع أي شيء. وما هو موجود يبقى حتى تحذفه.",
    looks: "ما وضعوه", looksNone: "لم يضع أحد شيئا.", looked: "وضع {name} شيئا",
    states: { requested: "في انتظارك", granted: "مسموح", amended: "مسموح بعد تغيير", denied: "غير مسموح", expired: "انتهى", withdrawn: "أوقفته أنت", superseded: "حل محله جديد" },
  },
  states: {
    requested: "في انتظارك", granted: "مشارك", amended: "مشارك بعد تغيير", denied: "غير مشارك", expired: "انتهى", withdrawn: "أوقفته أنت", superseded: "حل محله جديد",
  },
  purposes: {
    TREAT: "علاجك", ETREAT: "حالة طارئة", HRESCH: "بحث علمي", CLINTRCH: "دراسة دواء", PATRQT: "أنت طلبت ذلك", HPAYMT: "الحساب", HOPERAT: "تسيير العيادة", PUBHLTH: "الصحة العامة",
  },
  roles: {
    "2211": "طبيب عام", "2212": "طبيب مختص", "2221": "تمريض", "2222": "قابلة", "2240": "إسعاف", "3258": "عامل إسعاف", "2262": "صيدلة", other: "عمل آخر ({code})",
  },
  reasons: {
    stale: "كان السؤال قديما.", replayed: "أعاد أحدهم إرسال سؤال قديم.", "not-proven": "لم يثبتوا من هم.", "licence-revoked": "لم يعد يجوز لهم هذا العمل.",
    "licence-expired": "انتهت شهادة عملهم.", "not-trusted": "السجل لا يثق بهم في هذا.", "not-checked": "لم يمكن التحقق من هم.", "standing-denial": "قاعدة وضعتها أنت تمنع ذلك.",
    "no-consent": "أنت لا تشارك معهم شيئا.", "not-answered": "لم تكن قد أجبت بعد.", denied: "أنت لم تشاركه.", withdrawn: "كنت قد أوقفت المشاركة.", superseded: "إجابة أحدث منك هي السارية.",
    expired: "كان الوقت قد انتهى.", "not-yet": "لم يكن الوقت قد بدأ.", "other-purpose": "كان لغرض آخر.", "other-act": "كانت الموافقة لشيء آخر.", "other-item": "أنت لا تشارك هذا معهم.", "too-sensitive": "صار أكثر خصوصية منذ ذلك.",
    "no-licence": "لم يعرضوا ترخيصا، وهذا يحتاج إلى ترخيص.",
    "no-reason-given": "لم يذكروا سببا.", "same-person-twice": "كان الشخص الثاني هو الأول.", "not-confirmed": "لم يؤكده أحد.", "no-emergency": "لم يكن علاجا طارئا.",
    "no-clinician": "ليسوا ممن يعالجون في الطوارئ.", "not-on-card": "ليس على بطاقة الطوارئ.", "emergency-over": "انتهت الساعات الأربع والعشرون.", "no-emergency-card": "كانت بطاقة الطوارئ متوقفة.",
    other: "رفض الطلب.",
  },
};
