import { safeLines } from "../../core/logs/escape.ts";
import { type Answer, ready, waiting } from "../../core/readiness/answer.ts";
import type { ContainerDetails } from "../../docker/containers.ts";

/**
 * What the engine's own health of a container says. Unhealthy is waiting with the check's last words, because it may recover; a
 * container without a healthcheck is ready as soon as it runs.
 */
export function healthAnswer(health: ContainerDetails["State"]["Health"]): Answer {
  if (!health || health.Status === "none" || health.Status === "healthy") return ready;
  const last = health.Log?.at(-1);
  if (health.Status !== "unhealthy" && (!last || last.ExitCode === 0)) return waiting("its healthcheck has not passed yet");
  const words = safeLines(last?.Output ?? "", "none").findLast((line) => line.trim() !== "");
  const state = health.Status === "unhealthy" ? "unhealthy" : "its healthcheck has not passed yet";
  return waiting(`${state}${words ? `: ${words.trim().slice(0, 200)}` : ""}`);
}
