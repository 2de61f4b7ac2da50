/**
 * Which `Host` the server answers to. A page of another site can point its own name at this machine (DNS rebinding) and is then, to the
 * browser, of one origin with the server: without tokens the name in `Host` is all that tells it from our own pages.
 */
import { isLoopback } from '../access/access.ts';

/** A name or an address, and nothing else that a URL may have: no user, path, query or fragment. */
const HOST = /^(\[[\da-f:.]+\]|[^\s/\\?#@:[\]]+)(:\d{1,5})?$/i;

/** `Evil.Example.:8080` → `evil.example`; null for what is no host. */
export function hostNameOf(host: string | undefined): string | null {
  if (host === undefined || !HOST.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

/**
 * @param allowedOrigins as `https://warroom.example.com`; their host names count, at any port: who rebinds a name does not own these
 * @returns whether to answer a request with this `Host` while no tokens are configured
 */
export function isHostAllowed(host: string | undefined, allowedOrigins: readonly string[]): boolean {
  const name = hostNameOf(host);
  if (name === null) return false;
  return isLoopback(name) || allowedOrigins.some((origin) => URL.canParse(origin) && new URL(origin).hostname === name);
}
