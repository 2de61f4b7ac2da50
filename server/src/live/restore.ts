/** Where a start goes on from: the newest checkpoint of the same code, monitors and settings. */
import { createHash } from 'node:crypto';
import type { Log } from '../log.ts';
import { type PartRecord, RecordReader } from '../monitors/records.ts';
import { createMonitors, type MonitorSettings, monitorSettings } from '../monitors.ts';
import type { Tail, TailRecord } from '../source/tail.ts';
import type { Checkpoints } from '../store/checkpoints.ts';
import { recordsOf } from './checkpointing.ts';
import type { Live } from './live.ts';

/** A state whose own clock stood this far ahead was taken under a clock that has been set back since. */
const AHEAD_MS = 2_000;

/** Monitors, and the settings that their state stands on: under another SLA an old state would be another truth. */
export function stateVersion(config: MonitorSettings, historyMs: number): string {
  const { monitors } = createMonitors(config, () => {});
  const settings = createHash('sha256')
    .update(JSON.stringify({ ...monitorSettings(config), historyMs }))
    .digest('hex')
    .slice(0, 12);
  return `records,${monitors.map((monitor) => `${monitor.name}@${monitor.stateVersion}`).join(',')}#${settings}`;
}

/** What a checkpoint says first. */
interface Head {
  /** The instants of the monitors and of the tail. */
  nowMs: number;
  hwmMs: number;
}
const HEAD = 'checkpoint';
const TAIL = 'tail';

/** Everything that a start goes on from, as of this call; null before there is anything. */
export function saveAll(live: Live, tail: Tail): Iterable<PartRecord> | null {
  const tailRecords = tail.save();
  if (!tailRecords) return null;
  const head: Head = { nowMs: live.nowMs, hwmMs: tail.hwmMs };
  const liveRecords = live.save();
  return (function* () {
    yield [HEAD, head] satisfies PartRecord;
    for (const record of tailRecords) yield [TAIL, record] satisfies PartRecord;
    yield* liveRecords;
  })();
}

/**
 * Monitors and tail stand at one instant: either both go on from the checkpoint, or neither does.
 * @param nowMs by the store's clock: a checkpoint of the future is refused
 * @returns what the tail goes on from; undefined where history has to be read
 */
export async function restore(live: Live, checkpoints: Checkpoints, nowMs: number, log: Log): Promise<TailRecord[] | undefined> {
  const checkpoint = await checkpoints.load(nowMs);
  try {
    const reader = checkpoint && new RecordReader(recordsOf(checkpoint.pieces));
    const [head] = (reader?.part(HEAD) ?? []) as Iterable<Head>;
    const tail = [...((reader?.part(TAIL) ?? []) as Iterable<TailRecord>)];
    const aheadMs = head ? Math.max(head.nowMs, head.hwmMs) - nowMs : 0;
    if (checkpoint && aheadMs > AHEAD_MS)
      log.warn({ aheadSeconds: aheadMs / 1_000, by: checkpoint.server }, 'the newest checkpoint is of the future; history is read instead');
    else if (checkpoint && live.restore(reader)) {
      log.info({ savedAt: new Date(checkpoint.savedAtMs).toISOString(), by: checkpoint.server }, 'going on from a checkpoint');
      return tail;
    }
  } catch (error) {
    log.warn({ err: error }, 'the newest checkpoint cannot be read; history is read instead');
  }
  live.restore(null);
  return undefined;
}
