/**
 * The one Deck of the page. It outlives the panel: scenes come and go, but contexts of WebGL are few and are not given back when a
 * Deck ends, so the stage is moved into whichever panel stands there now.
 */
import { Deck, type Layer, MapView } from '@deck.gl/core';
import type { PitchedView } from './pitchedView.ts';

/** Beyond this the eye of a room sees no difference, and the card has four times the work. */
const MOST_DENSITY = 2;

export interface MapStage {
  show(layers: Layer[], view: PitchedView): void;
  /** Into a panel, which is told of every picture, and out of it. */
  enter(host: HTMLElement, drawn: () => void): void;
  leave(): void;
  end(): void;
}

/** `lost` is told when the card has taken the context away: end this stage, make another. */
export function createStage(lost: () => void): MapStage {
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'absolute', inset: '0' });
  const canvas = document.createElement('canvas');
  Object.assign(canvas.style, { width: '100%', height: '100%' });
  element.append(canvas);
  let ended = false;
  let told = () => {};
  const onLost = (event: Event) => {
    event.preventDefault();
    if (!ended) lost();
  };
  canvas.addEventListener('webglcontextlost', onLost);
  const deck = new Deck<MapView>({
    canvas,
    views: new MapView({ repeat: false, controller: false, orthographic: true }),
    controller: false,
    useDevicePixels: Math.min(MOST_DENSITY, devicePixelRatio),
    // Painted in order, bottom to top: at this slant nothing stands behind what it should hide.
    parameters: { depthCompare: 'always', depthWriteEnabled: false },
    layers: [],
    onAfterRender: () => told(),
  });
  return {
    show(layers, view) {
      if (!ended) deck.setProps({ layers, viewState: view });
    },
    enter(host, drawn) {
      told = drawn;
      host.append(element);
    },
    leave() {
      told = () => {};
      element.remove();
    },
    end() {
      ended = true;
      element.remove();
      deck.finalize();
      canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
