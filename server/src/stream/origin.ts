/**
 * Whether a page of this origin may open the stream: its own (the host it was loaded from is the host it asks), one of `allowed`, or
 * none at all, since a program that is no browser sends no origin and could send any.
 */
export function isOriginAllowed(origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  if (allowed.some((one) => URL.canParse(one) && new URL(one).origin === new URL(origin).origin)) return true;
  return (protocol === 'http:' || protocol === 'https:') && host !== undefined && originHost === withoutDefaultPort(host, protocol);
}

/** `URL` drops the default port of the scheme; a `Host` header may carry it. */
function withoutDefaultPort(host: string, protocol: string): string {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text).host : '';
}
