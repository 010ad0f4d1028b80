import { describe, expect, it } from "vitest";
import { nextTickMs, reduceReload } from "../../src/core/reload/reload.ts";
import { idleReload } from "../../src/core/reload/state.ts";
import { freshStart, rulesOf, tell } from "./reload-story.ts";

const broken = `
  12.113 ## save
  12.219 main.go has changed
  12.220 building...
  12.445 # example.com/sixstages
  12.445 ./main.go:19:2: undefined: undefinedThing
  12.450 failed to build, error: exit status 1`;

describe("a save", () => {
  it("is saved, building, built, serving, with the times of each", () => {
    const saved = tell(`${freshStart}\n  9.605 ## save`);
    expect(saved).toMatchObject({ phase: "saved", pendingAtMs: 9605 });
    const building = tell("9.712 main.go has changed\n 9.712 building...", rulesOf(), saved);
    expect(building).toMatchObject({ phase: "building", savedAtMs: 9605, pendingAtMs: undefined, buildStartedAtMs: 9712 });
    const built = tell("10.478 running...\n 10.479 ## waiting", rulesOf(), building);
    expect(built).toMatchObject({ phase: "built", builtAtMs: 10_478, why: "connection refused" });
    expect(tell("10.5 ## ready", rulesOf(), built)).toMatchObject({
      phase: "serving",
      servingAtMs: 10_500,
      served: { builtAtMs: 10_478 },
    });
  });

  it("may be heard of after the build that contains it has begun, or has ended", () => {
    const state = tell(`${freshStart}
      9.712 main.go has changed
      9.712 building...
      9.605 ## save
      10.478 running...
      9.604 ## save
      10.480 ## ready`);
    expect(state).toMatchObject({ phase: "serving", savedAtMs: 9604, pendingAtMs: undefined });
  });

  it("of a build before the last, heard of late, changes nothing", () => {
    const state = tell(
      `${freshStart}\n 9.6 ## save\n 9.7 building...\n 10.4 running...\n 19.6 ## save\n 19.7 building...\n 9.5 ## save`,
    );
    expect(state).toMatchObject({ savedAtMs: 19_600, lastSavedAtMs: 19_600 });
  });

  it("heard of before the line of a build that began earlier waits for the next build", () => {
    const state = tell(`${freshStart}\n 10.0 ## save\n 9.9 building...`);
    expect(state).toMatchObject({ phase: "building", savedAtMs: undefined, pendingAtMs: 10_000 });
  });

  it("of a file with the same content (exclude_unchanged) is put aside", () => {
    expect(tell(`${freshStart}\n 9.6 ## save\n 9.7 skipping main.go because contents unchanged`)).toMatchObject({
      phase: "serving",
      pendingAtMs: undefined,
    });
  });

  it("counts from the first of those that one build contains", () => {
    const state = tell(`${freshStart}\n 9.0 ## save\n 9.05 ## save\n 9.2 building...\n 9.8 running...`);
    expect(state).toMatchObject({ savedAtMs: 9000, lastSavedAtMs: 9050 });
  });
});

