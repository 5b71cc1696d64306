// Who may never look, and who did or tried to.
import type { JSX } from "preact";
import { call } from "../api/client";
import type { ConsentDenial } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, ProblemNote } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { Uses } from "../components/uses";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { verified } from "../state/verified";
import { inWallet } from "../state/wallet";

const DENIALS = "/v1/wallets/{wallet_id}/consent-denials";

export function ConsentRules(): JSX.Element {
  const { consent: said, app } = words.value;
  const act = useAct();
  const read = useRead(() => call("get", DENIALS, { path: inWallet() }), [tick.value]);
  const remove = (id: string): void =>
    act.run(() => verified(() => call("delete", `${DENIALS}/{denial_id}`, { path: { ...inWallet(), denial_id: id } })).then(read.again));
  return (
    <Screen title={said.rules} lead={said.rulesLead} back="consents">
      <ProblemNote problem={act.problem ?? (read.value ? null : read.problem)} onAgain={read.again} />
      {!read.value && !read.problem && <Going>{app.loading}</Going>}
      {read.value?.denials.length === 0 && <p class="empty">{said.rulesNone}</p>}
      <ul class="plain-list">
        {read.value?.denials.map((each) => (
          <li key={each.denial_id}>
            <section class="panel">
              <p><strong>{ruleName(each)}</strong></p>
              {each.purpose && <p class="soft">{said.purposes[each.purpose]}</p>}
              {each.kind && <p class="soft">{fill(said.ruleKind, { kind: each.kind.label[language.value] ?? each.kind.kind })}</p>}
              <div class="row"><Button look="quiet" isBusy={act.isBusy} onClick={() => remove(each.denial_id)}>{said.delete}</Button></div>
            </section>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function ruleName(each: ConsentDenial): string {
  const { consent: said } = words.value;
  const place = each.organisation?.name ?? each.organisation_id ?? said.anybody;
  const person = each.person_name ?? each.person;
  return person ? fill(said.ruleOf, { person, place }) : place;
}

export function AllLooks(): JSX.Element {
  const { consent: said, app } = words.value;
  const read = useRead(() => call("get", "/v1/wallets/{wallet_id}/consent-uses", { path: inWallet() }), [tick.value]);
  return (
    <Screen title={said.looks} lead={said.looksLead} back="consents">
      <ProblemNote problem={read.value ? null : read.problem} onAgain={read.again} />
      {!read.value && !read.problem && <Going>{app.loading}</Going>}
      {read.value && <Uses uses={read.value.uses} />}
    </Screen>
  );
}
