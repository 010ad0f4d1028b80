import { expect, test } from "vitest";
import { copyRequest } from "../../src/ui/tui/clipboard.ts";
import { fakeTerminal } from "./fake-terminal.ts";

test("a terminal gets the text, whatever is in it", () => {
  const text = "日本\x1b]52;c;!\x07\nend";
  const { term, tty } = fakeTerminal();
  const copied: string[] = [];
  term.parser.registerOscHandler(52, (payload) => copied.push(Buffer.from(payload.slice(2), "base64").toString()) > 0);
  const { sequence, doubt } = copyRequest(text, { TERM: "xterm-256color" });
  tty.write(`${sequence}x`);
  expect(copied).toEqual([text]);
  expect(doubt).toBeUndefined();
});

test.each([
  ["tmux", { TMUX: "/tmp/tmux,1,0" }, /set-clipboard on/],
  ["screen", { STY: "1.tty" }, /screen/],
  ["VTE", { VTE_VERSION: "7600" }, /no clipboard/],
  ["Apple's terminal", { TERM_PROGRAM: "Apple_Terminal" }, /no clipboard/],
  ["the console", { TERM: "linux" }, /no clipboard/],
])("it is doubtful in %s", (_name, env, doubt) => {
  expect(copyRequest("x", env).doubt).toMatch(doubt);
});

test("it is doubtful when it is long", () => {
  expect(copyRequest("x".repeat(56_244), {}).doubt).toBeUndefined();
  expect(copyRequest("x".repeat(56_245), {}).doubt).toMatch(/long/);
});
