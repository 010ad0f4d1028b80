import { schemaNames } from "./schema.ts";

/** What completion knows of a command. */
export interface Verb {
  readonly name: string;
  readonly flags: readonly string[];
  /** What its arguments are. */
  readonly words: "services" | "services-then-stage" | "shells" | "schemas" | "none";
}

/** What can stand in a command line of this project. */
export interface Vocabulary {
  readonly verbs: readonly Verb[];
  readonly globalFlags: readonly string[];
  readonly services: readonly string[];
  /** Names of stages, `dev` and `prod` first. */
  readonly stages: readonly string[];
}

/**
 * What may stand in the place of the last of `words`, the words after `gdev` up to the cursor; the last may be empty or unfinished.
 * `--target` completes `service=stage`; services that stand there already are not offered again.
 */
export function completions(words: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const verbs = vocabulary.verbs.map(({ name }) => name);
  const position = before.findIndex((word) => verbs.includes(word));
  const verb = vocabulary.verbs.find(({ name }) => name === before[position]);
  return candidates(current, before.slice(position + 1), verb, vocabulary).filter((candidate) => candidate.startsWith(current));
}

/** `before`: the words between the command and the one to complete. */
function candidates(
  current: string,
  before: readonly string[],
  verb: Verb | undefined,
  vocabulary: Vocabulary,
): readonly string[] {
  if (before.at(-1) === "--target")
    return vocabulary.services.flatMap((service) => vocabulary.stages.map((stage) => `${service}=${stage}`));
  if (current.startsWith("-")) return verb?.flags ?? vocabulary.globalFlags;
  if (!verb) return vocabulary.verbs.map(({ name }) => name);
  const services = vocabulary.services.filter((service) => !before.includes(service));
  switch (verb.words) {
    case "services":
      return services;
    case "services-then-stage":
      return vocabulary.services.some((service) => before.includes(service)) ? [...vocabulary.stages, ...services] : services;
    case "shells":
      return shells;
    case "schemas":
      return schemaNames;
    case "none":
      return [];
  }
}

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The script that makes a shell ask `gdev __complete` for candidates at every Tab. */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const scripts: Readonly<Record<Shell, string>> = {
  // bash cuts words at "=" as well, and puts what is offered behind the last cut.
  bash: `# bash completion for gdev
_gdev() {
  local line word cut words=() last=-1
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ last -ge 0 && ( "$word" == "=" || "\${words[last]}" == *= ) ]]; then
      words[last]="\${words[last]}$word"
    else
      last=$((last + 1))
      words[last]="$word"
    fi
  done
  cut="\${words[last]%"\${COMP_WORDS[COMP_CWORD]#=}"}"
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line#"$cut"}"); done < <(gdev __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _gdev gdev
`,
  zsh: `#compdef gdev
_gdev() {
  local -a found
  found=("\${(@f)$(gdev __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -- $found || _files
}
compdef _gdev gdev
`,
  fish: `# fish completion for gdev
function __gdev_complete
  set -l words (commandline -opc) (commandline -ct)
  gdev __complete -- $words[2..-1] 2>/dev/null
end
complete -c gdev -f -a '(__gdev_complete)'
`,
};
