import type { Translated } from '../translated.ts';
import type nowhere from '../zh-CN/nowhere.ts';

export default {
  page: 'No such page: {name}',
  screen: 'No such screen: {name}',
  scene: 'No such scene: {name}',
  hint: {
    page: 'Please check the address.',
    screen:
      'Screens are named in the configuration, under display.screens. Once this one is there and the server has restarted, it shows here by itself.',
    scene: 'Please check scene in the address.',
  },
  exists: { page: 'Pages', screen: 'Screens', scene: 'Scenes' },
  at: { wall: 'The wall that all screens share', ops: 'Alerts', customer: 'One customer', docs: 'The API' },
} satisfies Translated<typeof nowhere>;
