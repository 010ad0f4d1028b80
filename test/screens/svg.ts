import type { IBufferCell, Terminal } from "@xterm/headless";
import { shapeOf } from "./shapes.ts";

export interface Picture {
  /** In the window's title bar. */
  readonly title: string;
  /** Read to who cannot see it. */
  readonly description: string;
}

/**
 * What a terminal shows now → an SVG: a window with its title, a dark theme, the terminal's 16, 256 or all colours. The same screen gives the same text. Every
 * run of cells that look the same is one element, stretched over its columns, so that any monospace font of the reader fits the grid.
 */
export function screenSvg(term: Terminal, { title, description }: Picture): string {
  const width = Math.ceil(term.cols * cell.width + 2 * frame.side);
  const height = term.rows * cell.height + frame.top + frame.bottom;
  const rows = Array.from({ length: term.rows }, (_, row) => runsOf(term, row));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(description)}">`,
    `<style>text{font:${cell.font}px ${fonts}}${styles}</style>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${theme.background}"/>`,
    `<path d="M0 ${frame.bar}V10A10 10 0 0 1 10 0H${width - 10}A10 10 0 0 1 ${width} 10V${frame.bar}z" fill="${theme.bar}"/>`,
    ...theme.dots.map((colour, index) => `<circle cx="${20 + 20 * index}" cy="${frame.bar / 2}" r="6" fill="${colour}"/>`),
    `<text x="${width / 2}" y="${frame.bar / 2 + 5}" text-anchor="middle" fill="${theme.title}">${escaped(title)}</text>`,
    `<g transform="translate(${frame.side} ${frame.top})" fill="${theme.foreground}" xml:space="preserve">`,
    ...rows.flatMap((runs, row) => runs.flatMap((run) => background(run, row))),
    ...rows.flatMap((runs, row) => runs.flatMap((run) => [...shapes(run, row), ...words(run, row)])),
    "</g>",
    "</svg>",
  ].join("\n")}\n`;
}

const fonts = "ui-monospace,'SF Mono','Cascadia Mono','JetBrains Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";
const cell = { width: 8.4, height: 18, font: 14, baseline: 13.5 };
const frame = { bar: 36, top: 46, side: 14, bottom: 14 };
const styles =
  ".b{font-weight:700}.i{font-style:italic}.d{opacity:.6}.u{text-decoration:underline}.s{text-decoration:line-through}";

const theme = {
  background: "#16181d",
  bar: "#23262e",
  foreground: "#d7dae0",
  title: "#8f96a3",
  dots: ["#ff5f57", "#febc2e", "#28c840"],
  /** Black, red, green, yellow, blue, magenta, cyan, white, and the same bright. */
  colours: [
    ...["#2b2f38", "#f2777a", "#8fd17f", "#f0c674", "#6fb1f5", "#d197e3", "#5fd0d0", "#d7dae0"],
    ...["#6b7280", "#ff8f8f", "#aef09c", "#ffdf94", "#97cbff", "#e8b5f6", "#8beaea", "#ffffff"],
  ],
};

interface Look {
  readonly foreground: string;
  readonly background: string;
  /** Bold, italic, dim, underlined, struck through: their first letters. */
  readonly classes: string;
}

interface Run extends Look {
  readonly from: number;
  readonly columns: number;
  /** What stands in each cell. */
  readonly cells: readonly string[];
  /** A single character that comes from another font, of whatever width. */
  readonly isAlone: boolean;
}

/** The row's cells, joined where they look the same. A blank looks like what is before it. */
function runsOf(term: Terminal, row: number): readonly Run[] {
  const { active } = term.buffer;
  const line = active.getLine(active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; column < term.cols; column++) {
    const at = line?.getCell(column);
    const columns = at?.getWidth() ?? 0;
    if (!at || columns === 0) continue;
    const look = lookOf(at);
    const text = at.getChars() || " ";
    const last = runs.at(-1);
    const isAlone = columns === 2 || !(ofEveryFont.test(text) || shapeOf(text, { x: 0, y: 0, ...cell }));
    const isBlank = text === " " && look.background === theme.background && !isDrawn(look);
    const isSame = last && (sameLook(last, look) || (isBlank && last.background === look.background && !isDrawn(last)));
    if (isSame && !isAlone && !last.isAlone) {
      runs[runs.length - 1] = { ...last, columns: last.columns + 1, cells: [...last.cells, text] };
    } else runs.push({ from: column, columns, cells: [text], isAlone, ...look });
  }
  return runs;
}

/** Letters of Latin scripts with their accents, and the usual punctuation. */
const ofEveryFont = /^[ -\u036f\u2010-\u2027]+$/;

/** Whether a blank of that look is seen. */
function isDrawn({ classes }: Look): boolean {
  return /[us]/.test(classes);
}

function sameLook(one: Look, other: Look): boolean {
  return one.foreground === other.foreground && one.background === other.background && one.classes === other.classes;
}

function lookOf(at: IBufferCell): Look {
  const foreground = at.isFgDefault() ? theme.foreground : colourOf(at.getFgColor(), at.isFgRGB());
  const background = at.isBgDefault() ? theme.background : colourOf(at.getBgColor(), at.isBgRGB());
  const classes = [
    at.isBold() && "b",
    at.isItalic() && "i",
    at.isDim() && "d",
    at.isUnderline() && "u",
    at.isStrikethrough() && "s",
  ];
  const colours = at.isInverse() ? { foreground: background, background: foreground } : { foreground, background };
  return { ...colours, classes: classes.filter((name) => name !== 0).join(" ") };
}

/** The theme's 16, then a cube of 6×6×6, then 24 greys; or a colour in full. Source: xterm's 256 colours. */
function colourOf(colour: number, isFull: boolean): string {
  if (isFull) return hex(colour);
  if (colour < 16) return theme.colours[colour] ?? theme.foreground;
  if (colour >= 232) return hex((8 + (colour - 232) * 10) * 0x010101);
  const levels = [36, 6, 1].map((part) => Math.floor((colour - 16) / part) % 6);
  return hex(levels.reduce((sum, level) => sum * 256 + (level > 0 ? 55 + 40 * level : 0), 0));
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, "0")}`;
}

