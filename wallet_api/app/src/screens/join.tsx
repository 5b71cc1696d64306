// What a link of another device, or of a guardian, leads to.
import type { JSX } from "preact";
import { call } from "../api/client";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Icon } from "../components/icons";
import { ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { goInstead, route } from "../state/route";
import { choose, join, look, phase, signUp } from "../state/session";

export function Join(): JSX.Element {
  const { join: said } = words.value;
  const { isBusy, problem, run } = useAct();
  const add = (): void => run(() => join(route.peek().id).then(() => goInstead("")));
  return (
    <Screen title={said.title} lead={said.lead} back="" actions={<Button look="main" isBusy={isBusy} onClick={add}>{said.go}</Button>}>
      <div class="empty"><Icon name="phone" large /></div>
      <ProblemNote problem={problem} />
    </Screen>
  );
}

export function TakeOver(): JSX.Element {
  const { people: said } = words.value;
  const { isBusy, problem, run } = useAct();
  const isIn = phase.value === "in";
  const token = route.value.id;
  const take = (): void =>
    run(async () => {
      if (!isIn) await signUp();
      const taken = await call("post", "/v1/wallets/take-over", { body: { token } });
      await look();
      await choose(taken.wallet_id);
      goInstead("");
    });
  return (
    <Screen
      title={said.takeOver} lead={said.takeOverLead} back=""
      actions={<Button look="main" isBusy={isBusy} onClick={take}>{isIn ? said.takeOverYes : said.takeOverNew}</Button>}
    >
      <div class="empty"><Icon name="person" large /></div>
      <ProblemNote problem={problem} />
    </Screen>
  );
}
