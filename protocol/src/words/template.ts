/**
 * Templates of words: `{name}` stands for a value, and what stands in `[…]` is left out when one of its values is not known. A list of
 * templates is a list of choices: the first whose values are all known is said.
 */
export type Forms = string | readonly [string, ...string[]];
export type ValueOf = (name: string) => string | null;

/** Null when no form can be said. */
export function fill(forms: Forms, valueIn: ValueOf): string | null {
  for (const template of typeof forms === 'string' ? [forms] : forms) {
    const words = fillTemplate(template, valueIn);
    if (words !== null) return words;
  }
  return null;
}

function fillTemplate(template: string, valueIn: ValueOf): string | null {
  let words = '';
  // Splitting by a group leaves the optional pieces at the odd places.
  for (const [i, piece] of template.split(/\[([^\]]*)\]/).entries()) {
    const filled = fillPiece(piece, valueIn);
    if (filled === null && i % 2 === 0) return null;
    words += filled ?? '';
  }
  return words;
}

function fillPiece(piece: string, valueIn: ValueOf): string | null {
  let complete = true;
  const words = piece.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = valueIn(name);
    if (value === null) complete = false;
    return value ?? '';
  });
  return complete ? words : null;
}

/** The names of the values that templates ask for. */
export const placeholders = (forms: Forms): string[] =>
  [...new Set([forms].flat().flatMap((template) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))].sort();
