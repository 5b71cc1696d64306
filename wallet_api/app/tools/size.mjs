// Prints what a phone loads first, and what later, in bytes as they go over the wire (gzip); fails above the limit.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 200 * 1024;
const dist = new URL("../dist/", import.meta.url);
const size = (path) => gzipSync(readFileSync(new URL(path, dist))).length;
const html = readFileSync(new URL("index.html", dist), "utf8");
const named = new Set([...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map((found) => found[1]));
const first = ["index.html", ...[...named].filter((path) => /\.(js|css|svg|webmanifest)$/.test(path))];
const later = readdirSync(new URL("assets/", dist)).map((name) => `assets/${name}`).filter((path) => !named.has(path));

const show = (title, paths) => {
  console.log(title);
  for (const path of paths) console.log(`  ${String(size(path)).padStart(8)}  ${path}`);
  return paths.reduce((sum, path) => sum + size(path), 0);
};
const total = show("First load, gzipped bytes:", first);
console.log(`  ${String(total).padStart(8)}  in all; the limit is ${LIMIT_BYTES}`);
show("Later, when needed:", [...later, "sw.js"]);
process.exitCode = total > LIMIT_BYTES ? 1 : 0;
