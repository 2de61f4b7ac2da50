/** A wall in a real browser, connected, its server well. */
import { SCENE_IDS } from '@warroom/protocol/scenes';
import WallPage from '../pages/wall/WallPage.vue';
import { wallTopics } from '../stores/link.ts';
import { type PlayedPage, type PlayedPageOptions, playPage } from './playPage.ts';
import { systemRow } from './rows.ts';

export type PlayedWall = PlayedPage;
export interface PlayedWallOptions extends PlayedPageOptions {
  /** Address of the page. */
  path?: string;
  /** Told before the page is mounted: the snapshots that are there from the start. */
  first?: (wall: PlayedWall) => void;
}

export function playWall({ path = '/wall/1', first, ...options }: PlayedWallOptions): Promise<PlayedWall> {
  const wall = { component: WallPage, path: '/wall/:screen?', address: path, topics: wallTopics(SCENE_IDS) };
  return playPage(wall, options, (played) => {
    played.welcome();
    played.snapshot('alerts', []);
    played.snapshot('contracts', []);
    played.snapshot('system', [['s', systemRow()]]);
    first?.(played);
  });
}
