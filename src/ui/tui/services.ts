import type { ServiceView, SessionState } from "../../core/session/session.ts";
import { type Colours, serviceColour } from "../log-colours.ts";
import type { Style } from "../style.ts";
import { fitText } from "../width.ts";
import { type Cells, type CellsLook, type ColumnWidths, cellsOf, cellTexts, columnsOf, titleCells } from "./service-cells.ts";

export interface ServicesLook extends CellsLook {
  /** How many rows there are, the title included. */
  readonly rows: number;
  readonly style: Style;
  readonly colours: Colours;
  readonly selected: string | undefined;
  readonly focused: boolean;
  /** Whether a service's logs are not shown. */
  readonly isHidden: (service: string) => boolean;
}

/** The services in the order in which they are shown: first those that are built here, then those that run somebody else's image. */
export function inShownOrder(services: readonly ServiceView[]): readonly ServiceView[] {
  const own = (view: ServiceView): boolean => view.stages.length > 0 || view.mode !== undefined;
  return [...services.filter(own), ...services.filter((view) => !own(view))];
}

/** The place of each service in the row of colours: that of its name among all, as in the plain logs. */
export function colourPlaces(services: readonly ServiceView[]): ReadonlyMap<string, number> {
  return new Map(
    services
      .map(({ name }) => name)
      .sort()
      .map((name, place) => [name, place]),
  );
}

/** The table of services, at most `rows` high; where it is too long it shows the part around the selected one. */
export function serviceRows(state: SessionState, look: ServicesLook): readonly string[] {
  const services = inShownOrder(state.services);
  const table = services.map((view) => ({ view, cells: cellsOf(view, state, look) }));
  const widths = columnsOf(
    table.map(({ cells }) => cells),
    look,
  );
  const places = colourPlaces(state.services);
  const rows = table.map(({ view, cells }) => paintRow(view, cells, { look, widths, place: places.get(view.name) ?? 0 }));
  const selected = services.findIndex(({ name }) => name === look.selected);
  const title = look.style.dim(fitText(`    ${cellTexts(titleCells, widths, (_, text) => text)}`, look.columns));
  return [title, ...around(rows, Math.max(0, selected), look.rows - 1, look.style)];
}

interface RowLook {
  readonly look: ServicesLook;
  readonly widths: ColumnWidths;
  readonly place: number;
}

function paintRow(view: ServiceView, cells: Cells, { look, widths, place }: RowLook): string {
  const { style, colours } = look;
  const isHidden = look.isHidden(view.name);
  const colour = serviceColour(place, colours);
  const tone = { good: style.green, bad: style.red, busy: style.yellow, off: style.dim }[cells.tone];
  const paints: Partial<Record<keyof ColumnWidths, (text: string) => string>> = {
    name: (text) => (isHidden ? style.dim(text) : colour === "" ? style.bold(text) : `${colour}${style.bold(text)}\x1b[39m`),
    state: tone,
    stage: style.cyan,
    what: { good: style.green, bad: style.red, plain: style.dim }[cells.whatTone],
  };
  const isSelected = view.name === look.selected;
  const pointer = isSelected ? (look.focused ? style.bold("▸") : style.dim("▸")) : " ";
  const eye = isHidden ? style.dim("⊘") : " ";
  const row = cellTexts(cells, widths, (column, text) => (paints[column] ?? style.plain)(text));
  return `${pointer}${tone(cells.mark)}${eye} ${row}`;
}

/** The part of the rows around the selected one, with a last row that says how many more there are. */
function around(rows: readonly string[], selected: number, room: number, style: Style): readonly string[] {
  if (rows.length <= room) return rows;
  const shown = Math.max(1, room - 1);
  const first = Math.max(0, Math.min(rows.length - shown, selected - Math.floor(shown / 2)));
  const below = rows.length - first - shown;
  const more = [first > 0 ? `↑ ${first} more` : "", below > 0 ? `↓ ${below} more` : ""].filter((text) => text !== "").join("  ");
  return [...rows.slice(first, first + shown), style.dim(`    ${more}`)];
}
