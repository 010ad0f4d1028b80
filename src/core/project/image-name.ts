/**
 * Why a text is no name of an image, in words; undefined where it is one. An unset variable leaves a name that ends in nothing.
 * Source of the grammar: distribution/reference.
 */
export function imageNameProblem(image: string): string | undefined {
  if (reference.test(image)) return undefined;
  if (/[:@/]$|^[:@/]|\/\/|\/:/.test(image)) return "a part of it is empty";
  if (/\s/.test(image)) return "it holds a blank";
  const [name = ""] = image.split("@");
  if (/[A-Z]/.test(name.replace(/:[^/]*$/, "").replace(/^[^/]*[.:][^/]*\//, "")))
    return "names of images have no capital letters";
  return "it is not of the form name:tag";
}

const part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const host = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d+)?";
const reference = new RegExp(
  `^(?:${host}/)?${part}(?:/${part})*(?::\\w[\\w.-]{0,127})?(?:@[a-zA-Z][\\w+.-]*:[0-9a-fA-F]{32,})?$`,
);
