/** `GET /api/v1/demo` and `POST /api/v1/demo/removal`: what there is of the simulated organisation. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

export const DemoAnswer = Type.Object({
  shown: Type.Boolean({ description: 'whether the screens show it now' }),
  events: Type.Integer({ description: 'in its own database' }),
  mixedIn: Type.Integer({ description: 'that a former version simulated into the real database' }),
});
export type DemoAnswer = Static<typeof DemoAnswer>;