describe("a compile error", () => {
  it("keeps the compiler's lines and the first place, and says what is still served", () => {
    const failed = tell(`${freshStart}${broken}`);
    expect(failed).toMatchObject({ phase: "failed", served: undefined });
    expect(failed.error).toEqual({
      atMs: 12_450,
      why: "failed to build, error: exit status 1",
      lines: ["# example.com/sixstages", "./main.go:19:2: undefined: undefinedThing"],
      first: { file: "main.go", line: 19, column: 2, words: "undefined: undefinedThing" },
    });
    const again = tell("12.451 running...\n 12.455 listening on :8080", rulesOf(), failed);
    expect(again).toMatchObject({ phase: "failed", served: { builtAtMs: 8170 } });
  });

  it("serves nothing with stop_on_error = true", () => {
    expect(tell(`${freshStart}${broken}`, rulesOf("stop_on_error = true")).served).toBeUndefined();
  });

  it("in the first build serves an older program, if air finds one, and nothing if it does not", () => {
    const first = tell("1.0 building...\n 1.2 ./main.go:1:1: no\n 1.3 failed to build, error: exit status 1\n 1.301 running...");
    expect(first.served).toEqual({ builtAtMs: undefined });
    const none = tell("1.302 /bin/sh: 1: /app/tmp/server: not found\n 1.303 Process Exit with Code: 127", rulesOf(), first);
    expect(none).toMatchObject({ phase: "failed", served: undefined });
  });

  it("stays until a build succeeds, over a save and a build", () => {
    const story = `${freshStart}${broken}\n 12.451 running...\n 14.625 ## save\n 14.726 building...`;
    expect(tell(story)).toMatchObject({ phase: "building", error: { first: { line: 19 } }, served: { builtAtMs: 8170 } });
    expect(tell(`${story}\n 15.348 running...`)).toMatchObject({ phase: "built", error: undefined });
  });

  it("takes the compiler's lines that the other stream brings late", () => {
    const state = tell(
      "1.0 building...\n 1.2 failed to build, error: exit status 1\n 1.201 # x\n 1.201 ./a.go:2:1: no\n 1.202 GET / 200\n 1.5 ./a.go:9:9: else",
    );
    expect(state.error).toMatchObject({ lines: ["# x", "./a.go:2:1: no"], first: { file: "a.go", line: 2 } });
  });

  it.each([
    ["vet: ./a.go:3:1: unreachable code", { file: "a.go", line: 3, column: 1, words: "unreachable code" }],
    ["internal/db/db.go:7:2: no required module provides package x", { file: "internal/db/db.go", line: 7, column: 2 }],
    ["go.mod:3: invalid go version", { file: "go.mod", line: 3, words: "invalid go version" }],
    ["go: cannot find main module", undefined],
    ["Error: views/a.templ:4:1: no", undefined],
  ])("finds the place in %s", (line, first) => {
    const { error } = tell(`1.0 building...\n 1.1 ${line}\n 1.2 failed to build, error: exit status 1`);
    if (first) expect(error?.first).toMatchObject(first);
    else expect(error).toMatchObject({ first: undefined, lines: [line] });
  });

  it("leaves out what the old program prints, and escape sequences", () => {
    const story =
      "1.0 building...\n 1.1 level=error msg=x\n 1.1 # x\n 1.1 \x1b[31m./a.go:1:1: \x1b]0;evil\x07no\x1b[0m\n 1.2 \x1b[33mfailed to build, error: exit status 1\x1b[0m";
    expect(tell(story).error?.lines).toEqual(["# x", "./a.go:1:1: no"]);
  });
});

