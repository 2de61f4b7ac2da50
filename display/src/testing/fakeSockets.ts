/** For tests: sockets that a test opens, feeds and closes by hand. */
import type { ClientMessage, ServerMessage } from '@warroom/protocol/wire';
import type { LinkSocket } from '../link/link.ts';
import type { Trouble } from '../link/trouble.ts';

export class FakeSocket implements LinkSocket {
  readonly sent: ClientMessage[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; trouble?: Trouble }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.();
  }

  receive(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The other side closes, or the network does. */
  lose(code = 1006, trouble?: Trouble): void {
    this.onclose?.(trouble ? { code, trouble } : { code });
  }
}

export class FakeSockets {
  readonly all: FakeSocket[] = [];

  open = (): FakeSocket => {
    const socket = new FakeSocket();
    this.all.push(socket);
    return socket;
  };

  get last(): FakeSocket {
    const socket = this.all.at(-1);
    if (!socket) throw new Error('nothing has connected');
    return socket;
  }
}
