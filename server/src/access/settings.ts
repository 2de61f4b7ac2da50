/** `access` in the configuration: who may do what. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { closed, section } from '../settings.ts';

export const AccessSection = section({
  tokens: Type.Array(
    Type.Object(
      {
        name: Type.String({ minLength: 1, description: 'Who holds it. The log shows this name, never the token.' }),
        token: Type.String({ minLength: 16, description: 'At least 16 characters.' }),
        roles: Type.Array(Type.Union([Type.Literal('view'), Type.Literal('operate'), Type.Literal('ingest')]), {
          default: ['view'],
          description: '`view` reads the board, `operate` works alerts, `ingest` writes events.',
        }),
        shared: Type.Optional(
          Type.Boolean({
            default: false,
            description:
              'Several people have it: it carries roles, and whoever works an alert gives a name (`by`). Otherwise `name` is the person, and counts as `by`. ' +
              'Tokens from the environment are shared.',
          }),
        ),
      },
      closed,
    ),
    {
      default: [],
      description:
        'Bearer tokens. Without any, anyone who can reach the port may do everything, which is why the server then listens on loopback only.',
    },
  ),
});
export type AccessSettings = Static<typeof AccessSection>;
export type Role = AccessSettings['tokens'][number]['roles'][number];
