import { imageFrom } from "../facts/dockerfile.ts";
import { goCommandsOf } from "../go-commands.ts";
import { isGo } from "../images.ts";
import type { Rule } from "../rule.ts";

export const toolchainInProd: Rule = {
  id: "GD108",
  title: "toolchain-in-prod",
  severity: "warning",
  why: "What runs in production is built on the Go image: some 900 MB of compiler and sources around a binary of a few.",
  remedy: "copy the binary into a stage of its own, on alpine or distroless",
  bad: 'FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]',
  good: 'FROM golang:1.26 AS builder\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM gcr.io/distroless/static-debian13:nonroot\nCOPY --from=builder /app /app\nENTRYPOINT ["/app"]',
  check: ({ builds }) =>
    builds.flatMap(({ service, prod }) => {
      if (!prod || !isGo(prod.stage.baseImage)) return [];
      const starts = prod.stage.command ?? prod.stage.entrypoint;
      if (!starts && !goCommandsOf(prod).some(({ verb }) => verb === "build")) return [];
      const message = `the production stage ${prod.stage.name ?? "(the last)"} runs on ${prod.stage.baseImage}`;
      return [{ span: imageFrom(prod).span, ...(service ? { service: service.name } : {}), message }];
    }),
};
