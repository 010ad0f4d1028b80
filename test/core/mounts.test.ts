import { describe, expect, it } from "vitest";
import { hidesImageFiles, isInside } from "../../src/core/target/mounts.ts";
import { stagesOf } from "./project-of.ts";

const context = "/work/demo";
const runner =
  'FROM alpine AS runner ; WORKDIR /app ; COPY --from=builder /out/server . ; COPY config.yml /app/config.yml ; COPY migrations ./migrations ; CMD ["./server"]';
const elsewhere =
  'FROM alpine AS runner ; WORKDIR /app ; COPY --from=builder /out/server /usr/local/bin/ ; COPY templates/ ./templates/ ; CMD ["server"]';
const whole = 'FROM golang AS only ; WORKDIR /app ; COPY . . ; RUN go build -o main . ; CMD ["/app/main"]';
const folders =
  "FROM alpine AS runner ; WORKDIR /app ; COPY --from=builder /out/ /app/ ; COPY --from=web /dist /app/web/dist ; CMD server";

describe("hidesImageFiles", () => {
  it.each([
    // the source
    ["bind /work/demo /app", runner, true],
    ["bind /work/demo /app/", runner, true],
    ["bind /work/demo /app", elsewhere, true],
    ["bind /work/demo /src", elsewhere, true],
    ["bind /work /app", elsewhere, true],
    ["bind /work/demo/src /app", runner, true],
    ["bind /elsewhere /app", folders, true],
    ["bind /work/demo /app", whole, true],
    ["bind /work/demo /app", 'FROM a ; ENTRYPOINT ["/entrypoint.sh"] ; CMD ["/app/server"]', true],
    ["bind /work/demo/bin /app", 'FROM a ; ENTRYPOINT ["tini", "--", "/app/server"]', true],
    ["bind /work/demo/bin/server /app/server", runner, true],
    ["bind /work/demo/web /app/web", folders, true],
    // configuration and data
    ["bind /work/demo/config.yml /app/config.yml", runner, false],
    ["bind /work/demo/migrations /app/migrations", runner, false],
    ["bind /work/demo/data /app/data", runner, false],
    ["bind /work/demo/data /app/data", whole, false],
    ["bind /work/demo/internal /app/internal", whole, false],
    [
      "bind /work/demo/config.yml /app/config.yml",
      'FROM a ; COPY --from=b /server /app/ ; CMD ["/app/server", "-c", "/app/config.yml"]',
      false,
    ],
    [
      "bind /work/demo/config.yml /app/config.yml",
      'FROM a ; WORKDIR /app ; COPY --from=builder /app/config.yml . ; ENTRYPOINT ["/app/server"] ; CMD ["./config.yml"]',
      false,
    ],
    ["bind /var/run/docker.sock /var/run/docker.sock", runner, false],
    ["volume data /app", runner, false],
    ["volume data /app/data", runner, false],
    ["tmpfs - /app/tmp", runner, false],
    // anonymous volumes
    ["volume - /app/tmp", runner, false],
    ["volume - /app/server", runner, true],
    ["volume - /app/web/dist", folders, true],
    ["volume - /app", runner, true],
  ])("%s over { %s }: %s", (mount, dockerfile, expected) => {
    const [type = "", source = "", target = ""] = mount.split(" ");
    const [stage] = stagesOf(dockerfile);
    expect(stage && hidesImageFiles({ type, target, ...(source === "-" ? {} : { source }) }, stage, context)).toBe(expected);
  });
});

describe("isInside", () => {
  it.each([
    ["/app/x", "/app", true],
    ["/app", "/app/", true],
    ["/application", "/app", false],
    ["/", "/", true],
    ["/x", "/", true],
    ["/app", "/app/x", false],
  ])("%s in %s: %s", (path, folder, expected) => expect(isInside(path, folder)).toBe(expected));
});
