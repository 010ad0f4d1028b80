import type { Style } from "../style.ts";
import { padText, widthOf } from "../width.ts";
import { keyBindings, keyGroups } from "./key-table.ts";

/** All keys, by group; in two columns where there is room. */
export function helpRows(columns: number, style: Style): readonly string[] {
  const groups = keyGroups.map(({ group, title }) => [
    style.bold(title),
    ...keyBindings
      .filter((binding) => binding.group === group)
      .map(({ keys, help }) => `  ${style.cyan(padText(keys.join(" "), keysWidth))}  ${help}`),
    "",
  ]);
  if (columns < 2 * columnWidth) return groups.flat();
  const [services = [], deeds = [], logs = [], show = [], leave = []] = groups;
  const left = [...services, ...deeds, ...leave];
  const right = [...logs, ...show];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const cell = left[row] ?? "";
    return `${cell}${" ".repeat(Math.max(0, columnWidth - visibleWidth(cell)))}${right[row] ?? ""}`;
  });
}

const keysWidth = Math.max(...keyBindings.map(({ keys }) => widthOf(keys.join(" "))));
const columnWidth = keysWidth + 64;

function visibleWidth(painted: string): number {
  return widthOf(painted.replaceAll(/\x1b\[[\d;]*m/g, ""));
}
