import type { Project, Service } from "../project/project.ts";
import type { WaitUntil } from "./plan.ts";

/** What a wait for the service waits for: its end, where another service depends on that; else its Probe. */
export function waitUntil(project: Project, service: Service): WaitUntil {
  const conditions = project.services.flatMap((other) =>
    other.dependsOn.filter((dependency) => dependency.service === service.name),
  );
  return conditions.some(({ condition }) => condition === "service_completed_successfully") ? "completed" : "ready";
}