describe("a save that air does not take up", () => {
  it("is told three seconds and air's delay after it: events do not arrive", () => {
    const saved = tell(`${freshStart}\n 20.0 ## save`);
    expect(nextTickMs(saved, rulesOf())).toBe(23_100);
    expect(tell("23.099 ## tick", rulesOf(), saved).phase).toBe("saved");
    const late = tell("23.1 ## tick", rulesOf(), saved);
    expect(late).toMatchObject({ phase: "not-picked-up", trouble: "no-events", served: { builtAtMs: 8170 } });
    expect(nextTickMs(late, rulesOf())).toBeUndefined();
  });

  it("means that air hangs where it took up others, and is over when air goes on", () => {
    const hung = tell(
      `${freshStart}\n 9.6 ## save\n 9.7 main.go has changed\n 9.7 building...\n 10.4 running...\n 10.5 ## ready\n 20.0 ## save\n 30.0 ## tick`,
    );
    expect(hung).toMatchObject({ phase: "not-picked-up", trouble: "hung" });
    expect(tell("31.0 ## save\n 40.0 ## tick\n 41.0 main.go has changed\n 41.1 building...", rulesOf(), hung)).toMatchObject({
      phase: "building",
      savedAtMs: 31_000,
      trouble: undefined,
    });
  });

  it("gives a poll its time", () => {
    const rules = rulesOf("poll = true\npoll_interval = 2000");
    expect(nextTickMs(tell(`${freshStart}\n 20.0 ## save`, rules), rules)).toBe(27_100);
    expect(tell(`${freshStart}\n 20.0 ## save\n 27.1 ## tick`, rules).trouble).toBe("poll");
  });

  it("is not looked for before air has said anything, nor while it builds", () => {
    expect(nextTickMs(tell("1.0 ## save"), rulesOf())).toBeUndefined();
    expect(tell("1.0 building...\n 1.1 ## save\n 9.0 ## tick").phase).toBe("building");
  });

  it("during a build that nothing follows leaves what is served too old", () => {
    const story = `${freshStart}\n 9.6 ## save\n 9.7 building...\n 10.0 ## save\n 10.4 running...\n 10.5 ## ready`;
    expect(tell(story)).toMatchObject({ phase: "serving", stale: undefined });
    expect(nextTickMs(tell(story), rulesOf())).toBe(13_500);
    expect(tell(`${story}\n 13.5 ## tick`)).toMatchObject({ phase: "serving", stale: "yes", pendingAtMs: undefined });
    expect(tell(`${story}\n 13.5 ## tick\n 20.0 ## save\n 20.1 building...\n 20.7 running...`).stale).toBeUndefined();
  });
});

describe("builds side by side (air 1.67.4 builds at once what lands during a build)", () => {
  const both = `${freshStart}
    42.601 ## save
    42.706 main.go has changed
    42.706 building...
    43.001 ## save
    43.107 main.go has changed
    43.108 building...`;

  it("that both succeed serve the last", () => {
    const state = tell(`${both}\n 43.31 running...\n 43.72 running...\n 43.8 ## ready`);
    expect(state).toMatchObject({ phase: "serving", savedAtMs: 43_001, builtAtMs: 43_720, stale: undefined });
  });

  it("of which the first takes far longer may serve the first", () => {
    expect(tell(`${both}\n 43.31 running...\n 44.9 running...`).stale).toBe("maybe");
  });

  it("of which one fails: the old program's start is no success, the other's is doubtful, and the error stays", () => {
    const failed = tell(`${both}
      43.311 # example.com/sixstages
      43.311 ./main.go:19:2: undefined: undefinedThing
      43.321 failed to build, error: exit status 1
      43.324 running...`);
    expect(failed).toMatchObject({ phase: "failed", served: { builtAtMs: 8170 } });
    expect(tell("43.402 running...", rulesOf(), failed)).toMatchObject({
      phase: "built",
      stale: "maybe",
      error: { first: { line: 19 } },
      served: { builtAtMs: 43_402 },
    });
  });

  it("with stop_on_error = true have no start of the old program", () => {
    const story = `${both}\n 43.3 ./main.go:19:2: no\n 43.321 failed to build, error: exit status 1\n 43.35 running...`;
    expect(tell(story, rulesOf("stop_on_error = true"))).toMatchObject({ phase: "built", stale: "maybe" });
  });

  it("keep the lines of the one that fails after the other has started", () => {
    const state = tell(
      `${both}\n 43.2 running...\n 43.21 ## ready\n 43.3 ./main.go:19:2: no\n 43.32 failed to build, error: exit status 1\n 43.321 running...`,
    );
    expect(state).toMatchObject({ phase: "failed", error: { lines: ["./main.go:19:2: no"] }, served: { builtAtMs: 43_200 } });
  });

  it("keep the lines of the one that fails though the other has begun after them", () => {
    const state = tell(
      "1.0 building...\n 1.29 ./main.go:19:2: no\n 1.3 main.go has changed\n 1.3 building...\n 1.31 failed to build, error: exit status 1",
    );
    expect(state.error?.lines).toEqual(["./main.go:19:2: no"]);
  });

  it("are forgotten when they have long ended without a word", () => {
    const state = tell(
      `${both}\n 43.7 running...\n 60.0 building...\n 60.2 ./a.go:1:1: no\n 60.3 failed to build, error: exit status 1\n 60.9 running...`,
    );
    expect(state).toMatchObject({ phase: "failed", stale: undefined, served: { builtAtMs: 43_700 } });
  });
});

