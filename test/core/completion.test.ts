import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScript, completions, type Verb } from "../../src/core/completion.ts";

const verbs: readonly Verb[] = [
  { name: "up", flags: ["--prod", "--target", "--help"], words: "services" },
  { name: "switch", flags: ["--dry-run"], words: "services-then-stage" },
  { name: "down", flags: ["--volumes"], words: "none" },
  { name: "exec", flags: [], words: "services" },
  { name: "completion", flags: [], words: "shells" },
];
const vocabulary = {
  verbs,
  globalFlags: ["--file", "--profile"],
  services: ["api", "db", "up"],
  stages: ["dev", "prod", "runner"],
};

/** What completes the last word of a line; a line that ends with a blank asks for a new word. */
const after = (line: string) => completions(line.split(" "), vocabulary).join(" ");

describe("completions", () => {
  it.each([
    ["", "up switch down exec completion"],
    ["s", "switch"],
    ["--p", "--profile"],
    ["-f compose.yml up ", "api db up"],
    ["up ", "api db up"],
    ["up a", "api"],
    ["up api ", "db up"],
    ["up api d", "db"],
    ["up --", "--prod --target --help"],
    ["up --target ", "api=dev api=prod api=runner db=dev db=prod db=runner up=dev up=prod up=runner"],
    ["up --target api=r", "api=runner"],
    ["switch ", "api db up"],
    ["switch api ", "dev prod runner db up"],
    ["switch api pr", "prod"],
    ["down ", ""],
    ["completion ", "bash zsh fish"],
    // the first word that is a command is the command
    ["exec up ", "api db"],
    ["nothing ", "up switch down exec completion"],
  ])("gdev %s: %s", (line, expected) => expect(after(line)).toBe(expected));
});

describe("the bash script", () => {
  /** What bash offers for a line with the cursor at its end; gdev itself is played by `answer`. */
  function offered(line: string, answer: string): readonly string[] {
    const script = `${completionScript("bash")}
gdev() { printf '%s\\n' "$*" >&2; printf '${answer}'; }
# bash cuts words at = and :, too
mapfile -t COMP_WORDS < <(printf '%s' "$1" | sed -E 's/([=:])/\\n\\1\\n/g; s/ +/\\n/g'); [[ $1 == *[\\ =:] ]] && COMP_WORDS+=("")
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
_gdev; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script, "bash", line], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
      .trim()
      .split("\n");
  }

  it("gives bash what gdev answers", () => expect(offered("gdev up a", "api\\naux\\n")).toEqual(["api", "aux"]));
  it("gives only what stands behind the = that bash cuts at", () => {
    expect(offered("gdev up --target api=r", "api=runner\\napi=runner-small\\n")).toEqual(["runner", "runner-small"]);
    expect(offered("gdev up --target api=", "api=dev\\n")).toEqual(["dev"]);
    expect(offered("gdev up --target ", "api=dev\\n")).toEqual(["api=dev"]);
  });
  it("asks with the words as they were typed", () => {
    const script = `${completionScript("bash")}
gdev() { printf '<%s>' "$@"; echo; }
COMP_WORDS=(gdev up --target api = r); COMP_CWORD=5
_gdev; printf '%s' "\${COMPREPLY[0]}"`;
    expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe("<__complete><--><up><--target><api=r>");
  });
});
