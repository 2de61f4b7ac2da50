/** Ids that two servers give alike without speaking to each other. */
import { joinKey } from '@warroom/protocol/boardKey';

/** 53 bits of hash: two rounds of multiply and xor-shift over UTF-16 code units (cyrb53, public domain). */
function hash53(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

const HASH_DIGITS = 9;

/**
 * The alert of a rule, a subject and an episode: `<rule>-<18 base-36 digits>`, safe in a URL path whatever the subject is made of.
 * 93 bits of hash keep two of a million alerts apart but for a chance of 1 in 10¹⁶.
 */
export function alertIdOf(rule: string, subject: string, episode: string): string {
  // No name holds a control character: the gate refuses it.
  const text = `${rule}\u0000${subject}\u0000${episode}`;
  const digits = (seed: number) => hash53(text, seed).toString(36).padStart(HASH_DIGITS, '0').slice(-HASH_DIGITS);
  return `${rule.replaceAll(/[^A-Za-z0-9_-]/g, '_')}-${digits(0)}${digits(0x9e3779b9)}`;
}

/** What has at most one open episode at a time. */
export const subjectKeyOf = (rule: string, subject: string): string => joinKey([rule, subject]);
