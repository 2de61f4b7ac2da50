/** Whether a step's name holds any of the given parts, in whatever case: how settings say which steps produce or purchase. */
export const namesAny = (step: string, parts: readonly string[]): boolean => {
  const lower = step.toLowerCase();
  return parts.some((part) => lower.includes(part.toLowerCase()));
};
