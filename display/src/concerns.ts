/** The scene of every concern that has one, one line each. A concern of the protocol that is missing here does not compile. */
import type { SceneConcernId } from '@warroom/protocol/scenes';
import { capabilityScene } from './concerns/capability/scene.ts';
import { deliveryRiskScene } from './concerns/delivery-risk/scene.ts';
import { leadResponseScene } from './concerns/lead-response/scene.ts';
import { touchpointsScene } from './concerns/touchpoints/scene.ts';
import type { ConcernScene } from './panels/scene.ts';

export const CONCERN_SCENES = {
  'lead-response': leadResponseScene,
  'delivery-risk': deliveryRiskScene,
  touchpoints: touchpointsScene,
  capability: capabilityScene,
} as const satisfies { [C in SceneConcernId]: ConcernScene<C> };
