import { wordsOf } from "../../core/error.ts";
import { safeLines } from "../../core/logs/escape.ts";
import { type Level, levels } from "../../core/logs/level.ts";
import type { ServiceView } from "../../core/session/session.ts";
import type { Controls } from "./controls.ts";
import { helpRows } from "./help.ts";
import type { KeyAction } from "./key-table.ts";
import { openPrompt } from "./prompt.ts";
import { inShownOrder } from "./services.ts";
import { openSizes } from "./sizes-keys.ts";
import { openStages } from "./stage-list.ts";
import { scrolled, yamlRows } from "./text-pane.ts";
import { moveSelection } from "./view.ts";

/** What each action of the key table does. */
export function keyDeeds(controls: Controls): Readonly<Record<KeyAction, () => void>> {
  const { session, logs, deeds, style, view, show, pane } = controls;
  const { actions } = session;

  const services = (): readonly ServiceView[] => inShownOrder(session.state().services);
  const names = (): readonly string[] => services().map(({ name }) => name);
  const selected = (deed: (service: ServiceView) => void) => (): void => {
    const service = services().find(({ name }) => name === view().selected);
    if (service) deed(service);
    else deeds.say("there is no service yet");
  };
  const scroll = (rows: number): void => {
    const { text } = view();
    if (text) show({ text: scrolled(text, rows, pane()) });
    else logs.scrollRows(rows);
  };
  const move = (by: number): void => {
    if (view().text || view().focus === "logs") scroll(by);
    else show(moveSelection(view(), names(), by));
  };
  const page = (): number => Math.max(1, pane().height - 1);

  return {
    "select-up": () => move(-1),
    "select-down": () => move(1),
    "switch-focus": () => show({ focus: view().focus === "services" ? "logs" : "services" }),
    "toggle-service": selected(({ name }) => logs.toggleService(name)),
    "solo-service": selected(({ name }) => logs.toggleSolo(name)),
    "show-all": logs.showAllServices,

    "to-dev": selected(({ name }) => actions.switchTo(name, "dev")),
    "to-prod": selected(({ name }) => actions.switchTo(name, "prod")),
    "pick-stage": selected(({ name }) => openStages(controls, name)),
    restart: selected(({ name }) => actions.restart(name)),
    rebuild: selected(({ name }) => actions.rebuild(name)),
    reload: selected(({ name, mode }) =>
      mode === "dev" ? actions.restart(name) : deeds.say(`${name} does not run in dev: nothing reloads it`),
    ),
    "stop-start": selected(({ name }) => actions.stopOrStart(name)),
    "up-all": actions.bringUpAll,
    "apply-changes": actions.applyChanges,
    shell: selected(({ name }) => deeds.shell(name)),
    "open-url": selected(({ name, url }) => (url ? deeds.openUrl(url) : deeds.say(`${name} publishes no port`))),

    filter: () => openPrompt(controls, "filter"),
    search: () => openPrompt(controls, "search"),
    "next-match": logs.nextMatch,
    "previous-match": logs.previousMatch,
    level: () => logs.setLevel(nextLevel(logs.status().leastLevel)),
    follow: () => (logs.status().following ? logs.pause() : logs.toLatest()),
    "page-up": () => scroll(-page()),
    "page-down": () => scroll(page()),
    "to-start": () => (view().text ? scroll(-farMost) : logs.toOldest()),
    "to-end": () => (view().text ? scroll(farMost) : logs.toLatest()),
    "scroll-left": () => logs.scrollColumns(-sideStep),
    "scroll-right": () => logs.scrollColumns(sideStep),
    wrap: () => logs.setWrap(!logs.status().wrap),
    timestamps: () => show({ timestamps: !view().timestamps }),
    raw: () => logs.setRaw(!logs.status().raw),
    save: () => openPrompt(controls, "save", deeds.fileName()),
    copy: () => deeds.copy(),

    config: () => showText(controls, "effective compose file", configRows(controls)),
    sizes: () => (view().sizes ? show({ sizes: undefined }) : openSizes(controls)),
    problems: () => showText(controls, "problems", deeds.problems()),
    "build-view": () => show({ showBuild: !view().showBuild }),
    usage: () => {
      actions.watchUsage(!view().showUsage);
      show({ showUsage: !view().showUsage });
    },
    help: () => show({ sizes: undefined, text: { title: "keys", top: 0, rows: (columns) => helpRows(columns, style) } }),
    redraw: deeds.redraw,
    back: () => back(controls),
    suspend: deeds.suspend,
    quit: () => deeds.leave("quit"),
    interrupt: () => deeds.leave("interrupt"),
  };
}

/** All, then one level more at each press, then all again; debug lines are what all adds to info. */
function nextLevel(level: Level | undefined): Level | undefined {
  return level === undefined ? "info" : levels[levels.indexOf(level) + 1];
}

const farMost = 1e9;
const sideStep = 16;

/** Escape: out of a text, then of the proposal, the work, the failure, the warnings or the build that is shown, then of filter and search. */
function back({ session, logs, view, show }: Controls): void {
  const { text, showBuild, dismissed } = view();
  const { proposal, work, failure, progress } = session.state();
  const { filter, search } = logs.status();
  if (text) show({ text: undefined });
  else if (proposal || work || failure !== undefined) session.actions.cancel();
  else if (progress.warnings.length > 0 && progress.warnings !== dismissed) show({ dismissed: progress.warnings });
  else if (showBuild) show({ showBuild: false });
  else if (filter !== undefined || search !== undefined) {
    logs.setFilter("");
    logs.setSearch("");
  } else session.actions.cancel();
}

/** Shows a text in the place of the logs as soon as it is there. */
function showText({ deeds, show }: Controls, title: string, rows: Promise<readonly string[]>): void {
  rows.then(
    (ready) => show({ sizes: undefined, text: { title, top: 0, rows: () => ready } }),
    (error: unknown) => deeds.say(wordsOf(error), "bad"),
  );
}

async function configRows({ session, style }: Controls): Promise<readonly string[]> {
  return yamlRows(safeLines(await session.actions.config(), "none").join("\n"), style);
}
