import { expect, it } from "vitest";
import { pinnedError, reloadRemedy, reloadWords } from "../../src/core/reload/words.ts";
import { freshStart, rulesOf, tell } from "./reload-story.ts";

const saved = `${freshStart}\n 20.0 ## save`;
const building = `${saved}\n 20.1 main.go has changed\n 20.1 building...`;
const built = `${building}\n 21.1 running...`;
const serving = `${built}\n 21.4 ## ready`;
const failed = `${building}\n 20.5 # example.com/api\n 20.5 ./main.go:12:5: undefined: foo\n 20.6 failed to build, error: exit status 1`;

it.each([
  ["nothing yet", "1.0 hello", 1, ""],
  ["a first build", "1.0 building...", 4.9, "building 3 s"],
  ["a first start", freshStart, 9, "built 0.7 s → serving 0.7 s"],
  ["a save", saved, 20.05, "saved"],
  ["a save that air has seen", `${saved}\n 20.1 main.go has changed`, 20.2, "saved, air has noticed"],
  ["a build that began", building, 20.9, "building"],
  ["a long build", building, 95.2, "building 1 min 15 s"],
  ["built", built, 21.2, "saved → built 1.1 s"],
  ["built, and slow to answer", `${built}\n 21.2 ## waiting`, 24, "saved → built 1.1 s, connection refused"],
  ["serving", serving, 99, "saved → built 1.1 s → serving 1.4 s"],
  ["a compile error", failed, 99, "compile error main.go:12:5"],
  [
    "an error without a place",
    "1.0 building...\n 1.1 no\n 1.2 failed to build, error: exit status 2",
    9,
    "failed to build, error: exit status 2",
  ],
  ["a crash", `${built}\n 21.2 Process Exit with Code: 3`, 99, "the program exited with code 3"],
  [
    "a lost program",
    `${built}\n 21.2 Process Exit with Code: 1\n 21.3 ## ready`,
    99,
    "the program exited with code 1, an older one still answers",
  ],
  ["a program that ends", `${built}\n 21.2 Process Exit with Code 0`, 99, "saved → built 1.1 s → ended 1.2 s"],
  ["no events", `${saved}\n 30.0 ## tick`, 31, "save not picked up: file events do not arrive; set poll = true in .air.toml"],
  ["a hung air", `${serving}\n 30.0 ## save\n 40.0 ## tick`, 41, "save not picked up: air missed it or hangs; restart it"],
  [
    "an older save",
    `${building}\n 20.5 ## save\n 21.0 running...\n 21.1 ## ready\n 30.0 ## tick`,
    31,
    "serving an older save than the last",
  ],
  ["a silent air", `${building}\n 81.0 ## tick`, 85.3, "air has said nothing for 1 min 5 s: restart it"],
] as const)("says %s", (_, story, nowSeconds, words) => {
  expect(reloadWords(tell(story), nowSeconds * 1000)).toBe(words);
});

it("says saved of another reloader", () => {
  expect(reloadWords(tell("1.0 ## save", "none"), 9000)).toBe("saved");
});

it("tells what to do, where something needs doing", () => {
  expect(reloadRemedy(tell(serving))).toBeUndefined();
  expect(reloadRemedy(tell(`${saved}\n 30.0 ## tick`))).toBe(
    "set poll = true under [build] in .air.toml, and restart the service",
  );
  expect(reloadRemedy(tell(`${building}\n 81.0 ## tick`))).toMatch(/restart/);
  expect(reloadRemedy(tell(`${built}\n 21.2 Process Exit with Code: 1\n 21.3 ## ready`))).toMatch(/holds the port/);
});

const clock = (atMs: number): string => `12:00:${String(Math.floor(atMs / 1000)).padStart(2, "0")}`;
const pin = (story: string, build = "") => pinnedError(tell(story, rulesOf(build)), { service: "api", clock });

it("pins the compiler's error with what is still served", () => {
  expect(pin(`${failed}\n 20.601 running...`)).toEqual({
    title: "api: main.go:12:5: undefined: foo",
    lines: ["# example.com/api", "./main.go:12:5: undefined: foo"],
    serving: "still serving the build of 12:00:08",
  });
  expect(pin(failed, "stop_on_error = true")).not.toHaveProperty("serving");
  expect(pin(`${failed}\n 20.601 running...\n 30.0 building...`)?.title).toBe("api: main.go:12:5: undefined: foo");
  expect(pin(`${failed}\n 20.601 running...\n 30.0 building...\n 31.0 running...`)).toBeUndefined();
});
