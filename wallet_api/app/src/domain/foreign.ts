// What a text that is no invitation seems to be, so that it can be named in the reader's language.
// The same list as wallet_api/domain/scan.py, which decides; this only finds the words.

export type Foreign =
  | "webPage" | "healthCard" | "covidCertificate" | "signInCode" | "passkeyCode" | "network" | "payment" | "email" | "phone"
  | "message" | "place" | "contact" | "calendar" | "openId" | "licence" | "empty" | "unknown";

const SCHEMES: Record<string, Foreign> = {
  shc: "healthCard", hc1: "covidCertificate", otpauth: "signInCode", "otpauth-migration": "signInCode", fido: "passkeyCode",
  wifi: "network", bitcoin: "payment", lightning: "payment", ethereum: "payment", upi: "payment", mailto: "email",
  matmsg: "email", tel: "phone", sms: "message", smsto: "message", geo: "place", mecard: "contact",
  "openid-credential-offer": "openId", openid4vp: "openId", "openid-vc": "openId", mdoc: "licence", http: "webPage",
  https: "webPage",
};
const BEGINNINGS: [string, Foreign][] = [
  ["begin:vcard", "contact"], ["begin:vevent", "calendar"], ["begin:vcalendar", "calendar"], ["bcd\n", "payment"],
  ["spc\n", "payment"],
];

export function foreignKind(text: string): Foreign {
  const bare = text.trim();
  if (!bare) return "empty";
  const start = bare.slice(0, 20).toLowerCase().replace(/\r\n/g, "\n");
  const beginning = BEGINNINGS.find(([each]) => start.startsWith(each));
  if (beginning) return beginning[1];
  if (/^https?:\/\/(spec\.)?smarthealth\.cards\b/i.test(bare)) return "healthCard";
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase() ?? "";
  return SCHEMES[scheme] ?? "unknown";
}
