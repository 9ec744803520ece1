// Draws each SVG of a folder as WebP in the widths given and writes manifest.json: hash of the SVG, width and height of
// the largest. Run by `go run ./cmd/dev pictures`. Arguments: folder, widths.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, ...widths] = process.argv.slice(2);
const { chromium } = createRequire(join(process.cwd(), "web", "package.json"))("playwright-core");

const browser = await chromium.launch({ executablePath: process.env.ETRADE_CHROMIUM, args: ["--no-sandbox"] });
const page = await browser.newPage();
const manifest = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(".svg")).sort()) {
  const name = file.slice(0, -4);
  const svg = readFileSync(join(folder, file));
  for (const width of widths.map(Number)) {
    const drawn = await page.evaluate(draw, { source: `data:image/svg+xml;base64,${svg.toString("base64")}`, width });
    writeFileSync(join(folder, `${name}-${width}.webp`), Buffer.from(drawn.webp, "base64"));
    manifest[name] = { svg: createHash("sha256").update(svg).digest("hex").slice(0, 10), width, height: drawn.height };
  }
  console.log(`  ${name}`);
}
await browser.close();
writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

async function draw({ source, width }) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * image.naturalHeight) / image.naturalWidth);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { height: canvas.height, webp: canvas.toDataURL("image/webp", 0.86).split(",")[1] };
}
