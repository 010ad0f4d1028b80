import { clipText } from "../../core/logs/clip.ts";
import type { LogStatus } from "../../core/logs/view.ts";
import type { Style } from "../style.ts";
import type { Chrome } from "./chrome.ts";
import { logTitle, ruler } from "./log-title.ts";
import type { Pane } from "./screen-rows.ts";
import { sizesRows, sizesTitle } from "./sizes-pane.ts";
import { plainText, spread } from "./spans.ts";
import type { StageList, View } from "./view.ts";

export interface MainPaneQuestion {
  readonly view: View;
  readonly chrome: Chrome;
  readonly logs: LogStatus;
  /** The rows of the logs, painted. */
  readonly logRows: () => readonly string[];
  readonly style: Style;
  readonly colour: boolean;
  /** The project's folder. */
  readonly cwd: string;
  readonly columns: number;
}

/** The pane under the services, its title included: a list of stages, a text, or the logs. Undefined where there is no room for one. */
export function mainPane({ view, chrome, logs, logRows, style, colour, cwd, columns }: MainPaneQuestion): Pane | undefined {
  const { row, height } = chrome.pane;
  if (height <= 0) return undefined;
  const pane = (rows: readonly string[]): Pane => ({ row: row - 1, col: 0, width: columns, height: height + 1, rows });
  const clipped = (text: string): string => clipText(text, columns);
  if (view.stages) {
    const title = titleLine(`  switch ${plainText(view.stages.service)} to `, " enter chooses · esc not ", { style, columns });
    return pane([title, ...stageRows(view.stages, height, style)]);
  }
  if (view.sizes) {
    const { title, keys } = sizesTitle(view.sizes);
    const rows = sizesRows(view.sizes, { columns, height, style, colour, cwd });
    return pane([titleLine(`  ${plainText(title)} `, ` ${keys} `, { style, columns }), ...rows.map(clipped)]);
  }
  if (view.text) {
    const { top, rows } = view.text;
    return pane([
      titleLine(`  ${view.text.title} `, " esc closes ", { style, columns }),
      ...rows(columns)
        .slice(top, top + height)
        .map(clipped),
    ]);
  }
  return pane([logTitle(logs, { columns, style, focused: view.focus === "logs" }), ...logRows()]);
}

function titleLine(title: string, right: string, { style, columns }: Pick<MainPaneQuestion, "style" | "columns">): string {
  return spread([{ text: title, paint: style.bold }], [{ text: right, paint: style.dim }], columns, ruler(style));
}

function stageRows({ names, index }: StageList, height: number, style: Style): readonly string[] {
  const first = Math.max(0, Math.min(names.length - height, index - Math.floor(height / 2)));
  return names.slice(first, first + height).map((name, offset) => {
    const row = plainText(name);
    return first + offset === index ? `  ${style.bold("▸")} ${style.inverse(row)}` : `    ${row}`;
  });
}