describe("the program", () => {
  it("that crashes has exited; one that air lost may answer in its place", () => {
    const crashed = tell(
      `${freshStart}\n 9.0 building...\n 9.5 running...\n 9.51 listen tcp :8080: bind: address already in use\n 9.52 Process Exit with Code: 1`,
    );
    expect(crashed).toMatchObject({ phase: "exited", exitCode: 1, served: undefined, stale: undefined });
    expect(tell("9.6 ## ready", rulesOf(), crashed)).toMatchObject({
      phase: "exited",
      stale: "yes",
      served: { builtAtMs: undefined },
    });
  });

  it("that runs to its end has ended", () => {
    expect(tell("1.0 building...\n 1.5 running...\n 1.6 Process Exit with Code 0")).toMatchObject({
      phase: "exited",
      exitCode: 0,
      servingAtMs: 1600,
    });
  });

  it("of before, told to end, says so without meaning the new one", () => {
    const gentle = rulesOf('send_interrupt = true\nkill_delay = "2s"');
    expect(tell(`${freshStart}\n 9.0 building...\n 9.5 Process Exit with Code 0\n 9.51 running...`, gentle).phase).toBe("built");
    expect(tell(`${freshStart}\n 9.0 building...\n 9.5 running...\n 9.501 Process Exit with Code 0`, gentle).phase).toBe("built");
  });

  it("that could not be started is a failure with nothing served", () => {
    const state = tell(`${freshStart}\n 9.0 building...\n 9.5 running...\n 9.6 failed to start tmp/server, error: fork/exec: no`);
    expect(state).toMatchObject({ phase: "failed", served: undefined, error: { first: undefined } });
  });
});

describe("a container", () => {
  it("that is started anew begins anew", () => {
    expect(tell(`${freshStart}${broken}\n 13.0 ## started`)).toEqual(idleReload);
    expect(tell(`${freshStart}\n 13.0 ## ended`)).toEqual(idleReload);
  });

  it("that was there before is in the state that its history tells", () => {
    const state = tell(`${freshStart}${broken}\n 12.451 running...`);
    expect(state).toMatchObject({ phase: "failed", error: { atMs: 12_450 }, served: { builtAtMs: 8170 } });
  });
});

describe("an air that says nothing more", () => {
  it("is stuck after a minute without a line, five in a first build", () => {
    const building = tell(`${freshStart}\n 9.0 building...\n 30.0 go: downloading x`);
    expect(nextTickMs(building, rulesOf())).toBe(90_000);
    expect(tell("90.0 ## tick", rulesOf(), building).phase).toBe("stuck");
    expect(tell("95.0 running...", rulesOf(), tell("90.0 ## tick", rulesOf(), building)).phase).toBe("built");
    expect(nextTickMs(tell("1.0 building..."), rulesOf())).toBe(301_000);
  });

  it("is stuck when it has noticed a save and does not build", () => {
    expect(tell(`${freshStart}\n 9.6 ## save\n 9.7 main.go has changed\n 69.7 ## tick`).phase).toBe("stuck");
  });
});

describe("another reloader", () => {
  it("shows its saves, and nothing else", () => {
    const state = tell("1.0 building...\n 1.1 ## save\n 1.2 running...\n 9.0 ## tick", "none");
    expect(state).toEqual({ ...idleReload, lastSavedAtMs: 1100 });
  });
});

it("is not changed by lines that say nothing", () => {
  const state = tell(freshStart);
  for (const text of ["hello", "watching internal", "", "running... well"])
    expect(reduceReload(state, { type: "line", at: 20_000, text }, rulesOf())).toBe(state);
});
