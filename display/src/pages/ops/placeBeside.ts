/** Where a form opens: beside what was pressed, inside the window. */
const WIDTH_PX = 380;
const HEIGHT_PX = 330;
const EDGE_PX = 12;

/** In the page's own (possibly zoomed) pixels. `anchor` null: for a keystroke, in the upper middle. */
export function placeBeside(anchor: HTMLElement | null): { left: string; top: string } {
  const zoom = (anchor ?? document.querySelector('main'))?.currentCSSZoom ?? 1;
  const clamp = (px: number, sizePx: number, roomPx: number) => Math.max(EDGE_PX, Math.min(px, roomPx / zoom - sizePx - EDGE_PX));
  if (anchor === null) return { left: `${(innerWidth / zoom - WIDTH_PX) / 2}px`, top: `${(innerHeight / zoom) * 0.24}px` };
  const { right, bottom } = anchor.getBoundingClientRect();
  return {
    left: `${clamp(right / zoom - WIDTH_PX, WIDTH_PX, innerWidth)}px`,
    top: `${clamp(bottom / zoom + 6, HEIGHT_PX, innerHeight)}px`,
  };
}
