/** Where a start goes on from: the newest checkpoint of the same code, monitors and settings. */
import { createHash } from 'node:crypto';
import type { Log } from '../log.ts';
import { createMonitors, type MonitorSettings, monitorSettings } from '../monitors.ts';
import type { TailState } from '../source/tail.ts';
import type { Checkpoints } from '../store/checkpoints.ts';
import type { CheckpointState } from './checkpointing.ts';
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
  return `${monitors.map((monitor) => `${monitor.name}@${monitor.stateVersion}`).join(',')}#${settings}`;
}

/**
 * Monitors and tail stand at one instant: either both go on from the checkpoint, or neither does.
 * @param nowMs by the store's clock: a checkpoint of the future is refused
 * @returns what the tail goes on from; undefined where history has to be read
 */
export async function restore(live: Live, checkpoints: Checkpoints, nowMs: number, log: Log): Promise<TailState | undefined> {
  const checkpoint = await newest(checkpoints, nowMs, log);
  return live.restore(checkpoint?.engine ?? null) ? checkpoint?.tail : undefined;
}

async function newest(checkpoints: Checkpoints, nowMs: number, log: Log): Promise<CheckpointState | null> {
  const checkpoint = await checkpoints.load(nowMs);
  if (!checkpoint) return null;
  try {
    const state = JSON.parse(checkpoint.state) as CheckpointState;
    const aheadMs = Math.max(state.engine.nowMs, state.tail.hwmMs) - nowMs;
    if (aheadMs > AHEAD_MS) {
      log.warn({ aheadSeconds: aheadMs / 1_000, by: checkpoint.server }, 'the newest checkpoint is of the future; history is read instead');
      return null;
    }
    log.info({ savedAt: new Date(checkpoint.savedAtMs).toISOString(), by: checkpoint.server }, 'going on from a checkpoint');
    return state;
  } catch (error) {
    log.warn({ err: error }, 'the newest checkpoint cannot be read; history is read instead');
    return null;
  }
}
