import type { SessionState } from "../../core/session/session.ts";
import type { Colours } from "../log-colours.ts";
import type { Style } from "../style.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { footerRow } from "./footer.ts";
import { headerRow } from "./header.ts";
import { layOut, smallest } from "./layout.ts";
import { pinnedErrors, reloadsOf } from "./reload-words.ts";
import type { Size } from "./screen-rows.ts";
import { serviceRows } from "./services.ts";
import { spread } from "./spans.ts";
import type { View } from "./view.ts";

/** Everything that is drawn but the pane of the logs, which is painted over the gap. */
export interface Chrome {
  readonly columns: number;
  readonly header: string;
  readonly services: readonly string[];
  readonly blocks: readonly (readonly string[])[];
  /** Where the pane is; its title is in the row above. */
  readonly pane: { readonly row: number; readonly height: number };
  readonly footer: string;
}

export interface ChromeLook {
  readonly size: Size;
  readonly style: Style;
  readonly colours: Colours;
  /** The project's folder. */
  readonly cwd: string;
  /** Whether a service's logs are not shown. */
  readonly isHidden: (service: string) => boolean;
  /** Ms since the epoch. */
  readonly now: number;
}

/** The whole chrome for a state and a view. A screen that is too small says so and nothing else. */
export function chromeOf(state: SessionState, view: View, look: ChromeLook): Chrome {
  const { columns, rows } = look.size;
  if (columns < smallest.columns || rows < smallest.rows) return tooSmall(look.size);
  const { style } = look;
  const blocks: readonly Block[] = blocksOf(state, {
    columns,
    style,
    colour: look.colours !== "none",
    cwd: look.cwd,
    showBuild: view.showBuild,
    dismissed: view.dismissed,
    pinned: pinnedErrors(state),
  });
  const layout = layOut({ rows, services: state.services.length, blocks });
  return {
    columns,
    header: headerRow(state, { columns, style }),
    services: serviceRows(state, {
      columns,
      rows: layout.services,
      style,
      colours: look.colours,
      selected: view.selected,
      focused: view.focus === "services",
      isHidden: look.isHidden,
      showUsage: view.showUsage,
      reloads: reloadsOf(state, look.now),
    }),
    blocks: layout.blocks,
    pane: layout.pane,
    footer: footerRow(view.prompt, { columns, style }),
  };
}

/** The rows of a chrome, for a screen that Ink does not draw yet. */
export function chromeRows({ header, services, blocks, pane, footer }: Chrome): readonly string[] {
  return [header, ...services, ...blocks.flat(), ...Array.from({ length: pane.height + 1 }, () => ""), footer];
}

/** What a first frame shows while nothing is known but the project's name. */
export function skeleton(project: string, { columns, rows }: Size, style: Style): readonly string[] {
  const header = spread(
    [
      { text: " gdev ", paint: (text) => style.inverse(style.bold(text)) },
      { text: ` ${project}`, paint: style.bold },
    ],
    [],
    columns,
  );
  return [header, style.dim("    SERVICE  STATE"), ...Array.from({ length: Math.max(0, rows - 2) }, () => "")];
}

function tooSmall({ columns, rows }: Size): Chrome {
  const words = `gdev needs ${smallest.columns}×${smallest.rows}; this is ${columns}×${rows}`;
  return {
    columns,
    header: words.slice(0, columns),
    services: [],
    blocks: [],

    pane: { row: 0, height: 0 },
    footer: "",
  };
}
