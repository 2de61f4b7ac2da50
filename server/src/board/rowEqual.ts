/** Whether two values of JSON data are equal field by field; the order of fields does not count, that of array items does. */
export function rowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!rowEqual(a[i], b[i])) return false;
    return true;
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let fields = 0;
  for (const field in left) {
    if (!Object.hasOwn(right, field) || !rowEqual(left[field], right[field])) return false;
    fields += 1;
  }
  for (const _ in right) fields -= 1;
  return fields === 0;
}
