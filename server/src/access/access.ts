/** Who may do what: bearer tokens with roles from the configuration, and where the server may listen without any. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { WarroomError } from '../errors.ts';
import type { AccessSettings, Role } from './settings.ts';

export interface Identity {
  /** Of the token; null where none are configured and everybody may do everything. */
  name: string | null;
  /** The person who holds the token; null where several share it, or none is asked for: then people say who they are. */
  person: string | null;
  roles: ReadonlySet<Role>;
}

const EVERYBODY: Identity = { name: null, person: null, roles: new Set<Role>(['view', 'operate', 'ingest']) };

/** Tokens are compared by their digests: of one length, so that the comparison takes the same time for any guess. */
const digest = (text: string) => createHash('sha256').update(text).digest();

export class Access {
  readonly #known: { digest: Buffer; identity: Identity }[];

  constructor({ tokens }: AccessSettings) {
    this.#known = tokens.map(({ name, token, roles, shared }) => ({
      digest: digest(token),
      identity: { name, person: shared ? null : name, roles: new Set(roles) },
    }));
  }

  /** No tokens are configured. */
  get isOpen(): boolean {
    return this.#known.length === 0;
  }

  /** Whose token this is, or null. Looks at every token, found or not. */
  identify(token: string | undefined): Identity | null {
    if (this.isOpen) return EVERYBODY;
    if (token === undefined) return null;
    const given = digest(token);
    let found: Identity | null = null;
    for (const known of this.#known) if (timingSafeEqual(known.digest, given)) found = known.identity;
    return found;
  }

  /** Whether the bearer of this token has the role; for `/stream`, which carries its token in the hello. */
  allows(role: Role, token: string | undefined): boolean {
    return this.identify(token)?.roles.has(role) ?? false;
  }
}

/** The token of an `Authorization: Bearer …` header, or undefined. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** `localhost`, 127.0.0.0/8 or ::1, the last with brackets or without. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  return family === 0 ? bare.toLowerCase() === 'localhost' : loopback.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Without tokens the server listens on loopback only.
 * @throws WarroomError CONFIG_INVALID that says which settings are at odds.
 */
export function assertBindAllowed({ server, access }: { server: { host: string }; access: AccessSettings }): void {
  if (access.tokens.length > 0 || isLoopback(server.host)) return;
  throw new WarroomError(
    'CONFIG_INVALID',
    `server.host ${server.host} is not loopback and access.tokens is empty: anyone who can reach the port could acknowledge alerts. ` +
      'Configure at least one token, or listen on 127.0.0.1.',
  );
}
