/** `npm run erase -- --customer ID [--yes]`: what the store holds of a customer, and its end. */
import type { ErasureAnswer } from '@warroom/protocol/api/erasures';
import { WarroomError } from '../errors.ts';
import { erase, findErasable, selectionOfCustomer, selectionOfRuined } from '../store/erase.ts';
import { type Output, terminal } from './output.ts';
import { onStoreOrServer, readFlags, STORE_USAGE } from './storeOrServer.ts';

const USAGE = `usage: npm run erase -- --customer ID [--yes] [--data DIR] [--config FILE] [--server URL] [--token TOKEN]
   or: npm run erase -- --ruined [--yes] …

  --customer ID   everything about this customer: leads, orders, opportunities, touchpoints, signals, with all that was told of them later
  --ruined        instead: rows whose text a wrong encoding has ruined (not UTF-8, or with U+FFFD)
  --yes           erase; without it the command only says what it would erase
${STORE_USAGE}
Exit code: 0 done or shown, 1 failed, 2 wrong arguments.`;

/** @returns the exit code */
export async function eraseCommand(args: readonly string[], cwd: string, output: Output = terminal): Promise<number> {
  let flags: ReturnType<typeof parse>;
  try {
    flags = parse(args);
    if (flags.help) {
      output.out(USAGE);
      return 0;
    }
    if ((flags.customer === undefined) === (flags.ruined === undefined)) throw new Error('one of --customer ID and --ruined is needed');
    if (flags.customer === '') throw new Error('--customer needs an id');
  } catch (error) {
    output.error(`erase: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { customer, yes: confirm = false } = flags;
  try {
    const answer = await onStoreOrServer<ErasureAnswer>(flags, cwd, {
      async onStore(store) {
        const selection = customer === undefined ? selectionOfRuined() : selectionOfCustomer(store, customer);
        const { byKind, ...counts } = await (confirm ? erase : findErasable)(store, selection);
        return { erased: confirm, ...counts, byKind: byKind.map(([kind, events]) => ({ kind, events })) };
      },
      onServer: (call) =>
        call<ErasureAnswer>('/api/v1/erasures', { ...(customer === undefined ? { ruined: true } : { customer }), confirm }),
    });
    for (const line of linesOf(answer)) output.out(line);
    return 0;
  } catch (error) {
    if (!(error instanceof WarroomError)) throw error;
    output.error(`erase: ${error.message}`);
    return 1;
  }
}

const parse = (args: readonly string[]) =>
  readFlags(args, { customer: { type: 'string' }, ruined: { type: 'boolean' }, yes: { type: 'boolean' } });

function linesOf({ erased, events, byKind, alerts, changes, rejected, mentions }: ErasureAnswer): string[] {
  const what = erased ? 'erased' : 'found';
  const lines = [
    `${what}: ${events} events${byKind.length > 0 ? ` (${byKind.map(({ kind, events: rows }) => `${kind} ${rows}`).join(', ')})` : ''}`,
    `${what}: ${changes} changes of ${alerts} alerts, ${rejected} refused rows${erased ? ', all checkpoints' : ''}`,
  ];
  if (mentions > 0) lines.push(`${mentions} more events name it in their text; they are not about it, and stay`);
  if (!erased) lines.push(events + changes + rejected > 0 ? 'Nothing was erased: say --yes to erase it.' : 'Nothing of it is stored.');
  else lines.push('Servers on this store start anew without it within seconds.');
  return lines;
}
