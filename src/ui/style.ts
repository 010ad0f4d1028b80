/** Words in a colour or weight of the terminal's own theme; without colour they stay as they are. */
export interface Style {
  plain(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  inverse(text: string): string;
}

/** The styles, or none of them. Whether an output wants colours is `coloursFor`'s to say. */
export function styleFor(colour: boolean): Style {
  const paint = (open: number, close: number) => (text: string) =>
    colour && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    plain: (text) => text,
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    inverse: paint(7, 27),
  };
}
