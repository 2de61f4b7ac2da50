/** The simulated organisation as one part of a core that stands on its database: the settings it brings, its feed and its officer on duty. */
import type { Fact } from '@warroom/protocol/events';
import type { Mode } from '@warroom/protocol/system';
import type { AlertCommand } from '../alerts/commands.ts';
import type { Board } from '../board/board.ts';
import type { Clock } from '../clock.ts';
import type { ParseLimits } from '../facts/parse.ts';
import type { Log } from '../log.ts';
import type { Contract } from '../monitors/contracts/settings.ts';
import type { IngestQueue } from '../source/ingestQueue.ts';
import type { Store } from '../store/client.ts';
import { DEMO_CONTRACTS } from './contracts/contracts.ts';
import { startDutyOfficer } from './dutyOfficer.ts';
import type { DemoSettings } from './settings.ts';
import { type Feeding, startFeeding } from './startFeeding.ts';
import { DEMO_SOURCE_PREFIX } from './world/organisation.ts';

/** The longest window that shows a row: figures stand on simulated rows until the last of them has left it. */
const LINGERS_MS = 24 * 3_600_000;

export interface DemoParts {
  store: Store;
  clock: Clock;
  log: Log;
  config: DemoSettings;
  queue: IngestQueue;
  limits: ParseLimits;
  board: Board;
  /** As anybody does. */
  act: (command: AlertCommand) => Promise<unknown>;
  /** Whether the monitors have caught up. */
  isReady: () => boolean;
}

export class Demo {
  readonly isOn: boolean;
  /** Set where the simulated feeds' own promises count, since nobody has written down others. */
  readonly contracts: readonly Contract[] | null;
  #newestSimulatedMs = -Infinity;
  #feeding: Feeding | null = null;
  #stopDuty = () => {};

  constructor(isOn: boolean, configured: readonly Contract[]) {
    this.isOn = isOn;
    this.contracts = isOn && configured.length === 0 ? DEMO_CONTRACTS : null;
  }

  /** `demo` on the demo's own database, and while any figure may stand on rows that a former version simulated into a real one. */
  mode(nowMs: number): Mode {
    return this.isOn || nowMs - this.#newestSimulatedMs < LINGERS_MS ? 'demo' : 'live';
  }

  /** Every fact that the tail brings is shown here. */
  see(facts: readonly Fact[]): void {
    for (const { source, ingestedAtMs } of facts)
      if (source.startsWith(DEMO_SOURCE_PREFIX)) this.#newestSimulatedMs = Math.max(this.#newestSimulatedMs, ingestedAtMs);
  }

  /** Resolves when the past is in the store; the live feed begins by itself when the monitors are ready. */
  async start(parts: DemoParts): Promise<void> {
    if (!this.isOn) return;
    const { clock, board, act, isReady } = parts;
    this.#stopDuty = startDutyOfficer({ clock, alerts: () => board.rows('alerts'), isReady, act });
    this.#feeding = await startFeeding({ ...parts, openLeads: () => board.rows('lead-response.open') });
  }

  async stop(): Promise<void> {
    this.#stopDuty();
    await this.#feeding?.stop();
  }
}
