/** Every scene by name. Bodies are loaded when they are first shown: the map's library alone is larger than all else. */
import type { SceneId } from '@warroom/protocol/scenes';
import { type Component, defineAsyncComponent } from 'vue';
import type { MessageKey } from '../i18n/messages.ts';
import { capabilityWords } from './Capability/words.ts';
import { deliveryWords } from './Delivery/words.ts';
import LeadResponseScene from './LeadResponse/LeadResponseScene.vue';
import { leadResponseWords } from './LeadResponse/words.ts';
import { overviewWords } from './Overview/words.ts';
import type { SceneWords } from './scene.ts';
import { touchpointsWords } from './Touchpoints/words.ts';

export interface Scene {
  title: MessageKey;
  words: SceneWords;
  /** Takes `panels`: the names of those to draw, in order. */
  body: Component;
}

export const SCENES: Readonly<Record<SceneId, Scene>> = {
  overview: {
    title: 'wall.scene.overview',
    words: overviewWords,
    body: defineAsyncComponent(() => import('./Overview/OverviewScene.vue')),
  },
  'lead-response': { title: 'wall.scene.lead-response', words: leadResponseWords, body: LeadResponseScene },
  'delivery-risk': {
    title: 'wall.scene.delivery-risk',
    words: deliveryWords,
    body: defineAsyncComponent(() => import('./Delivery/DeliveryScene.vue')),
  },
  touchpoints: {
    title: 'wall.scene.touchpoints',
    words: touchpointsWords,
    body: defineAsyncComponent(() => import('./Touchpoints/TouchpointsScene.vue')),
  },
  capability: {
    title: 'wall.scene.capability',
    words: capabilityWords,
    body: defineAsyncComponent(() => import('./Capability/CapabilityScene.vue')),
  },
};
