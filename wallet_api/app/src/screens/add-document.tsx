// Adding a document: a photo or a file, what it is called, what it is.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { call, sendContent } from "../api/client";
import { ownProblem } from "../api/problem";
import { useAct } from "../components/act";
import { Button } from "../components/button";
import { Going, ProblemNote } from "../components/notes";
import { Screen } from "../components/screen";
import { ACCEPTED, CATEGORIES, type Category, mediaTypeOf, MOST_BYTES, titleOf } from "../domain/documents";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { goInstead } from "../state/route";
import { inWallet } from "../state/wallet";

interface Said {
  title: string;
  category: Category;
  day: string | null;
  sensitivity: "N" | "V";
}

/** Announced once for the same words, so that a file that was cut off is sent again to its own place. */
function useKeeping(): (said: Said, file: File) => Promise<void> {
  const announced = useRef<{ said: string; id: string } | null>(null);
  return async (said, file) => {
    const type = mediaTypeOf(file);
    if (!type) throw ownProblem("unknown-media-type");
    if (file.size > MOST_BYTES) throw ownProblem("too-large");
    const path = inWallet();
    if (announced.current?.said !== JSON.stringify(said)) {
      const made = await call("post", "/v1/wallets/{wallet_id}/records", { path, body: said });
      announced.current = { said: JSON.stringify(said), id: made.record_id };
    }
    await sendContent({ ...path, record_id: announced.current.id }, file, type);
    goInstead("document", announced.current.id);
  };
}

export function AddDocument(): JSX.Element {
  const { documents: said } = words.value;
  const { isBusy, problem, run } = useAct();
  const keep = useKeeping();
  const [file, setFile] = useState<File | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [title, setTitle] = useState("");
  const [category, setCategory] = useState<Category>("letter");
  const [day, setDay] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const take = (chosen: File): void => {
    setFile(chosen);
    setMissing(false);
    if (!title) setTitle(titleOf(chosen.name));
  };
  return (
    <Screen title={said.add} back="documents" lead={said.addLead}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(file === null);
          if (file && !isBusy) run(() => keep({ title, category, day: day || null, sensitivity: isPrivate ? "V" : "N" }, file));
        }}
      >
        <Chooser label={said.photo} icon="picture" accept="image/jpeg,image/png" isPhoto onFile={take} />
        <Chooser label={said.file} icon="clipboard" accept={ACCEPTED} onFile={take} />
        <p role="status" class={isMissing ? "fault" : undefined}>{file ? fill(said.chosen, { name: file.name }) : isMissing ? said.choose : ""}</p>
        <div class="field">
          <label for="title">{said.name}</label>
          <input id="title" value={title} maxLength={100} required autocomplete="off" aria-describedby="title-hint" onInput={(event) => setTitle(event.currentTarget.value)} />
          <p id="title-hint" class="soft">{said.nameHint}</p>
        </div>
        <fieldset class="panel">
          <legend>{said.kind}</legend>
          {CATEGORIES.map((each) => (
            <label key={each}><input type="radio" name="kind" checked={category === each} onChange={() => setCategory(each)} />{said.kinds[each]}</label>
          ))}
        </fieldset>
        <div class="field">
          <label for="day">{said.day}</label>
          <input id="day" type="date" value={day} aria-describedby="day-hint" onInput={(event) => setDay(event.currentTarget.value)} />
          <p id="day-hint" class="soft">{said.dayHint}</p>
        </div>
        <fieldset>
          <label><input type="checkbox" checked={isPrivate} aria-describedby="private-hint" onChange={(event) => setPrivate(event.currentTarget.checked)} />{said.private}</label>
          <p id="private-hint" class="soft">{said.privateHint}</p>
        </fieldset>
        {isBusy && <Going>{said.keeping}</Going>}
        <ProblemNote problem={problem} {...(problem?.code === "too-large" ? { what: said.tooLarge } : {})} />
        <Button type="submit" look="main" isBusy={isBusy}>{said.keep}</Button>
      </form>
    </Screen>
  );
}

interface Choosing {
  label: string;
  icon: "picture" | "clipboard";
  accept: string;
  isPhoto?: boolean;
  onFile: (file: File) => void;
}

function Chooser({ label, icon, accept, isPhoto, onFile }: Choosing): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={icon} onClick={() => input.current?.click()}>{label}</Button>
      <input
        ref={input} class="aside" type="file" accept={accept} {...(isPhoto ? { capture: "environment" as const } : {})} tabIndex={-1} aria-label={label}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) onFile(chosen);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
