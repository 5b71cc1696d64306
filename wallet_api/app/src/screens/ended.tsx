// The report of what was deleted; it can be read without being signed in, by the receipt that this phone keeps.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { download } from "../api/client";
import type { Ending } from "../api/types";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, Note, ProblemNote, Told } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { writeDay } from "../domain/dates";
import { erasedGroups } from "../domain/leaving";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { save } from "../offline/save";
import { putReportAway, receipt, report } from "../state/leaving";
import { goInstead } from "../state/route";

const AGAIN_MS = 2000;

export function Ended(): JSX.Element {
  const { ended: said, app } = words.value;
  const drawn = receipt.value;
  const { value, problem, again } = useRead(() => (drawn ? report(drawn) : Promise.resolve(null)), [drawn]);
  const isGoing = value !== null && value.ended_at === null;
  useEffect(() => {
    const timer = isGoing ? setInterval(again, AGAIN_MS) : undefined;
    return () => clearInterval(timer);
  }, [isGoing]);
  const done = (): void => void putReportAway().then(() => goInstead(""));
  return (
    <Screen title={said.title} actions={<Button look="main" onClick={done}>{app.done}</Button>}>
      {drawn === null && <p>{said.none}</p>}
      <ProblemNote problem={problem} onAgain={again} />
      {isGoing && <Going><p>{said.going}</p></Going>}
      {value?.ended_at && <Told tone="good" icon="check"><p><strong>{said.done}</strong></p></Told>}
      {value && <Report ending={value} />}
      {drawn && value?.kept && <KeptByLaw kept={value.kept} receipt={drawn} />}
      {drawn && value?.ended_at && <Certificate receipt={drawn} />}
    </Screen>
  );
}

function Certificate({ receipt }: { receipt: string }): JSX.Element {
  const { ended: said } = words.value;
  const act = useAct();
  return (
    <section>
      <p>{said.certificateLead}</p>
      <ProblemNote problem={act.problem} />
      <Button icon="check" isBusy={act.isBusy} onClick={() => act.run(async () => save(await download("/v1/endings/certificate", { receipt })))}>{said.certificate}</Button>
    </section>
  );
}

function KeptByLaw({ kept, receipt }: { kept: NonNullable<Ending["kept"]>; receipt: string }): JSX.Element {
  const { ended: said } = words.value;
  return (
    <section class="panel">
      <h2>{said.kept}</h2>
      <p>{fill(said.keptWhat, { count: String(kept.disclosures), day: writeDay(new Date(kept.until), language.value) })}</p>
      <p>{said.keptNumber}</p>
      <p><bdi>{receipt}</bdi></p>
    </section>
  );
}

function Report({ ending }: { ending: Ending }): JSX.Element {
  const { ended: said } = words.value;
  return (
    <>
      <section class="panel">
        <h2>{said.erased}</h2>
        <dl class="values">
          {erasedGroups(ending.erased).map(([group, count]) => <div key={group}><dt>{said.kinds[group]}</dt><dd>{count}</dd></div>)}
        </dl>
      </section>
      <section class="panel">
        <h2>{said.stays}</h2>
        <ul>{ending.stays.map(({ code, sentence }) => <li key={code}>{said.staysWhat[code] ?? sentence}</li>)}</ul>
      </section>
      <Note icon="clock"><p>{said.day}</p></Note>
    </>
  );
}
