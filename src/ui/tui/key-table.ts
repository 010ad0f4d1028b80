/** What a key does. */
export type KeyAction =
  | "select-up"
  | "select-down"
  | "switch-focus"
  | "toggle-service"
  | "solo-service"
  | "show-all"
  | "page-up"
  | "page-down"
  | "to-start"
  | "to-end"
  | "scroll-left"
  | "scroll-right"
  | "follow"
  | "filter"
  | "search"
  | "next-match"
  | "previous-match"
  | "level"
  | "wrap"
  | "timestamps"
  | "raw"
  | "save"
  | "copy"
  | "to-dev"
  | "to-prod"
  | "pick-stage"
  | "restart"
  | "rebuild"
  | "reload"
  | "stop-start"
  | "up-all"
  | "shell"
  | "open-url"
  | "apply-changes"
  | "config"
  | "build-view"
  | "problems"
  | "sizes"
  | "usage"
  | "help"
  | "redraw"
  | "back"
  | "suspend"
  | "quit"
  | "interrupt";

export type KeyGroup = "services" | "do" | "logs" | "show" | "leave";

export interface KeyBinding {
  /** As `inputName` names them; the first is the one that is shown. */
  readonly keys: readonly string[];
  readonly action: KeyAction;
  readonly group: KeyGroup;
  /** What it does, in a few words. */
  readonly help: string;
  /** The word for the key line at the bottom; absent: it is only in the help. */
  readonly hint?: string;
}

/** Every key of the terminal UI: what is done, what the help shows and what the README's table is made of. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ["↑", "k"], action: "select-up", group: "services", help: "select the service above (logs in focus: scroll up)" },
  { keys: ["↓", "j"], action: "select-down", group: "services", help: "select the service below (logs in focus: scroll down)" },
  { keys: ["tab"], action: "switch-focus", group: "services", help: "move the focus between services and logs" },
  { keys: ["space"], action: "toggle-service", group: "services", help: "hide or show the service's logs", hint: "hide" },
  { keys: ["enter"], action: "solo-service", group: "services", help: "only this service's logs; again: all", hint: "solo" },
  { keys: ["a"], action: "show-all", group: "services", help: "show the logs of all services" },

  { keys: ["d"], action: "to-dev", group: "do", help: "switch the service to dev", hint: "dev" },
  { keys: ["p"], action: "to-prod", group: "do", help: "switch the service to production", hint: "prod" },
  { keys: ["S"], action: "pick-stage", group: "do", help: "switch the service to a stage from its list" },
  { keys: ["r"], action: "restart", group: "do", help: "restart the service", hint: "restart" },
  { keys: ["b"], action: "rebuild", group: "do", help: "rebuild the service's image and start it", hint: "build" },
  { keys: ["B"], action: "reload", group: "do", help: "have air build again, where it missed a save: restarts it" },
  { keys: ["x"], action: "stop-start", group: "do", help: "stop the service, or start it with what it depends on" },
  { keys: ["U"], action: "up-all", group: "do", help: "bring everything up" },
  { keys: ["u"], action: "apply-changes", group: "do", help: "apply what changed in the project's files" },
  { keys: ["e"], action: "shell", group: "do", help: "a shell in the service's container", hint: "shell" },
  { keys: ["o"], action: "open-url", group: "do", help: "open the service's URL in the browser" },

  { keys: ["/"], action: "filter", group: "logs", help: "filter: only lines with this text, or /regex/", hint: "filter" },
  { keys: ["f", "#"], action: "search", group: "logs", help: "search: mark this text, or /regex/", hint: "search" },
  { keys: ["n"], action: "next-match", group: "logs", help: "next match" },
  { keys: ["N"], action: "previous-match", group: "logs", help: "previous match" },
  { keys: ["l"], action: "level", group: "logs", help: "lowest level shown: all, info, warn, error" },
  { keys: ["F"], action: "follow", group: "logs", help: "pause, or follow again" },
  { keys: ["pgup", "ctrl-b", "ctrl-u"], action: "page-up", group: "logs", help: "a page back" },
  { keys: ["pgdn", "ctrl-d"], action: "page-down", group: "logs", help: "a page on" },
  { keys: ["g", "home"], action: "to-start", group: "logs", help: "to the oldest line" },
  { keys: ["G", "end"], action: "to-end", group: "logs", help: "to the newest line, and follow" },
  { keys: ["←", "h"], action: "scroll-left", group: "logs", help: "scroll left" },
  { keys: ["→"], action: "scroll-right", group: "logs", help: "scroll right" },
  { keys: ["w"], action: "wrap", group: "logs", help: "wrap long lines" },
  { keys: ["t"], action: "timestamps", group: "logs", help: "the engine's time before each line" },
  { keys: ["R"], action: "raw", group: "logs", help: "JSON lines as they are" },
  { keys: ["s"], action: "save", group: "logs", help: "save these logs to a file" },
  { keys: ["y"], action: "copy", group: "logs", help: "copy the visible lines" },

  { keys: ["c"], action: "config", group: "show", help: "the effective compose file, with reasons" },
  { keys: ["v"], action: "build-view", group: "show", help: "the last build, step by step" },
  { keys: ["i"], action: "sizes", group: "show", help: "image sizes: dev beside production, layers, files" },
  { keys: ["!"], action: "problems", group: "show", help: "what gdev doctor finds in the project's files" },
  { keys: ["m"], action: "usage", group: "show", help: "CPU and memory" },
  { keys: ["?"], action: "help", group: "show", help: "all keys", hint: "keys" },
  { keys: ["ctrl-l"], action: "redraw", group: "show", help: "draw the screen anew" },
  { keys: ["esc"], action: "back", group: "show", help: "back; end what runs; forget the filter" },

  { keys: ["q"], action: "quit", group: "leave", help: "leave; everything keeps running", hint: "quit" },
  { keys: ["ctrl-c"], action: "interrupt", group: "leave", help: "leave, and stop what this gdev started" },
  { keys: ["ctrl-z"], action: "suspend", group: "leave", help: "to the shell; fg comes back" },
];

/** The action of a key; undefined for a key that does nothing. */
export function actionOf(key: string): KeyAction | undefined {
  return keyBindings.find(({ keys }) => keys.includes(key))?.action;
}

/** The groups in the order of the help. */
export const keyGroups: readonly { readonly group: KeyGroup; readonly title: string }[] = [
  { group: "services", title: "Services" },
  { group: "do", title: "Do" },
  { group: "logs", title: "Logs" },
  { group: "show", title: "Show" },
  { group: "leave", title: "Leave" },
];

/** The keys as a Markdown table, for the README. */
export function keysMarkdown(): string {
  const rows = keyGroups.flatMap(({ group }) =>
    keyBindings
      .filter((binding) => binding.group === group)
      .map(({ keys, help }) => `| ${keys.map((key) => `\`${key}\``).join(" ")} | ${help} |`),
  );
  return ["| key | what it does |", "| --- | --- |", ...rows].join("\n");
}
