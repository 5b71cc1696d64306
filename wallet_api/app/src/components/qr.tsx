// A QR code drawn here, of a link that stays on this phone. Fetched when it is needed first.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../i18n/words";

export function Qr({ text, label }: { text: string; label: string }): JSX.Element {
  const [drawn, setDrawn] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    void import("qrcode-generator").then(({ default: qrcode }) => {
      const code = qrcode(0, "M");
      code.addData(text);
      code.make();
      const size = code.getModuleCount();
      const rows = Array.from({ length: size }, (_, row) => row);
      const path = rows.flatMap((y) => rows.filter((x) => code.isDark(y, x)).map((x) => `M${x} ${y}h1v1h-1z`)).join("");
      setDrawn({ size, path });
    });
  }, [text]);
  if (!drawn) return <p>{words.value.app.loading}</p>;
  const edge = drawn.size + 8;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`-4 -4 ${edge} ${edge}`} shapeRendering="crispEdges">
      <rect x={-4} y={-4} width={edge} height={edge} fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
