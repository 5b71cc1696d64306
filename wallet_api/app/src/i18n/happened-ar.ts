// كلمات ما حدث كما في سجل الخدمة
export const happened = {
  title: "ماذا حدث", lead: "من سأل أو رُفض أو اطلع، وما فعلته أنت. الأحدث أولا.", none: "لم يحدث شيء في هذه المحفظة بعد.",
  more: "عرض الأقدم", you: "أنت", other: "شخص آخر يفتح هذه المحفظة", stranger: "شخص لا يحق له فتح هذه المحفظة", service: "خدمة المحفظة",
  request: "افتح الطلب", asker: "سأل: {name}", person: "باسمهم: {name}", purpose: "من أجل: {purpose}", seen: "للرؤية: {names}", proved: "للإثبات فقط: {names}",
  proof: "احفظ الدليل", proofSoon: "يجهز الدليل بعد ثوان قليلة.", how: "لا يستطيع أحد تغيير هذه القائمة دون أن ينكشف. الدليل يبين ذلك للآخرين، من دوننا أيضا.",
  accounting: "قائمة من رأى ماذا", table: "احفظ كجدول", print: "احفظ للطباعة",
  broken: "تم تغيير قائمة ما حدث بعد وقوعه.", brokenNext: "رأى هاتفك قائمة أخرى من قبل. أخبر شخصا تثق به، واحتفظ بما رآه هاتفك.", brokenSave: "احفظ ما رآه هاتفي",
  putIn: "وضع في محفظتك", looksEmergency: "طوارئ: قُرئت بطاقتك", asksEmergency: "طوارئ: طلب أحدهم بطاقتك", confirmsEmergency: "طوارئ: أكد شخص ثان",
  kinds: {
    issue: "بطاقة", revoke: "سُحبت بطاقة", request: "سأل أحدهم", grant: "موافقة", deny: "رفض", disclose: "عُرض", decide: "قرار", read: "اطلاع", change: "تغيير",
    withdraw: "انتهى وصول", erase: "حذف", "break-glass": "وصول طارئ", key: "مفاتيح", "sign-in": "دخول", policy: "قواعد",
  },
  outcomes: { done: "تم", refused: "غير مسموح", failed: "لم ينجح" },
};
