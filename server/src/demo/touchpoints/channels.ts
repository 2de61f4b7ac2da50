/** The channels on which customers are met, what of it the systems see, and who else finds it. Plain data. */
import type { System } from '../world/row.ts';

export interface MeetingChannel {
  readonly name: string;
  readonly weight: number;
  /** The system that sees touchpoints on it. */
  readonly system: System;
  /** Share that the system sees. */
  readonly seenShare: number;
  /** The same in the regions where it has been connected better; the share above where not named. */
  readonly seenShareIn?: Readonly<Record<string, number>>;
  /** Share that the second road finds, seen or not. */
  readonly foundShare: number;
  readonly foundBy: 'audit' | 'survey' | 'listening' | 'partner';
  /** One person to another. */
  readonly personal: boolean;
}

export const MEETING_CHANNELS: readonly MeetingChannel[] = [
  { name: '企业微信', weight: 24, system: 'im', seenShare: 0.86, foundShare: 0.4, foundBy: 'audit', personal: true },
  { name: '电话', weight: 20, system: 'call', seenShare: 0.78, foundShare: 0.42, foundBy: 'audit', personal: true },
  { name: '邮件', weight: 15, system: 'mail', seenShare: 0.9, foundShare: 0.38, foundBy: 'audit', personal: true },
  { name: '拜访', weight: 10, system: 'crm', seenShare: 0.66, foundShare: 0.45, foundBy: 'survey', personal: true },
  { name: '官网', weight: 8, system: 'form', seenShare: 0.92, foundShare: 0.36, foundBy: 'survey', personal: false },
  { name: '展会', weight: 6, system: 'expo', seenShare: 0.62, foundShare: 0.42, foundBy: 'partner', personal: true },
  { name: '社区论坛', weight: 6, system: 'listening', seenShare: 0.6, foundShare: 0.42, foundBy: 'listening', personal: false },
  // The dark one: customers talk to each other and to the people in charge of them, and in the two largest regions no system listens.
  {
    name: '微信群',
    weight: 13,
    system: 'im',
    seenShare: 0.12,
    seenShareIn: { 华北: 0.54, 华中: 0.7, 西南: 0.6 },
    foundShare: 0.72,
    foundBy: 'listening',
    personal: false,
  },
];

export const seenShareOf = ({ seenShare, seenShareIn }: MeetingChannel, region: string): number => seenShareIn?.[region] ?? seenShare;

/** A channel by its name. */
export const meetingChannel = (name: string): MeetingChannel => MEETING_CHANNELS.find((c) => c.name === name) as MeetingChannel;
