// The link of somebody who asks for consent: the request is this wallet's from now on.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { call } from "../api/client";
import { onReturn } from "../api/connection";
import { useAct } from "../components/act";
import { Going, ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { goInstead, route } from "../state/route";
import { inWallet, reload } from "../state/wallet";

export function Asked(): JSX.Element {
  const { consent: said } = words.value;
  const act = useAct();
  const take = (): void =>
    act.run(async () => {
      const path = inWallet();
      const taken = await call("post", "/v1/wallets/{wallet_id}/consents/taken-up", { path, body: { token: route.peek().id } });
      await reload();
      goInstead("consent", taken.consent_id);
    });
  useEffect(take, []);
  useEffect(() => onReturn(take), []); // also while a call is under way, which may get no more tries: the same is taken up once
  return (
    <Screen title={said.asksTitle} back="">
      {act.isBusy && <Going>{said.takingUp}</Going>}
      <ProblemNote problem={act.problem} onAgain={take} />
    </Screen>
  );
}
