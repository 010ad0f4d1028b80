import type { Rule } from "../rule.ts";
import { keySpan, setKeys } from "../toml-edits.ts";

export const airKill: Rule = {
  id: "GD408",
  title: "air-kill",
  severity: "note",
  why: "air kills the program at every reload without asking it to stop, so what it does on shutdown is never tried in development.",
  remedy: 'set send_interrupt = true and kill_delay = "2s"',
  bad: '[build]\nsend_interrupt = false\nkill_delay = "0s"',
  good: '[build]\nsend_interrupt = true\nkill_delay = "2s"',
  check: ({ builds }) =>
    builds.flatMap(({ air }) => {
      const config = air?.config;
      if (!config || config.value("build.send_interrupt") === true) return [];
      const delay = config.value("build.kill_delay");
      const none = delay === undefined || delay === 0 || /^0+(ns|us|µs|ms|s|m)?$/.test(String(delay));
      const edits = setKeys(config, "build", { send_interrupt: "true", ...(none ? { kill_delay: '"2s"' } : {}) });
      return [
        {
          span: keySpan(config, "build", "send_interrupt"),
          message: "send_interrupt is not set: SIGKILL at every reload",
          fix: { safe: true, edits },
        },
      ];
    }),
};
