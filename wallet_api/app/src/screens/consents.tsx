// All that is shared or asked for, what is kept for next time, and the ways to who looked and who never may.
import type { JSX } from "preact";
import { call } from "../api/client";
import type { Consent, ConsentTemplate } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Icon } from "../components/icons";
import { ProblemNote } from "../components/notes";
import { useNow } from "../components/now";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { askerName, howLong, type Phase, phaseOf, saidOf, timeLeft } from "../domain/consents";
import { writeMoment } from "../domain/dates";
import { fill, listed } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { tick } from "../state/events";
import { go, to } from "../state/route";
import { verified } from "../state/verified";
import { consents, inWallet, problem, reload } from "../state/wallet";

export function Consents(): JSX.Element {
  const { consent: said } = words.value;
  const now = useNow();
  const of = (phase: Phase): readonly Consent[] => consents.value.filter((each) => phaseOf(each, now) === phase);
  const over = of("over");
  return (
    <Screen title={said.title} lead={said.lead} back="more">
      <ProblemNote problem={problem.value} onAgain={() => void reload()} />
      {!consents.value.length && <p class="empty">{said.empty}</p>}
      <Listed title={said.waiting} list={of("waiting")} />
      <Listed title={said.now} list={of("now")} />
      <Templates />
      <ul class="tasks">
        <li><a class="task" href={to("looks")}><Icon name="eye" /><span><strong>{said.looks}</strong></span><Icon name="onward" /></a></li>
        <li><a class="task" href={to("consent-rules")}><Icon name="lock" /><span><strong>{said.rules}</strong></span><Icon name="onward" /></a></li>
      </ul>
      {over.length > 0 && (
        <details class="older">
          <summary>{said.over} ({over.length})</summary>
          <Listed list={over} />
        </details>
      )}
    </Screen>
  );
}

function Listed({ title, list }: { title?: string; list: readonly Consent[] }): JSX.Element | null {
  if (!list.length) return null;
  return (
    <section>
      {title && <h2>{title}</h2>}
      <ul class="tasks">
        {list.map((each) => (
          <li key={each.consent_id}>
            <a class="task" href={to("consent", each.consent_id)}>
              <span>
                <strong><bdi>{askerName(each.asker)}</bdi></strong>
                <span class="soft">{standing(each)}</span>
              </span>
              <Icon name="onward" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function standing(each: Consent): string {
  const said = saidOf(each, words.value.consent);
  const now = new Date();
  if (phaseOf(each, now) === "now" && each.ends_at) return fill(said.left, { time: timeLeft(each.ends_at, now, said) });
  return `${said.states[each.state]} · ${writeMoment(each.changed_at, language.value)}`;
}

function Templates(): JSX.Element | null {
  const { consent: said } = words.value;
  const read = useRead(() => call("get", "/v1/wallets/{wallet_id}/consent-templates", { path: inWallet() }), [tick.value]);
  if (!read.value?.templates.length) return null;
  return (
    <section>
      <h2>{said.templates}</h2>
      <ul class="plain-list">{read.value.templates.map((each) => <li key={each.template_id}><Template template={each} onGone={read.again} /></li>)}</ul>
    </section>
  );
}

function Template({ template, onGone }: { template: ConsentTemplate; onGone: () => void }): JSX.Element {
  const { consent: said } = words.value;
  const act = useAct();
  const path = { ...inWallet(), template_id: template.template_id };
  const kinds = listed(template.kinds.map((each) => each.label[language.value] ?? each.kind), language.value);
  const share = (): void =>
    act.run(async () => {
      const shared = await verified(() => call("post", "/v1/wallets/{wallet_id}/consent-templates/{template_id}/share", { path, body: {} }));
      await reload();
      go("consent", shared.consent_id);
    });
  const remove = (): void => act.run(() => call("delete", "/v1/wallets/{wallet_id}/consent-templates/{template_id}", { path }).then(onGone));
  return (
    <section class="panel">
      <p><bdi>{fill(said.templateOf, { kinds, name: askerName(template.asker), time: howLong(template.days, said) })}</bdi></p>
      <ProblemNote problem={act.problem} />
      <div class="row">
        <Button isBusy={act.isBusy} onClick={share}>{said.again}</Button>
        <Button look="quiet" isBusy={act.isBusy} onClick={remove}>{said.delete}</Button>
      </div>
    </section>
  );
}
