/** Who is to be reached by a strategy: the sales teams, and two small ones that work key accounts and get no leads. Plain data. */
import { TEAMS } from '../world/organisation.ts';

export interface Crew {
  readonly team: string;
  readonly region: string;
  readonly repIds: readonly string[];
}

/** Too small to be spoken of on a wall by themselves. */
const SMALL: readonly Crew[] = [
  { team: '华南大客户组', region: '华南', repIds: ['R-1301', 'R-1302', 'R-1303', 'R-1304'] },
  { team: '华南渠道组', region: '华南', repIds: ['R-1311', 'R-1312', 'R-1313'] },
];

export const CREWS: readonly Crew[] = [...TEAMS.map(({ name, region, repIds }) => ({ team: name, region, repIds })), ...SMALL];

/** Strategies are published to one of these at a time; what lands and what does not takes turns between the last two. */
export type AudienceName = 'wide' | 'north' | 'centre';
export const AUDIENCES: Readonly<Record<AudienceName, readonly Crew[]>> = {
  wide: CREWS.filter(({ region }) => region !== '华北' && region !== '华中'),
  north: CREWS.filter(({ region }) => region === '华北'),
  centre: CREWS.filter(({ region }) => region === '华中'),
};
export const AUDIENCE_NAMES = Object.keys(AUDIENCES) as AudienceName[];
export const audienceOf = (crew: Crew): AudienceName => (crew.region === '华北' ? 'north' : crew.region === '华中' ? 'centre' : 'wide');

/** The team whose people all use the newest talk-tracks often enough that one who does not stands out. */
export const KEEN_TEAM = '华东一组';
/** The team that goes on with a talk-track that has worn out. */
export const WORN_TEAM = '华南二组';
