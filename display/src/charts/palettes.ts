/** One palette for the page, read again when the room's theme changes or the stage its size. */
import { type InjectionKey, inject, type ShallowRef } from 'vue';
import type { Palette } from './palette.ts';

export const PALETTE: InjectionKey<ShallowRef<Palette | null>> = Symbol('palette');

export function usePalette(): ShallowRef<Palette | null> {
  const palette = inject(PALETTE);
  if (!palette) throw new Error('a chart stands outside the stage that provides its palette');
  return palette;
}