function background({ from, columns, background: fill }: Run, row: number): readonly string[] {
  if (fill === theme.background) return [];
  return [`<rect x="${x(from)}" y="${row * cell.height}" width="${x(columns)}" height="${cell.height}" fill="${fill}"/>`];
}

/** Lines and blocks of a run: one path for all that are stroked and one for all that are filled. */
function shapes({ from, cells, foreground, classes }: Run, row: number): readonly string[] {
  const all = cells.map((text, index) =>
    shapeOf(text, { x: Number(x(from + index)), y: row * cell.height, width: cell.width, height: cell.height }),
  );
  const stroke = all.map((shape) => (shape && "stroke" in shape ? shape.stroke : "")).join("");
  const fill = all.map((shape) => (shape && "fill" in shape ? shape.fill : "")).join("");
  const dim = classes.includes("d") ? ' class="d"' : "";
  const paint = foreground === theme.foreground ? "" : ` fill="${foreground}"`;
  return [
    ...(stroke === "" ? [] : [`<path d="${stroke}"${dim} fill="none" stroke="${foreground}"/>`]),
    ...(fill === "" ? [] : [`<path d="${fill}"${dim}${paint}/>`]),
  ];
}

/** The letters of a run, from the first that is seen to the last. */
function words({ from, columns, cells, foreground, classes }: Run, row: number): readonly string[] {
  const letters = cells.map((text) => (shapeOf(text, { x: 0, y: 0, ...cell }) ? " " : text));
  const seen = (text: string): boolean => text !== " " || /[us]/.test(classes);
  const first = letters.findIndex(seen);
  if (first < 0) return [];
  const last = letters.findLastIndex(seen);
  const length = columns === cells.length ? last + 1 - first : columns;
  const attributes = [
    `x="${x(from + first)}" y="${row * cell.height + cell.baseline}"`,
    ...(length > 1 ? [`textLength="${x(length)}"`] : []),
    ...(classes === "" ? [] : [`class="${classes}"`]),
    ...(foreground === theme.foreground ? [] : [`fill="${foreground}"`]),
  ];
  return [`<text ${attributes.join(" ")}>${escaped(letters.slice(first, last + 1).join(""))}</text>`];
}

function x(columns: number): string {
  return String(Math.round(columns * cell.width * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
