/** `server` in the configuration. */
import type { Static } from 'typebox';
import { Type } from 'typebox';
import { section } from '../settings.ts';

/** Scheme, host and port: what a browser sends as `Origin`. */
const origin = Type.String({ pattern: '^https?://[^\\s;,/]+$' });

export const ServerSection = section({
  host: Type.String({ default: '127.0.0.1', description: 'Address to listen on. Anything but loopback needs `access.tokens`.' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: 'Port to listen on; 0 takes a free one.' }),
  id: Type.String({
    default: '',
    description: 'Name of this server on the board and in the alert log; by default host name and port.',
  }),
  place: Type.String({ default: '', description: 'Name of the place, shown in the top strip of every screen.' }),
  allowedOrigins: Type.Array(origin, {
    default: [],
    description:
      "Other origins (`https://warroom.example.com`) whose pages may open `/stream` and change alerts; the server's own always may. " +
      'Without `access.tokens` the server answers only to requests for a loopback name or for the host of one of these.',
  }),
  frameAncestors: Type.Array(origin, {
    default: [],
    description: "Other origins whose pages may show ours in a frame; the server's own always may.",
  }),
  logLevel: Type.String({ default: 'info', description: 'pino level: trace, debug, info, warn, error, silent.' }),
});
export type ServerSettings = Static<typeof ServerSection>;
