/** Where a command says what it does: its own lines, and none of the log of the parts that it runs. */
import type { Log } from '../log.ts';

export interface Output {
  out(line: string): void;
  error(line: string): void;
}

export const terminal: Output = { out: (line) => console.log(line), error: (line) => console.error(line) };

const nothing = () => {};
export const quietLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
