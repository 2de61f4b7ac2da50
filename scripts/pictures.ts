/** The pictures that `npm run screens` takes: every page in the shapes it is seen in, each in Chinese (dark room) and English (light room). */
import { SCENE_IDS } from '@warroom/protocol/scenes';
import type { Page } from 'playwright';

export interface Picture {
  name: string;
  path: string;
  width: number;
  height: number;
  phone: boolean;
  /** There once the page has drawn what it is about. */
  shown: string;
  /** What is done before the picture. */
  first?: (page: Page) => Promise<void>;
  /** Taken last, after the server has been killed under the open page. */
  lost?: boolean;
}

const LANGUAGES = { zh: 'lang=zh-CN&theme=dark', en: 'lang=en&theme=light' } as const;
const SHAPES = {
  hd: { width: 1920, height: 1080, phone: false },
  '4k': { width: 3840, height: 2160, phone: false },
  wide: { width: 3440, height: 1440, phone: false },
  portrait: { width: 1080, height: 1920, phone: false },
  phone: { width: 390, height: 844, phone: true },
} as const;
type Shape = keyof typeof SHAPES;

interface Subject extends Pick<Picture, 'shown' | 'first' | 'lost'> {
  name: string;
  path: string;
  shapes: readonly Shape[];
}

const WALL_SHAPES = ['hd', '4k', 'wide', 'portrait'] as const;
const DESK_SHAPES = ['hd', '4k', 'phone'] as const;
const WALL: readonly Subject[] = SCENE_IDS.map((scene) => ({
  name: `wall-${scene}`,
  path: `/wall?scene=${scene}`,
  shapes: WALL_SHAPES,
  shown: `[data-scene="${scene}"]`,
}));

const DESK = { path: '/ops', shown: '.table, .calm' };
const openForm = (page: Page) => page.locator('button.acknowledge').first().click();
const openDetails = (page: Page) => page.locator('.subject').first().click();
const OPS: readonly Subject[] = [
  { name: 'ops', ...DESK, shapes: DESK_SHAPES },
  { name: 'ops-detail', ...DESK, shapes: ['hd', 'phone'], first: openDetails },
  { name: 'ops-acknowledge', ...DESK, shapes: ['hd', 'phone'], first: openForm },
];

/** As long as what it shows, not as the screen. */
async function stretch(page: Page): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 0 };
  const length = await page.locator('.sections').evaluate((body) => body.scrollHeight + body.getBoundingClientRect().top);
  await page.setViewportSize({ width, height: Math.ceil(length) });
}
const customer = (id: string): Subject[] => {
  const page = { path: `/customer/${encodeURIComponent(id)}`, shown: '.sections, .empty' };
  return [
    { name: 'customer', ...page, shapes: DESK_SHAPES },
    { name: 'customer-whole', ...page, shapes: ['hd', 'phone'], first: stretch },
    { name: 'lost-customer', ...page, shapes: ['hd', 'phone'], lost: true },
  ];
};
const LOST: readonly Subject[] = [
  { name: 'lost-wall', path: '/wall?scene=lead-response', shapes: ['hd', 'portrait'], shown: '[data-scene]', lost: true },
  { name: 'lost-ops', ...DESK, shapes: ['hd', 'phone'], lost: true },
];

/** @param words only pictures whose name has one of them; all when there are none */
export function picturesOf(customerId: string, words: readonly string[]): Picture[] {
  return [...WALL, ...OPS, ...LOST, ...customer(customerId)]
    .flatMap(({ shapes, name, path, ...subject }) =>
      shapes.flatMap((shape) =>
        Object.entries(LANGUAGES).map(([language, query]) => ({
          ...subject,
          ...SHAPES[shape],
          name: `${name}-${shape}-${language}`,
          path: `${path}${path.includes('?') ? '&' : '?'}${query}`,
        })),
      ),
    )
    .filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
}
