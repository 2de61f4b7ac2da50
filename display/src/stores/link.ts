/** The link's state for the screens, and the one link of the page. */
import type { Topic } from '@warroom/protocol/board';
import { SCENE_IDS, SCENE_TOPICS, type SceneId } from '@warroom/protocol/scenes';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { browserClock } from '../link/clock.ts';
import { Link, type LinkOptions, type LinkStatus } from '../link/link.ts';
import { FALLBACKS, openStream } from '../link/socket.ts';
import { useBoard } from './board.ts';

const EVERYWHERE: readonly Topic[] = ['contracts', 'contracts.learnt', 'contracts.concerns', 'alerts', 'system'];

/** What a wall with these scenes shows; a topic that no scene of the screen draws is not asked for. */
export function wallTopics(scenes: readonly SceneId[]): Topic[] {
  return [...new Set([...scenes.flatMap((scene): readonly Topic[] => SCENE_TOPICS[scene]), ...EVERYWHERE])];
}
/** What the other pages show. The server leaves out the alerts about people for those who may not read them. */
export const DESK_TOPICS: readonly Topic[] = ['lead-response.open', 'alerts.people', ...EVERYWHERE];

const TOKEN_KEY = 'warroom.token';

export const useLink = defineStore('link', () => {
  const status = shallowRef<LinkStatus>({
    state: 'connecting',
    sinceMs: browserClock.now(),
    lastFrameMs: null,
    offsetMs: 0,
    transport: 'websocket',
    trouble: null,
  });
  let link: Link | null = null;

  function start(overrides: Partial<LinkOptions> = {}): void {
    const board = useBoard();
    link ??= new Link({
      topics: wallTopics(SCENE_IDS),
      open: openStream,
      fallbacks: FALLBACKS,
      clock: browserClock,
      random: Math.random,
      token: readToken,
      onStatus: (next) => {
        status.value = next;
      },
      onRows: board.publish,
      ...overrides,
    });
    status.value = link.status;
    link.start();
  }

  /** Stores the token on this device and connects again. */
  function enter(token: string): void {
    localStorage.setItem(TOKEN_KEY, token.trim());
    link?.start();
  }

  return { status, start, stop: () => link?.stop(), hurry: () => link?.hurry(), enter };
});

/** The access token kept on this device, for the link's hello and for calls of the HTTP API; null when there is none. */
export function readToken(): string | null {
  try {
    return localStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}
