/** Answers of `/healthz` and `/readyz`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

export const Healthy = Type.Object({ status: Type.Literal('ok') });
export type Healthy = Static<typeof Healthy>;
/** `degraded`: figures may be believed, and something needs a person all the same. */
export const Ready = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
  reasons: Type.Optional(Type.Array(Type.String())),
});
export type Ready = Static<typeof Ready>;
export const NotReady = Type.Object({ status: Type.Literal('not ready'), reason: Type.String() });
export type NotReady = Static<typeof NotReady>;
