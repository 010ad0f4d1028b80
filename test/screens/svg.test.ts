import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { screenSvg } from "./svg.ts";

async function shown(columns: number, rows: number, text: string): Promise<string> {
  const term = new Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => term.write(text, resolve));
  return screenSvg(term, { title: "gdev <up>", description: 'services & "logs"' });
}

test("a tiny screen", async () => {
  expect(
    await shown(
      12,
      3,
      "\x1b[1;32mapi\x1b[0m   dev  x\r\n\x1b[7m日本\x1b[0m\x1b[38;5;208ma<&b\r\n\x1b[0m\x1b[2m│─╮\x1b[0m\x1b[48;2;1;2;3m█",
    ),
  ).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" width="129" height="114" viewBox="0 0 129 114" role="img" aria-label="services &amp; &quot;logs&quot;">
    <style>text{font:14px ui-monospace,'SF Mono','Cascadia Mono','JetBrains Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace}.b{font-weight:700}.i{font-style:italic}.d{opacity:.6}.u{text-decoration:underline}.s{text-decoration:line-through}</style>
    <rect width="129" height="114" rx="10" fill="#16181d"/>
    <path d="M0 36V10A10 10 0 0 1 10 0H119A10 10 0 0 1 129 10V36z" fill="#23262e"/>
    <circle cx="20" cy="18" r="6" fill="#ff5f57"/>
    <circle cx="40" cy="18" r="6" fill="#febc2e"/>
    <circle cx="60" cy="18" r="6" fill="#28c840"/>
    <text x="64.5" y="23" text-anchor="middle" fill="#8f96a3">gdev &lt;up&gt;</text>
    <g transform="translate(14 46)" fill="#d7dae0" xml:space="preserve">
    <rect x="0" y="18" width="16.8" height="18" fill="#d7dae0"/>
    <rect x="16.8" y="18" width="16.8" height="18" fill="#d7dae0"/>
    <rect x="25.2" y="36" width="8.4" height="18" fill="#010203"/>
    <text x="0" y="13.5" textLength="25.2" class="b" fill="#8fd17f">api</text>
    <text x="50.4" y="13.5" textLength="50.4">dev  x</text>
    <text x="0" y="31.5" textLength="16.8" fill="#16181d">日</text>
    <text x="16.8" y="31.5" textLength="16.8" fill="#16181d">本</text>
    <text x="33.6" y="31.5" textLength="33.6" fill="#ff8700">a&lt;&amp;b</text>
    <path d="M4.2 45L4.2 36M4.2 45L4.2 54M12.6 45L8.4 45M12.6 45L16.8 45M21 54Q21 45 16.8 45" class="d" fill="none" stroke="#d7dae0"/>
    <path d="M25.2 36h8.4v18h-8.4z"/>
    </g>
    </svg>
    "
  `);
});

test("the same screen is the same text, and what looks the same is one element", async () => {
  const line = `${"\x1b[31mred ".repeat(10)}\x1b[0m${"plain ".repeat(6)}`;
  const svg = await shown(80, 2, line);
  expect(svg).toBe(await shown(80, 2, line));
  expect(svg.match(/<text [^>]*textLength/g)).toHaveLength(2);
});

test("colours of 16, 256 and all, and inverse", async () => {
  const svg = await shown(20, 1, "\x1b[34ma\x1b[94mb\x1b[38;5;196mc\x1b[38;5;16md\x1b[38;5;255me\x1b[38;2;1;2;255mf\x1b[0;7mg");
  expect([...svg.matchAll(/fill="(#\w+)">[a-g]</g)].map(([, colour]) => colour)).toEqual([
    "#6fb1f5",
    "#97cbff",
    "#ff0000",
    "#000000",
    "#eeeeee",
    "#0102ff",
    "#16181d",
  ]);
  expect(svg).toContain('<rect x="50.4" y="0" width="8.4" height="18" fill="#d7dae0"/>');
});

test("blanks at the ends are not written, underlined ones are", async () => {
  expect(await shown(20, 1, "   ab  cd   ")).toContain('<text x="25.2" y="13.5" textLength="50.4">ab  cd</text>');
  expect(await shown(20, 1, "\x1b[4m a ")).toContain('textLength="25.2" class="u"> a </text>');
});

test("a character of another font stretches nobody else", async () => {
  const svg = await shown(20, 1, "⠹ build ✖ é│日x");
  expect([...svg.matchAll(/<text x="([\d.]+)" y="13.5"[^>]*>([^<]*)</g)].map(([, x, text]) => [x, text])).toEqual([
    ["0", "⠹"],
    ["16.8", "build"],
    ["67.2", "✖"],
    ["84", "é"],
    ["100.8", "日"],
    ["117.6", "x"],
  ]);
});

test("a combining character stays in its cell", async () => {
  expect(await shown(20, 1, "  e\u0301x")).toContain('<text x="16.8" y="13.5" textLength="16.8">e\u0301x</text>');
});
