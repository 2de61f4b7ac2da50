/** The SDK has no builder for the ClickHouse data source (grafana-clickhouse-datasource 4.x): here is one. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

export const DATA_SOURCE = { type: 'grafana-clickhouse-datasource', uid: 'warroom-clickhouse' } as const;

/** How the plugin's backend shapes the answer: a table as it is, or one series per text column (long to wide). */
const FORMAT = { timeseries: 0, table: 1 } as const;

export interface ClickHouseTarget extends Dataquery {
  refId: string;
  datasource: typeof DATA_SOURCE;
  editorType: 'sql';
  queryType: keyof typeof FORMAT;
  format: number;
  rawSql: string;
}

export class ClickHouseQueryBuilder implements Builder<ClickHouseTarget> {
  readonly #rawSql: string;
  readonly #queryType: keyof typeof FORMAT;
  readonly #refId: string;

  constructor(rawSql: string, queryType: keyof typeof FORMAT = 'table', refId = 'A') {
    this.#rawSql = rawSql;
    this.#queryType = queryType;
    this.#refId = refId;
  }

  build(): ClickHouseTarget {
    return {
      refId: this.#refId,
      datasource: DATA_SOURCE,
      editorType: 'sql',
      queryType: this.#queryType,
      format: FORMAT[this.#queryType],
      rawSql: this.#rawSql,
      _implementsDataqueryVariant() {},
    };
  }
}
