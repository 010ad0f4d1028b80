import { folderOf } from "../facts/path.ts";
import type { Rule } from "../rule.ts";

export const builderPattern: Rule = {
  id: "GD107",
  title: "builder-pattern",
  severity: "warning",
  why: "A script builds in one image and carries the binary over to another by hand; a Dockerfile with two stages does that, cached and without leftovers.",
  remedy:
    "write one Dockerfile: the build as a stage with a name, the other image with COPY --from=builder (gdev init writes one where no Dockerfile is)",
  bad: "docker build -t app:build -f Dockerfile.build .\ndocker container create --name extract app:build\ndocker container cp extract:/src/app ./app",
  good: "FROM golang:1.26 AS builder\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n\nFROM alpine:3.22\nCOPY --from=builder /app /app",
  check: ({ tree, directory }) =>
    [...tree].flatMap(([file, { text }]) => {
      if (text === undefined || !file.startsWith(directory) || !/(\.sh|\/Makefile|\.mk)$/.test(file)) return [];
      const copied = /\bdocker\s+(?:container\s+)?cp\b[^\n]*/.exec(text);
      const builds = [...text.matchAll(/\bdocker\s+(?:image\s+|buildx\s+)?build\b/g)].length;
      const second = tree.has(`${folderOf(file)}/Dockerfile.build`) || /Dockerfile\.build|build\.Dockerfile/i.test(text);
      if (!copied || builds === 0 || (builds < 2 && !second)) return [];
      const span = { file, start: copied.index, end: copied.index + copied[0].length };
      return [{ span, message: "the binary is copied out of a container of one image, into the build of the next" }];
    }),
};
