import type { Style } from "../style.ts";
import { widthOf } from "../width.ts";
import { keyBindings } from "./key-table.ts";
import { plainText, rowOf, type Span } from "./spans.ts";

/** A question at the bottom of the screen, with what has been typed. */
export interface Prompt {
  readonly kind: "filter" | "search" | "save";
  readonly text: string;
  /** Why what was typed cannot be taken, in words. */
  readonly problem?: string;
}

export interface FooterLook {
  readonly columns: number;
  readonly style: Style;
}

const promptTitles: Readonly<Record<Prompt["kind"], string>> = { filter: "filter", search: "search", save: "save to" };

/** The last row: what is being typed, or the keys that matter, as many as there is room for. */
export function footerRow(prompt: Prompt | undefined, look: FooterLook): string {
  return prompt ? promptRow(prompt, look) : keyRow(look);
}

function promptRow({ kind, text, problem }: Prompt, { columns, style }: FooterLook): string {
  const hint = kind === "save" ? "enter writes · esc not" : "text or /regex/ · enter keeps · esc clears";
  const typed = plainText(text);
  const room = columns - widthOf(promptTitles[kind]) - 6;
  const shown = widthOf(typed) > room ? typed.slice(-Math.max(1, room)) : typed;
  return rowOf(
    [
      { text: ` ${promptTitles[kind]}: `, paint: style.bold },
      { text: shown },
      { text: " ", paint: style.inverse },
      { text: `  ${problem ? plainText(problem) : hint}`, paint: problem ? style.red : style.dim },
    ],
    columns,
  );
}

function keyRow({ columns, style }: FooterLook): string {
  const hints = keyBindings.flatMap(({ keys: [key = ""], hint }) => (hint ? [{ key, hint }] : []));
  const last = hints.slice(-2);
  let room = columns - 1 - last.reduce((sum, { key, hint }) => sum + widthOf(key) + widthOf(hint) + 3, 0);
  const shown = hints.slice(0, -2).filter(({ key, hint }) => {
    room -= widthOf(key) + widthOf(hint) + 3;
    return room >= 0;
  });
  const spans = [...shown, ...last].flatMap(({ key, hint }): readonly Span[] => [
    { text: key, paint: style.bold },
    { text: ` ${hint}  `, paint: style.dim },
  ]);
  return rowOf([{ text: " " }, ...spans], columns);
}
