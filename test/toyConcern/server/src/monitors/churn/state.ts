/** What is known of a customer: the latest score. */
export interface Customer {
  atMs: number;
  id: string;
  score: number;
  region: string | null;
  source: string;
}
export type Saved = [name: string, customer: Customer][];
