// Which screen is shown: by who is signed in, and by where one is.
import type { JSX } from "preact";
import { Going } from "./components/notes";
import { Screen } from "./components/screen";
import { Shell } from "./components/shell";
import { words } from "./i18n/words";
import { Activity } from "./screens/activity";
import { AddDocument } from "./screens/add-document";
import { Asked } from "./screens/asked";
import { Card } from "./screens/card";
import { Code } from "./screens/code";
import { Consent } from "./screens/consent";
import { AllLooks, ConsentRules } from "./screens/consent-rules";
import { Consents } from "./screens/consents";
import { TakeCopy } from "./screens/copy";
import { Devices } from "./screens/devices";
import { Document } from "./screens/document";
import { Documents } from "./screens/documents";
import { EmergencyCode } from "./screens/emergency-code";
import { EmergencyCardScreen } from "./screens/emergency-card";
import { Ended } from "./screens/ended";
import { Happened } from "./screens/happened";
import { Home } from "./screens/home";
import { Join, TakeOver } from "./screens/join";
import { LanguageScreen } from "./screens/language";
import { Leave } from "./screens/leave";
import { AddDevice, HandOver } from "./screens/link";
import { Help, More } from "./screens/more";
import { Notes } from "./screens/notes";
import { Offer } from "./screens/offer";
import { People } from "./screens/people";
import { AddPerson, Rename } from "./screens/person-name";
import { Request } from "./screens/request";
import { Scan } from "./screens/scan";
import { Shown as ShownScreen } from "./screens/shown";
import { Recover, Welcome } from "./screens/welcome";
import { route } from "./state/route";
import { phase, recoveryCode, walletId } from "./state/session";

const SCREENS: Record<string, () => JSX.Element> = {
  "": Home, scan: Scan, offer: Offer, card: Card, request: Request, activity: Activity, happened: Happened, shown: ShownScreen, more: More, people: People, "add-person": AddPerson,
  rename: Rename, "hand-over": HandOver, devices: Devices, "add-device": AddDevice, language: LanguageScreen, help: Help, "take-over": TakeOver, notes: Notes, copy: TakeCopy, leave: Leave, ended: Ended,
  documents: Documents, document: Document, "add-document": AddDocument, asked: Asked, consents: Consents, consent: Consent, "consent-rules": ConsentRules, looks: AllLooks,
  "emergency-card": EmergencyCardScreen, emergency: EmergencyCode,
};
const OUTSIDE: Record<string, () => JSX.Element> = { recover: Recover, join: Join, "take-over": TakeOver, language: LanguageScreen, help: Help, ended: Ended, emergency: EmergencyCode };

export function App(): JSX.Element {
  return (
    <Shell>
      <Present />
    </Shell>
  );
}

function Present(): JSX.Element {
  if (phase.value === "starting") return <Screen title={words.value.app.name}><Going>{words.value.app.loading}</Going></Screen>;
  const { name, id } = route.value;
  if (phase.value === "out") {
    const Shown = OUTSIDE[name] ?? Welcome;
    return <Shown />;
  }
  if (recoveryCode.value !== null) return <Code />;
  const Shown = SCREENS[name] ?? Home;
  return <Shown key={`${name}/${id}/${walletId.value}`} />;
}
