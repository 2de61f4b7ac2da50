/** The tokens as charts and canvases need them: resolved colours, and the wall unit in pixels. */
export const TOKENS = [
  '--ground',
  '--surface',
  '--surface-raised',
  '--line',
  '--line-strong',
  '--mark',
  '--ink',
  '--ink-quiet',
  '--risk-mark',
  '--risk-text',
  '--violated-mark',
  '--violated-text',
  '--violated-fill',
  '--info-mark',
] as const;

export interface Palette {
  colour: Record<(typeof TOKENS)[number], string>;
  font: string;
  /** One wall unit in CSS pixels. */
  unitPx: number;
}

/** Reads them where `element` stands; call again when the theme or the size has changed. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(name).trim()])) as Palette['colour'];
  return { colour, font: style.getPropertyValue('--font').trim(), unitPx: Number.parseFloat(style.getPropertyValue('--u')) || 1 };
}
