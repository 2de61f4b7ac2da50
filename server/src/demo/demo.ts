/**
 * The simulated organisation as one part of the server: whether it is wanted, the settings it brings, its feed and its officer on duty. It
 * ends by itself as soon as a row of a real source comes in.
 */
import type { Fact } from '@warroom/protocol/events';
import type { Mode } from '@warroom/protocol/system';
import type { Board } from '../board/board.ts';
import type { Clock } from '../clock.ts';
import type { ParseLimits } from '../facts/parse.ts';
import type { AlertDesk } from '../live/alertDesk.ts';
import type { Log } from '../log.ts';
import type { Contract } from '../monitors/contracts/settings.ts';
import type { IngestQueue } from '../source/ingestQueue.ts';
import type { Store } from '../store/client.ts';
import { DEMO_CONTRACTS } from './contracts/contracts.ts';
import { startDutyOfficer } from './dutyOfficer.ts';
import type { DemoSettings } from './settings.ts';
import { type Feeding, isFreeForDemo, startFeeding } from './startFeeding.ts';
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
  desk: AlertDesk;
  /** Whether the monitors have caught up. */
  isReady: () => boolean;
  /** A real source has come in: the simulated contracts no longer count. Called at most once. */
  onOver: () => void;
}

export class Demo {
  readonly isOn: boolean;
  /** Set where the simulated feeds' own promises count, since nobody has written down others. */
  readonly contracts: readonly Contract[] | null;
  #newestSimulatedMs = -Infinity;
  #realSeen = false;
  #feeding: Feeding | null = null;
  #stopDuty = () => {};
  #parts: DemoParts | null = null;

  private constructor(isOn: boolean, contracts: readonly Contract[] | null) {
    this.isOn = isOn;
    this.contracts = contracts;
  }

  /** @param wanted whether an empty store is to be fed; one that holds anybody's real rows never is */
  static async prepare(wanted: boolean, store: Store, configured: readonly Contract[]): Promise<Demo> {
    const isOn = wanted && (await isFreeForDemo(store));
    return new Demo(isOn, isOn && configured.length === 0 ? DEMO_CONTRACTS : null);
  }

  /** `demo` while any figure may stand on simulated rows, of this run or of an earlier one. */
  mode(nowMs: number): Mode {
    return nowMs - this.#newestSimulatedMs < LINGERS_MS ? 'demo' : 'live';
  }

  /** Every fact that the tail brings is shown here. */
  see(facts: readonly Fact[]): void {
    for (const { source, ingestedAtMs } of facts) {
      if (source.startsWith(DEMO_SOURCE_PREFIX)) this.#newestSimulatedMs = Math.max(this.#newestSimulatedMs, ingestedAtMs);
      else if (!this.#realSeen) {
        this.#realSeen = true;
        this.#giveWay();
      }
    }
  }

  /** Resolves when the past is in the store; the live feed begins by itself when the monitors are ready. */
  async start(parts: DemoParts): Promise<void> {
    if (!this.isOn) return;
    const { clock, board, desk, isReady } = parts;
    this.#parts = parts;
    this.#stopDuty = startDutyOfficer({ clock, alerts: () => board.rows('alerts'), isReady, act: (command) => desk.do(command) });
    this.#feeding = await startFeeding({ ...parts, openLeads: () => board.rows('lead-response.open') });
  }

  async stop(): Promise<void> {
    this.#stopDuty();
    await this.#feeding?.stop();
  }

  #giveWay(): void {
    if (!this.#feeding || !this.#parts) return;
    this.#parts.log.warn({}, 'rows of a real source have come in: the demo feed ends');
    void this.stop();
    if (this.contracts) this.#parts.onOver();
  }
}
