import type { Project, Service } from "../project/project.ts";

/** Dependencies before their dependents, otherwise in the project's order. Compose has refused cycles already. */
export function inStartOrder({ services }: Project): readonly Service[] {
  const ordered = new Set<Service>();
  const visit = (service: Service): void => {
    for (const dependency of service.dependsOn) {
      const other = services.find((candidate) => candidate.name === dependency.service);
      if (other && !ordered.has(other)) visit(other);
    }
    ordered.add(service);
  };
  for (const service of services) visit(service);
  return [...ordered];
}

/** The services that depend on this one, in the project's order. */
export function dependentsOf({ services }: Project, { name }: Service): readonly Service[] {
  return services.filter((other) => other.dependsOn.some((dependency) => dependency.service === name));
}
