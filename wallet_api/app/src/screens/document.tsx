// One document: opened after the passkey, saved, deleted.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call, fetchFile, readContent } from "../api/client";
import type { Document as Kept } from "../api/types";
import { type Act, useAct } from "../components/act";
import { Button } from "../components/button";
import { Delete } from "../components/delete";
import { Icon } from "../components/icons";
import { Going, Note, ProblemNote } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { fileName, isPicture, isText } from "../domain/documents";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { save } from "../offline/save";
import { goInstead, route } from "../state/route";
import { verified } from "../state/verified";
import { inWallet } from "../state/wallet";
import { factsOf, fromWhom } from "./documents";

const here = (record_id: string): { wallet_id: string; record_id: string } => ({ ...inWallet(), record_id });

export function Document(): JSX.Element {
  const { documents: said, app } = words.value;
  const { id } = route.value;
  const { value, problem } = useRead(() => call("get", "/v1/wallets/{wallet_id}/records/{record_id}", { path: here(id) }), [id]);
  const act = useAct();
  return (
    <Screen title={value?.title ?? said.title} back="documents">
      <ProblemNote problem={act.problem ?? problem} />
      {!value && !problem && <Going>{app.loading}</Going>}
      {value && (
        <div class="panel">
          <p class="facts"><Icon name="clipboard" />{factsOf(value).join(" · ")}</p>
          <p class="soft">{fromWhom(value)}</p>
          {value.put_in_by && <Button look="quiet" icon="shield" isBusy={act.isBusy} onClick={() => act.run(() => saveSignature(id))}>{said.saveSignature}</Button>}
        </div>
      )}
      {value && <Content document={value} act={act} />}
      {(value || problem?.code === "record-damaged") && <Delete said={said} act={act} remove={() => remove(id)} />}
    </Screen>
  );
}

function Content({ document, act }: { document: Kept; act: Act }): JSX.Element {
  const { documents: said } = words.value;
  const [content, setContent] = useState<Blob | null>(null);
  const type = document.media_type;
  const open = (): void => act.run(() => verified(() => readContent(here(document.record_id))).then(setContent));
  if (!content || !type) {
    return (
      <>
        <Note icon="lock"><p>{said.hidden}</p></Note>
        {act.isBusy && <Going>{said.opening}</Going>}
        <Button look="main" icon="eye" isBusy={act.isBusy} onClick={open}>{said.open}</Button>
      </>
    );
  }
  return (
    <>
      {isPicture(type) ? <Picture content={content} name={document.title} /> : isText(type) ? <Text content={content} name={document.title} /> : <Note icon="lock"><p>{said.shownAlone}</p></Note>}
      <Button look={isPicture(type) || isText(type) ? "plain" : "main"} onClick={() => save({ name: fileName(document.title, type), content })}>{said.save}</Button>
    </>
  );
}

function Picture({ content, name }: { content: Blob; name: string }): JSX.Element {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(content);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content]);
  return <img class="document" src={url || undefined} alt={fill(words.value.documents.picture, { name })} />;
}

function Text({ content, name }: { content: Blob; name: string }): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => void content.text().then(setText), [content]);
  // it scrolls sideways: a keyboard has to get there
  return <pre class="document" dir="auto" tabIndex={0} role="region" aria-label={fill(words.value.documents.text, { name })}>{text}</pre>;
}

/** Whose it is, with the signature: a FHIR Provenance that anybody can check. */
async function saveSignature(id: string): Promise<void> {
  save(await fetchFile("/v1/wallets/{wallet_id}/records/{record_id}/provenance", here(id)));
}

async function remove(id: string): Promise<void> {
  await verified(() => call("delete", "/v1/wallets/{wallet_id}/records/{record_id}", { path: here(id) }));
  goInstead("documents");
}
