// The camera's picture in the page, looked through for a code some times a second, until there is one.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { asProblem, ownProblem, Problem } from "../api/problem";
import { words } from "../i18n/words";
import { codeReader } from "./reader";

const PAUSE_MS = 120;

interface Props {
  onCode: (text: string) => void;
  onProblem: (problem: Problem) => void;
}

export function Camera({ onCode, onProblem }: Props): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    watch(video.current as HTMLVideoElement, stop.signal).then(
      (text) => text !== null && onCode(text),
      (thrown: unknown) => !stop.signal.aborted && onProblem(asProblem(thrown)),
    );
    return () => stop.abort();
  }, []);
  return (
    <div class="camera">
      <video ref={video} playsInline muted aria-label={words.value.scan.camera} />
      <div class="camera-frame" aria-hidden="true" />
    </div>
  );
}

async function watch(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const stream = await opened();
  const close = (): void => stream.getTracks().forEach((track) => track.stop());
  signal.addEventListener("abort", close);
  try {
    if (signal.aborted) return null;
    video.srcObject = stream;
    const [read] = await Promise.all([codeReader(), video.play()]);
    while (!signal.aborted) {
      const text = await read(video);
      if (text !== null) return signal.aborted ? null : text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return null;
  } finally {
    close();
  }
}

async function opened(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw ownProblem("no-camera");
  const wanted = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } };
  return navigator.mediaDevices.getUserMedia(wanted).catch(() => {
    throw ownProblem("no-camera");
  });
}
