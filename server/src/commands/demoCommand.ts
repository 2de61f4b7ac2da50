/** `npm run demo -- [--remove]`: what there is of the simulated organisation, and its end. */
import type { DemoAnswer } from '@warroom/protocol/api/demo';
import { DemoData } from '../demo/demoData.ts';
import { WarroomError } from '../errors.ts';
import { type Output, quietLog, terminal } from './output.ts';
import { onStoreOrServer, readFlags, STORE_USAGE } from './storeOrServer.ts';

const USAGE = `usage: npm run demo -- [--remove] [--data DIR] [--config FILE] [--server URL] [--token TOKEN]

  --remove        remove its database, and what a former version simulated into the real one; without it the command says what there is
${STORE_USAGE}
Exit code: 0 done or shown, 1 failed, 2 wrong arguments.`;

/** @returns the exit code */
export async function demoCommand(args: readonly string[], cwd: string, output: Output = terminal): Promise<number> {
  let flags: ReturnType<typeof parse>;
  try {
    flags = parse(args);
  } catch (error) {
    output.error(`demo: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (flags.help) {
    output.out(USAGE);
    return 0;
  }
  const { remove = false } = flags;
  try {
    const { shown, events, mixedIn } = await onStoreOrServer<DemoAnswer>(flags, cwd, {
      async onStore(store, config) {
        const data = new DemoData(store, config.store, quietLog);
        return { shown: false, ...(await (remove ? data.remove() : data.left())) };
      },
      onServer: (call) => (remove ? call<DemoAnswer>('/api/v1/demo/removal', {}) : call<DemoAnswer>('/api/v1/demo')),
    });
    output.out(
      `${remove ? 'removed' : 'there are'}: ${events} simulated events in the demo's database, ${mixedIn} among real ones${shown ? '; the server shows it' : ''}`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof WarroomError)) throw error;
    output.error(`demo: ${error.message}`);
    return 1;
  }
}

const parse = (args: readonly string[]) => readFlags(args, { remove: { type: 'boolean' } });
