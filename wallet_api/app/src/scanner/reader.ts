// Reads a QR code: with the browser's own reader where there is one, else with zxing, whose wasm is fetched when scanning.
// Its module is not: browsers do not try again to import what they failed to import once.
import { PAUSES_MS } from "../api/client";
import { ownProblem } from "../api/problem";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

export type Picture = ImageData | Blob | HTMLVideoElement;
export type ReadCode = (picture: HTMLVideoElement | Blob) => Promise<string | null>;

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

let reading: Promise<ReadCode> | undefined;

/** Throws a Problem; whoever asks again then has it loaded anew. */
export function codeReader(): Promise<ReadCode> {
  reading ??= loaded().catch((thrown: unknown) => {
    reading = undefined;
    throw thrown;
  });
  return reading;
}

async function loaded(): Promise<ReadCode> {
  for (const pause of PAUSES_MS) {
    try {
      return await openReader();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return openReader().catch(() => {
    throw ownProblem("no-connection");
  });
}

async function openReader(): Promise<ReadCode> {
  const native = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  const formats = native ? await native.getSupportedFormats().catch(() => []) : [];
  if (native && formats.includes("qr_code")) {
    const detector = new native({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(await asBitmap(picture)))[0]?.rawValue ?? null;
  }
  await prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path) }, fireImmediately: true });
  return async (picture) => {
    const data = picture instanceof Blob ? picture : frame(picture);
    const found = data ? await readBarcodes(data, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 }) : [];
    return found.find((each) => each.isValid)?.text ?? null;
  };
}

const asBitmap = (picture: HTMLVideoElement | Blob): Promise<ImageBitmap> | HTMLVideoElement =>
  picture instanceof Blob ? createImageBitmap(picture) : picture;

const canvas = globalThis.document ? document.createElement("canvas") : undefined;

function frame(video: HTMLVideoElement): ImageData | null {
  const context = canvas?.getContext("2d", { willReadFrequently: true });
  if (!canvas || !context || !video.videoWidth) return null;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  context.drawImage(video, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
