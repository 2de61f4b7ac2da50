/**
 * The page's only Deck. WebGL contexts are few and are not freed when a Deck is finalized, so it outlives the panels and is moved into
 * the one now on screen.
 */
import { Deck, type Layer, MapView } from '@deck.gl/core';
import type { PitchedView } from './pitchedView.ts';

/** Higher densities cost up to four times the work and cannot be seen across a room. */
const MOST_DENSITY = 2;

export interface MapStage {
  show(layers: Layer[], view: PitchedView): void;
  /** Moves it into a panel, which is told of every picture drawn. */
  enter(host: HTMLElement, drawn: () => void): void;
  leave(): void;
  end(): void;
}

/** `lost` is called when the WebGL context is lost: end this stage and make another. */
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
    // Layers are painted bottom to top: no depth test is needed at this pitch.
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
