/**
 * What Grafana and its ClickHouse plugin do to a query before the store sees it, as far as these dashboards use it, so that a test can run every
 * panel on a real engine. Time macros as in the plugin's backend (4.x), `$__conditionalAll` and variables as in its front end.
 */
export interface DashboardState {
  fromMs: number;
  toMs: number;
  /** The panel's interval: its width divided by its points, or the minimum that it sets. */
  intervalMs: number;
  /** Chosen values by variable; `null` is "All". */
  variables: Record<string, readonly string[] | null>;
}

const dateTime = (ms: number) => `toDateTime(${Math.floor(ms / 1_000)})`;
const dateTime64 = (ms: number) => `fromUnixTimestamp64Milli(${ms})`;
const intervalSeconds = (ms: number) => Math.max(Math.floor(ms / 1_000), 1);

type Macro = (state: DashboardState, args: readonly string[]) => string;

const TIME_MACROS: Record<string, Macro> = {
  fromTime: ({ fromMs }) => dateTime(fromMs),
  toTime: ({ toMs }) => dateTime(toMs),
  timeFilter: ({ fromMs, toMs }, [column]) => `${column} >= ${dateTime(fromMs)} AND ${column} <= ${dateTime(toMs)}`,
  timeFilter_ms: ({ fromMs, toMs }, [column]) => `${column} >= ${dateTime64(fromMs)} AND ${column} <= ${dateTime64(toMs)}`,
  timeInterval: ({ intervalMs }, [column]) => `toStartOfInterval(toDateTime(${column}), INTERVAL ${intervalSeconds(intervalMs)} second)`,
  interval_s: ({ intervalMs }) => String(intervalSeconds(intervalMs)),
};

/** The arguments between the bracket at `open` and its partner, split at commas outside inner brackets, and where they end. */
function argumentsAt(sql: string, open: number): { args: string[]; end: number } {
  const args = [''];
  let depth = 0;
  for (let at = open; at < sql.length; at += 1) {
    const character = sql[at] as string;
    if (character === '(' && depth++ === 0) continue;
    if (character === ')' && --depth === 0) return { args, end: at + 1 };
    if (character === ',' && depth === 1) args.push('');
    else args[args.length - 1] += character;
  }
  throw new Error(`no closing bracket: ${sql.slice(open, open + 60)}`);
}

function expandConditionalAll(sql: string, { variables }: DashboardState): string {
  const mark = '$__conditionalAll';
  let out = sql;
  for (let at = out.lastIndexOf(mark); at >= 0; at = out.lastIndexOf(mark)) {
    const { args, end } = argumentsAt(out, at + mark.length);
    const [condition, variable] = args;
    if (args.length !== 2 || condition === undefined || variable === undefined) throw new Error(`${mark} takes a condition and a variable`);
    const name = variable.trim().replace(/^\$\{?(\w+)\}?$/, '$1');
    const isAll = (variables[name] ?? null) === null;
    out = out.slice(0, at) + (isAll ? '1=1' : condition) + out.slice(end);
  }
  return out;
}

function interpolate(sql: string, { variables }: DashboardState): string {
  return sql.replaceAll(/\$\{(\w+)(?::(\w+))?\}/g, (_, name: string, format: string | undefined) => {
    const values = variables[name];
    if (!values) throw new Error(`the dashboard has no value for \${${name}}`);
    if (format === undefined && values.length === 1) return values[0] as string;
    if (format === 'singlequote') return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(',');
    throw new Error(`\${${name}${format ? `:${format}` : ''}} with ${values.length} values is not a form these dashboards use`);
  });
}

/** @throws Error for a macro or a variable that it does not know: a typing error must not reach the store as SQL. */
export function expandMacros(sql: string, state: DashboardState): string {
  let out = interpolate(expandConditionalAll(sql, state), state);
  for (let match = /\$__(\w+)/.exec(out); match; match = /\$__(\w+)/.exec(out)) {
    const [text, name] = match as unknown as [string, string];
    const macro = TIME_MACROS[name];
    if (!macro) throw new Error(`unknown macro ${text}`);
    const after = match.index + text.length;
    const { args, end } = out[after] === '(' ? argumentsAt(out, after) : { args: [], end: after };
    out = out.slice(0, match.index) + macro(state, args) + out.slice(end);
  }
  return out;
}
