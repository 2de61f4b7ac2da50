/** An episode is called by the instant at which it began. */
export const episodeOf = (atMs: number): string => new Date(atMs).toISOString();
