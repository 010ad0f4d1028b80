/** A cell's place in a picture, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Box-drawing lines and blocks as shapes, so that they meet at the cells' edges in any font: an SVG path to be stroked, one to be filled, or none for a
 * character that is a letter.
 */
export function shapeOf(
  character: string,
  { x, y, width, height }: Place,
): { readonly stroke: string } | { readonly fill: string } | undefined {
  const middle = { x: round(x + width / 2), y: round(y + height / 2) };
  const right = round(x + width);
  const bottom = round(y + height);
  const arms = lines[character];
  if (arms) {
    const ends = { u: `${middle.x} ${y}`, d: `${middle.x} ${bottom}`, l: `${x} ${middle.y}`, r: `${right} ${middle.y}` };
    const [one, other] = [...arms].map((arm) => ends[arm as keyof typeof ends]);
    if ("╭╮╰╯".includes(character)) return { stroke: `M${one}Q${middle.x} ${middle.y} ${other}` };
    return { stroke: [...arms].map((arm) => `M${middle.x} ${middle.y}L${ends[arm as keyof typeof ends]}`).join("") };
  }
  const part = blocks[character];
  if (!part) return undefined;
  const [left, top, across, down] = part;
  const box = [x + left * width, y + top * height, across * width, down * height].map(round);
  return { fill: `M${box[0]} ${box[1]}h${box[2]}v${box[3]}h-${box[2]}z` };
}

/** Which of the cell's four edges (up, down, left, right) a line goes to from its middle. */
const lines: Readonly<Record<string, string>> = {
  "─": "lr",
  "│": "ud",
  "┌": "dr",
  "┐": "dl",
  "└": "ur",
  "┘": "ul",
  "├": "udr",
  "┤": "udl",
  "┬": "dlr",
  "┴": "ulr",
  "┼": "udlr",
  "╭": "dr",
  "╮": "dl",
  "╰": "ur",
  "╯": "ul",
};

/** Which part of the cell is filled: left, top, width and height as fractions of it. */
const blocks: Readonly<Record<string, readonly [number, number, number, number]>> = {
  ...Object.fromEntries([..."▁▂▃▄▅▆▇█"].map((block, index) => [block, [0, 1 - (index + 1) / 8, 1, (index + 1) / 8]])),
  ...Object.fromEntries([..."▏▎▍▌▋▊▉"].map((block, index) => [block, [0, 0, (index + 1) / 8, 1]])),
  "▀": [0, 0, 1, 0.5],
  "▐": [0.5, 0, 0.5, 1],
  "━": [0, 0.44, 1, 0.12],
  "┃": [0.4, 0, 0.2, 1],
};

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
