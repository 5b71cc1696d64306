// Where one is signed in, the passkeys, the printed code, and signing out.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Device, Passkey } from "../api/types";
import { type Act, useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { Icon } from "../components/icons";
import { Going, ProblemNote } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { Sure } from "../components/wide";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { to } from "../state/route";
import { noteCode, signOut } from "../state/session";
import { verified } from "../state/verified";

export function Devices(): JSX.Element {
  const { devices: said, app, code } = words.value;
  const act = useAct();
  const devices = useRead(() => call("get", "/v1/account/devices"), []);
  const keys = useRead(() => call("get", "/v1/account/passkeys"), []);
  const newCode = (): void =>
    act.run(() => verified(() => call("post", "/v1/account/recovery-code")).then((made) => noteCode(made.recovery_code)));
  return (
    <Screen title={said.title} back="more" actions={<LinkButton look="main" icon="phone" href={to("add-device")}>{said.add}</LinkButton>}>
      <ProblemNote problem={act.problem ?? devices.problem ?? keys.problem} />
      {!devices.value && !devices.problem && <Going>{app.loading}</Going>}
      <section aria-labelledby="devices">
        <h2 id="devices">{said.devices}</h2>
        <ul class="plain-list">
          {devices.value?.devices.map((each) => <li key={each.device_id}><OneDevice device={each} act={act} again={devices.again} /></li>)}
        </ul>
      </section>
      <section aria-labelledby="keys">
        <h2 id="keys">{said.keys}</h2>
        <p class="soft">{said.keysLead}</p>
        <ul class="plain-list">
          {keys.value?.passkeys.map((each) => <li key={each.credential_id}><Key passkey={each} act={act} again={keys.again} /></li>)}
        </ul>
      </section>
      <section class="panel" aria-labelledby="printed">
        <h2 id="printed">{said.code}</h2>
        <p>{code.replaces}</p>
        <Button icon="lock" isBusy={act.isBusy} onClick={newCode}>{code.makeNew}</Button>
      </section>
      <SignOut act={act} />
    </Screen>
  );
}

function OneDevice({ device, act, again }: { device: Device; act: Act; again: () => void }): JSX.Element {
  const { devices: said } = words.value;
  const end = (): void =>
    act.run(async () => {
      await call("post", "/v1/account/devices/{device_id}/sign-out", { path: { device_id: device.device_id } });
      again();
    });
  return (
    <div class="panel">
      <h3><Icon name="phone" /><bdi>{device.name}</bdi></h3>
      <p class="soft">{device.is_this_one ? said.thisOne : fill(said.seen, { date: writeMoment(device.last_seen_at, language.value) })}</p>
      {!device.is_this_one && <Button isBusy={act.isBusy} onClick={end}>{said.signOutThere}</Button>}
    </div>
  );
}

function Key({ passkey, act, again }: { passkey: Passkey; act: Act; again: () => void }): JSX.Element {
  const { devices: said, app } = words.value;
  const [isAsking, setAsking] = useState(false);
  const path = { credential_id: passkey.credential_id };
  const remove = (): void =>
    act.run(async () => {
      await verified(() => call("delete", "/v1/account/passkeys/{credential_id}", { path }));
      again();
    });
  return (
    <div class="panel">
      <h3><Icon name="lock" />{fill(said.key, { date: writeMoment(passkey.created_at, language.value) })}</h3>
      <p class="soft">{passkey.is_backed_up ? said.synced : said.notSynced}</p>
      <Button look="quiet" isBusy={act.isBusy} onClick={() => setAsking(true)}>{said.remove}</Button>
      {isAsking && (
        <Sure
          title={said.remove} texts={[said.removeSure]} yes={app.yes} no={app.no} onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            remove();
          }}
        />
      )}
    </div>
  );
}

function SignOut({ act }: { act: Act }): JSX.Element {
  const { devices: said, app } = words.value;
  const [isAsking, setAsking] = useState(false);
  return (
    <section>
      <Button look="danger" isBusy={act.isBusy} onClick={() => setAsking(true)}>{said.signOut}</Button>
      {isAsking && <Sure title={said.signOut} texts={[said.signOutSure]} yes={app.signOut} no={app.cancel} onNo={() => setAsking(false)} onYes={() => act.run(signOut)} />}
    </section>
  );
}
