import { isTopic } from '@warroom/protocol/board';
import { expect, test } from 'vitest';
import { maxDurationSeconds, planFrom, TOPICS, thresholdsOf } from './plan.ts';

const STREAM_URL = 'ws://127.0.0.1:8080/stream';

test('every topic asked for is one of the board', () => {
  expect(TOPICS.filter((t) => !isTopic(t))).toEqual([]);
});

test('a run without settings has bounds, and no promise of latency', () => {
  const plan = planFrom({ STREAM_URL });
  expect(plan).toMatchObject({ vus: 2, socketsPerVu: 50, seconds: 20, latencyP95Ms: null });
  expect(thresholdsOf(plan)).not.toHaveProperty('stream_latency_ms');
  expect(thresholdsOf(plan)).toMatchObject({ stream_frames: ['count>0'], stream_errors: ['count==0'], stream_loop_lag_ms: ['p(95)<250'] });
  expect(maxDurationSeconds(plan)).toBe(20 + 1 + 15);
});

test('a latency asked for becomes a threshold', () => {
  expect(thresholdsOf(planFrom({ STREAM_URL, LATENCY_P95_MS: '120' })).stream_latency_ms).toEqual(['p(95)<120']);
});

test('what makes no sense is refused by name', () => {
  expect(() => planFrom({})).toThrow(/STREAM_URL/);
  expect(() => planFrom({ STREAM_URL: 'http://127.0.0.1:8080' })).toThrow(/ws:\/\//);
  expect(() => planFrom({ STREAM_URL, VUS: 'many' })).toThrow(/VUS/);
  expect(() => planFrom({ STREAM_URL, SECONDS: '0' })).toThrow(/SECONDS/);
});
