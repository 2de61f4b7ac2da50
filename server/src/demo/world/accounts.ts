/** The customers that the organisation lives on: those with orders, opportunities and touchpoints. Plain data, the same in every run. */
import { type City, citiesOf } from './geography.ts';
import { REGIONS, TEAMS, type Team } from './organisation.ts';

/**
 * What may happen between us and a customer, so that an opening arises only where one was laid out: who grumbles asks nothing technical, who
 * asks does not grumble; the volatile do both, and say so of themselves only; from the distant nothing is heard for weeks.
 */
export type Temper = 'grumbling' | 'curious' | 'volatile' | 'distant';

export interface Account {
  readonly index: number;
  readonly id: string;
  readonly region: string;
  readonly team: Team;
  readonly repId: string;
  readonly city: City;
  readonly temper: Temper;
  /** Size as a share of the usual: what it orders and what its deals are worth. */
  readonly size: number;
}

const ACCOUNTS = 120;
const DISTANT = 9;
const TEMPERS: readonly Temper[] = ['grumbling', 'curious', 'volatile'];

function makeAccounts(): Account[] {
  const whole = REGIONS.reduce((sum, region) => sum + region.weight, 0);
  const accounts: Account[] = [];
  for (const { name, weight } of REGIONS) {
    const teams = TEAMS.filter((team) => team.region === name);
    const cities = citiesOf(name);
    for (let n = 0; n < Math.round((ACCOUNTS * weight) / whole); n += 1) {
      const index = accounts.length;
      const team = teams[n % teams.length] as Team;
      accounts.push({
        index,
        id: `C-${20_001 + index}`,
        region: name,
        team,
        repId: team.repIds[Math.floor(n / teams.length) % team.repIds.length] as string,
        city: cities[n % cities.length] as City,
        temper: TEMPERS[n % TEMPERS.length] as Temper,
        // A few large customers and many small ones, spread over the regions.
        size: 0.5 + 2 * ((n * 0.618034) % 1) ** 2,
      });
    }
  }
  // Spread evenly, so that no region has them all.
  const step = Math.floor(accounts.length / DISTANT);
  return accounts.map((account, i) => (i % step === step - 1 ? { ...account, temper: 'distant' } : account));
}

export const ALL_ACCOUNTS: readonly Account[] = makeAccounts();
const withTemper = (...tempers: Temper[]) => ALL_ACCOUNTS.filter(({ temper }) => tempers.includes(temper));
export const VOLATILE_ACCOUNTS: readonly Account[] = withTemper('volatile');
export const DISTANT_ACCOUNTS: readonly Account[] = withTemper('distant');
export const NEAR_ACCOUNTS: readonly Account[] = withTemper('grumbling', 'curious', 'volatile');
