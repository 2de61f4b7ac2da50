/** Answers of `/healthz` and `/readyz`. */
import type { Static } from 'typebox';
import { Type } from 'typebox';

export const Healthy = Type.Object({ status: Type.Literal('ok') });
export type Healthy = Static<typeof Healthy>;
export const NotReady = Type.Object({ status: Type.Literal('not ready'), reason: Type.String() });
export type NotReady = Static<typeof NotReady>;
