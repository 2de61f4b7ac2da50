/** Which of the two maps this screen can draw: WebGL on a graphics card, else the one of ECharts, which shows the same. */
export type MapKind = 'webgl' | 'fallback';

/** What draws WebGL without a card takes a second for a picture: a still map on a canvas is better. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|swrast|software|microsoft basic render/i;
/** A card that has lost its context so often in one page's life will lose it again. */
const MOST_LOSSES = 3;

/** `renderer` as WebGL names it; null when there is no WebGL 2. */
export const canDraw = (renderer: string | null): boolean => renderer !== null && !SOFTWARE.test(renderer);

/** `asked` is the address's `map`, for a look: `fallback`, or `webgl` whatever draws it. */
export function mapKind(asked: unknown, renderer: string | null, losses: number): MapKind {
  if (asked === 'fallback' || losses >= MOST_LOSSES) return 'fallback';
  return asked === 'webgl' || canDraw(renderer) ? 'webgl' : 'fallback';
}

/** Asks the browser once, and gives the context back. */
export function probeRenderer(): string | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return renderer;
}
