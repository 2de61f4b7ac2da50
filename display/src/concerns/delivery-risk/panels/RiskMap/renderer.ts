/** Which map a screen draws: WebGL on a graphics card, else ECharts, which shows the same. */
export type MapKind = 'webgl' | 'fallback';

/** Software renderers, which need about a second for a frame. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|swrast|software|microsoft basic render/i;
/** After this many lost contexts in the life of a page it stays with ECharts. */
const MOST_LOSSES = 3;

/** `renderer`: its name as given by WebGL; null without WebGL 2. */
export const canDraw = (renderer: string | null): boolean => renderer !== null && !SOFTWARE.test(renderer);

/** `asked`: `map` in the address; `fallback` or `webgl` overrule the choice. */
export function mapKind(asked: unknown, renderer: string | null, losses: number): MapKind {
  if (asked === 'fallback' || losses >= MOST_LOSSES) return 'fallback';
  return asked === 'webgl' || canDraw(renderer) ? 'webgl' : 'fallback';
}

/** Creates a WebGL context to ask for its renderer, and releases it. */
export function probeRenderer(): string | null {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return null;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return renderer;
}
