/** Where the crowd goes. */

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * `http://127.0.0.1:8080` or `ws://…/stream` → the address of its stream.
 * @throws Error for anything but loopback: a crowd sent to somebody's wall by a slip of the hand is an outage.
 */
export function streamUrl(server: string): string {
  let url: URL;
  try {
    url = new URL(server);
  } catch {
    throw new Error(`--server has to be an address, as http://127.0.0.1:8080, not ${server}`);
  }
  if (!LOOPBACK.test(url.hostname))
    throw new Error(`--server has to be on this machine (127.0.0.1, localhost or [::1]), not ${url.hostname}`);
  const scheme = { 'http:': 'ws:', 'ws:': 'ws:', 'https:': 'wss:', 'wss:': 'wss:' }[url.protocol];
  if (!scheme) throw new Error(`--server speaks http or ws, not ${url.protocol}`);
  return `${scheme}//${url.host}${url.pathname === '/' ? '/stream' : url.pathname}`;
}
