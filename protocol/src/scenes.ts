/** The wall's scenes and the panels each is made of: what a configuration may name, and what the display draws. */
import type { Topic } from './board.ts';

export const SCENE_PANELS = {
  overview: ['lead-response', 'delivery-risk', 'touchpoints', 'capability'],
  'lead-response': ['runway', 'service-level', 'latency', 'clocks', 'standings'],
  'delivery-risk': ['heat', 'map'],
  touchpoints: ['iceberg', 'influence', 'resonances'],
  capability: ['pipe', 'breakers'],
} as const satisfies Record<string, readonly string[]>;

export type SceneId = keyof typeof SCENE_PANELS;
export const SCENE_IDS = Object.keys(SCENE_PANELS) as SceneId[];
export const isSceneId = (name: unknown): name is SceneId => typeof name === 'string' && Object.hasOwn(SCENE_PANELS, name);

/** What each scene stands on. A topic that carries what names a person is never among them. */
export const SCENE_TOPICS = {
  overview: [
    'lead-response.summary',
    'lead-response.open',
    'delivery-risk.heat',
    'touchpoints.channels',
    'touchpoints.resonance',
    'touchpoints.silent',
    'capability.strategies',
    'capability.breaker-board',
  ],
  'lead-response': [
    'lead-response.summary',
    'lead-response.open',
    'lead-response.answered',
    'lead-response.trend',
    'lead-response.distribution',
  ],
  'delivery-risk': ['delivery-risk.heat', 'delivery-risk.map'],
  touchpoints: ['touchpoints.channels', 'touchpoints.influence', 'touchpoints.resonance', 'touchpoints.silent'],
  capability: ['capability.strategies', 'capability.breaker-board', 'capability.team-board'],
} as const satisfies Record<SceneId, readonly Topic[]>;

const RULE_SCENES: Readonly<Record<string, SceneId>> = {
  lead: 'lead-response',
  delivery: 'delivery-risk',
  expedite: 'delivery-risk',
  phantom: 'delivery-risk',
  step: 'delivery-risk',
  dark: 'touchpoints',
  silent: 'touchpoints',
  resonance: 'touchpoints',
  breaker: 'capability',
};

/** The scene that shows what a rule speaks of, by the rule's first word; null for what concerns all of them. */
export function sceneOfRule(rule: string): SceneId | null {
  return RULE_SCENES[rule.split('-', 1)[0] as string] ?? null;
}
