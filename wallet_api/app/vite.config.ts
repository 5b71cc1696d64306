import { defineConfig, type Plugin } from "vite";

/** Writes into the service worker which files the shell consists of; its name in the cache changes with them. */
function shell(): Plugin {
  return {
    name: "shell",
    async generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/") && !name.endsWith(".wasm"));
      const paths = ["/", "/manifest.webmanifest", "/icons/icon.svg", ...files.filter(isFirst).map((name) => `/${name}`)];
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker is not in the bundle");
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(paths.sort().join()));
      const version = Array.from(new Uint8Array(digest).slice(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
      worker.code = worker.code.replace("__SHELL__", JSON.stringify(paths)).replace("__VERSION__", JSON.stringify(version));
    },
  };
}

/** All but the reader of codes, which a browser fetches when it scans. */
const isFirst = (name: string): boolean => !name.includes("zxing");

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { app: "index.html", sw: "src/offline/worker.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: (chunk) =>
          chunk.moduleIds.some((id) => id.includes("zxing-wasm")) ? "assets/zxing-[hash].js" : "assets/[name]-[hash].js",
      },
    },
  },
  plugins: [shell()],
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
