/** Every scene by name. Bodies are loaded when they are first shown: the map's library alone is larger than all else. */
import type { SceneId } from '@warroom/protocol/scenes';
import { type Component, defineAsyncComponent } from 'vue';
import { capabilityWords } from '../concerns/capability/words.ts';
import { deliveryWords } from '../concerns/delivery-risk/words.ts';
import LeadResponseScene from '../concerns/lead-response/LeadResponseScene.vue';
import { leadResponseWords } from '../concerns/lead-response/words.ts';
import { touchpointsWords } from '../concerns/touchpoints/words.ts';
import type { MessageKey } from '../i18n/messages.ts';
import { overviewWords } from '../overview/words.ts';
import type { SceneWords } from '../panels/scene.ts';

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
    body: defineAsyncComponent(() => import('../overview/OverviewScene.vue')),
  },
  'lead-response': { title: 'wall.scene.lead-response', words: leadResponseWords, body: LeadResponseScene },
  'delivery-risk': {
    title: 'wall.scene.delivery-risk',
    words: deliveryWords,
    body: defineAsyncComponent(() => import('../concerns/delivery-risk/DeliveryScene.vue')),
  },
  touchpoints: {
    title: 'wall.scene.touchpoints',
    words: touchpointsWords,
    body: defineAsyncComponent(() => import('../concerns/touchpoints/TouchpointsScene.vue')),
  },
  capability: {
    title: 'wall.scene.capability',
    words: capabilityWords,
    body: defineAsyncComponent(() => import('../concerns/capability/CapabilityScene.vue')),
  },
};
