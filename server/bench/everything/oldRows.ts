/**
 * Loaded into the server's process before it starts (`node --import`): on a message of the parent it writes old rows into the store, as another
 * writer would: nobody else may open an embedded store.
 */
import { isMainThread } from 'node:worker_threads';
import { loadConfig } from '../../src/config/config.ts';
import { openStore } from '../../src/store/client.ts';
import { fillEvents } from '../history/fill.ts';
import type { HistoryShape } from '../history/shape.ts';
import { quietLog } from '../load/events.ts';

export interface OldRows {
  dataDir: string;
  shape: HistoryShape;
  untilMs: number;
}

if (isMainThread && process.send) {
  process.on('message', (wish: OldRows) => {
    void write(wish).then(
      () => process.send?.('written'),
      (error) => process.send?.(String(error)),
    );
  });
}

async function write({ dataDir, shape, untilMs }: OldRows): Promise<void> {
  const store = await openStore(loadConfig({ flags: { 'store.dataDir': dataDir } }).store, quietLog);
  try {
    await fillEvents(store, shape, untilMs);
  } finally {
    await store.close();
  }
}
