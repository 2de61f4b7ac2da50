/**
 * How large a text is for an eye at a distance (ISO 9241-303 speaks of the visual angle of a character's height). Height in metres =
 * 2π · distance · arcmin ÷ 21,600.
 */
export interface Room {
  /** Diagonal of the screen. */
  screenInches: number;
  /** Width ÷ height of the screen. */
  aspect: number;
  /** Height of the screen in CSS pixels. */
  screenHeightPx: number;
  /** Of the farthest viewer. */
  viewerMetres: number;
}

export type Script = 'latin' | 'han';

/** Smallest visual angle of a character that is read with ease. */
export const NEEDED_ARC_MINUTES: Record<Script, number> = { latin: 16, han: 22 };
/** Character height as a share of the font size, in Noto Sans SC: height of a capital or digit; of an ideograph's face. */
export const FACE: Record<Script, number> = { latin: 0.733, han: 0.92 };
/** What is not for the back of the room is for those who step closer: a third of the way. */
export const NEAR_SHARE = 1 / 3;

const METRES_PER_INCH = 0.0254;

export function screenHeightMetres(screenInches: number, aspect: number): number {
  return (screenInches * METRES_PER_INCH) / Math.hypot(aspect, 1);
}

/** Visual angle, in minutes of arc, of something `heightPx` high. */
export function arcMinutes(heightPx: number, room: Room): number {
  const metres = (heightPx / room.screenHeightPx) * screenHeightMetres(room.screenInches, room.aspect);
  return (metres * 21_600) / (2 * Math.PI * room.viewerMetres);
}

export const scriptOf = (text: string): Script => (/\p{Script=Han}/u.test(text) ? 'han' : 'latin');

export interface Judgement {
  text: string;
  script: Script;
  measured: number;
  needed: number;
  passes: boolean;
}

/** Judges one text by its font size. `near` texts are judged from {@link NEAR_SHARE} of the distance. */
export function judge(text: string, fontSizePx: number, meaning: 'far' | 'near', room: Room): Judgement {
  const script = scriptOf(text);
  const viewerMetres = meaning === 'near' ? room.viewerMetres * NEAR_SHARE : room.viewerMetres;
  const measured = arcMinutes(fontSizePx * FACE[script], { ...room, viewerMetres });
  const needed = NEEDED_ARC_MINUTES[script];
  return { text, script, measured, needed, passes: measured >= needed };
}
