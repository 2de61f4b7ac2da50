/** The words of every concern's scene, one line each. A concern with a scene that is missing here does not compile. */
import type { SceneConcernId } from '@warroom/protocol/scenes';
import capabilityEn from './concerns/capability/words.en.ts';
import capabilityZh from './concerns/capability/words.zh-CN.ts';
import deliveryRiskEn from './concerns/delivery-risk/words.en.ts';
import deliveryRiskZh from './concerns/delivery-risk/words.zh-CN.ts';
import leadResponseEn from './concerns/lead-response/words.en.ts';
import leadResponseZh from './concerns/lead-response/words.zh-CN.ts';
import touchpointsEn from './concerns/touchpoints/words.en.ts';
import touchpointsZh from './concerns/touchpoints/words.zh-CN.ts';

export const CONCERN_WORDS = {
  'lead-response': { 'zh-CN': leadResponseZh, en: leadResponseEn },
  'delivery-risk': { 'zh-CN': deliveryRiskZh, en: deliveryRiskEn },
  touchpoints: { 'zh-CN': touchpointsZh, en: touchpointsEn },
  capability: { 'zh-CN': capabilityZh, en: capabilityEn },
} as const satisfies Record<SceneConcernId, { 'zh-CN': { title: string }; en: { title: string } }>;
