import { describe, expect, it } from "vitest";
import { unwrapWait } from "../../src/core/target/wait-wrapper.ts";

const sh = (line: string) => ["sh", "-c", line];

describe("unwrapWait", () => {
  it.each([
    [["/app/wait-for.sh", "postgres:5432", "--", "/app/main"], "wait-for.sh", ["/app/main"]],
    [["./wait-for", "db:5432", "-t", "30", "--", "./main", "-x"], "wait-for", ["./main", "-x"]],
    [
      ["./wait-for-it.sh", "db:5432", "--strict", "--timeout=30", "--", "./main", "--", "y"],
      "wait-for-it.sh",
      ["./main", "--", "y"],
    ],
    [["wait_for_postgres.sh", "db", "--", "./main"], "wait_for_postgres.sh", ["./main"]],
    [["sh", "/app/wait-for.sh", "db:5432", "--", "./main"], "wait-for.sh", ["./main"]],
    [["wait4x", "tcp", "db:5432", "-t", "30s", "--", "./main"], "wait4x", ["./main"]],
    [["wait-for.sh", "db:5432", "--"], "wait-for.sh", []],
    [["wait-for-it.sh", "db:5432", "--", "wait-for-it.sh", "cache:6379", "--", "./main"], "wait-for-it.sh", ["./main"]],
    [
      ["dockerize", "-wait", "tcp://db:5432", "-wait", "tcp://mq:5672", "-timeout", "30s", "./main", "-v"],
      "dockerize",
      ["./main", "-v"],
    ],
    [["dockerize", "--wait=tcp://db:5432", "--", "./main"], "dockerize", ["./main"]],
    [["dockerize", "-skip-tls-verify", "-wait", "https://x", "./main"], "dockerize", ["./main"]],
    [sh("./wait-for.sh db:5432 -- ./main --port 80"), "wait-for.sh", sh("./main --port 80")],
    [sh("exec ./wait-for-it.sh db:5432 --strict -- ./main"), "wait-for-it.sh", sh("./main")],
    [sh("wait-for-it.sh db:5432 && ./migrate && ./main"), "wait-for-it.sh", sh("./migrate && ./main")],
    [sh("bash ./wait-for-it.sh db:5432; ./main"), "wait-for-it.sh", sh("./main")],
    [sh("wait-for a:1 -- wait-for b:2 -- ./main"), "wait-for", sh("./main")],
    [["/bin/bash", "-ec", "dockerize -wait tcp://db:5432 && ./main"], "dockerize", ["/bin/bash", "-ec", "./main"]],
    [sh("until nc -z db 5432; do sleep 1; done; exec ./main"), "nc loop", sh("exec ./main")],
    [sh("while ! nc -z db 5432; do echo waiting; sleep 1; done && ./main"), "nc loop", sh("./main")],
    [sh("until pg_isready -h db -q\ndo\n  sleep 1\ndone\n./main"), "pg_isready loop", sh("./main")],
    [["bash", "-c", "while !</dev/tcp/db/5432; do sleep 1; done; ./main"], "/dev/tcp loop", ["bash", "-c", "./main"]],
  ])("%j", (argv, waiter, command) => expect(unwrapWait(argv)).toMatchObject({ waiter, command }));

  it.each([
    [["/app/main"]],
    [["./wait-for-it.sh", "db:5432"]],
    [["wait-for-postgres.sh", "db", "./main"]],
    [["/app/main", "wait-for.sh", "--", "x"]],
    [["dockerize", "-template", "/a:/b", "-wait", "tcp://db:5432", "./main"]],
    [["dockerize", "-stdout", "/var/log/x", "-wait", "tcp://db:5432", "./main"]],
    [sh("./main")],
    [sh("cd /app && ./wait-for.sh db:5432 && ./main")],
    [sh("while true; do ./main; sleep 1; done")],
    [sh("until nc -z db 5432; do sleep 1; done")],
    [["sh", "-c", 'wait-for.sh db:5432 -- "$@"', "--", "./main"]],
    [[]],
  ])("nothing to unwrap in %j", (argv) => expect(unwrapWait(argv)).toBeUndefined());

  it("keeps the words of every wait, to know what for", () => {
    const waits = (argv: readonly string[]) => unwrapWait(argv)?.waitsFor.join(" ");
    expect(waits(["wait-for", "a:1", "-t", "9", "--", "wait-for", "b:2", "--", "x"])).toBe("a:1 -t 9 b:2");
    expect(waits(["dockerize", "-wait", "tcp://db:5432", "x"])).toBe("-wait tcp://db:5432");
    expect(waits(sh("until nc -z db 5432; do sleep 1; done; x"))).toContain("db 5432");
  });
});
