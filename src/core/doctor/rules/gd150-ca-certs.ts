import { beforeStart } from "../docker-edits.ts";
import { chainOf, only } from "../facts/dockerfile.ts";
import { findInGo } from "../facts/go.ts";
import { builtProgram } from "../go-runtime.ts";
import type { Rule } from "../rule.ts";

export const caCerts: Rule = {
  id: "GD150",
  title: "ca-certs",
  severity: "warning",
  why: "scratch and busybox have no certificates: every HTTPS request ends with “certificate signed by unknown authority”.",
  remedy: "copy them from the builder, or run on distroless/static, which has them",
  bad: "FROM scratch\nCOPY --from=builder /app /app",
  good: "FROM scratch\nCOPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\nCOPY --from=builder /app /app",
  check: ({ builds }) =>
    builds.flatMap((build) => {
      const { prod, go, dockerfile } = build;
      if (!prod || !/^(scratch|(.*\/)?busybox(:.*)?)$/.test(prod.stage.baseImage)) return [];
      const asks = findInGo(go, /\bhttp\.(Get|Post|PostForm|Head|Client|DefaultClient|NewRequest)|\btls\.Dial|"https:\/\//);
      const brought = only(chainOf(prod), "COPY", "ADD").some(({ content }) => /ssl|cert|\/etc\/pki/.test(content));
      if (!asks || brought) return [];
      const builder = builtProgram(build)?.builder.stage;
      const line = `COPY --from=${builder?.name ?? builder?.index} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`;
      const fix = builder ? { fix: { safe: false, edits: [beforeStart(dockerfile, prod, [line])] } } : {};
      return [
        {
          span: prod.from.span,
          message: `it looks like the program makes HTTPS requests (${asks.words}), and ${prod.stage.baseImage} has no certificates`,
          ...fix,
        },
      ];
    }),
};
