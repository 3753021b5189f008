// What administrators wrote about an account, and what the server tells of it when one asks: memberships, events, measures.

import type { Access, MeasureKind, MembershipKind } from '../backend'
import { count } from '../format'
import { isolate, visible } from '../text'

export const noteWords = {
  title: 'Note on the server',
  none: 'No note on the server.',
}

export const accesses: Record<Access, string> = {
  owner: 'Owner',
  maintainer: 'Maintainer',
  developer: 'Developer',
  reporter: 'Reporter',
  planner: 'Planner',
  guest: 'Guest',
  minimal: 'Minimal access',
  other: 'Another role',
}

export const membershipKinds: Record<MembershipKind, string> = { group: 'Group', project: 'Project' }

export const background = {
  memberships: 'Memberships',
  events: 'Events',
  notKept: 'Read from the server, not kept.',
  again: 'Read again',
  offline: 'This needs the server: it can be read when you are online.',
  part: 'A part could not be read.',
  cannot: 'This could not be read.',
  counts: { groups: 'Groups', projects: 'Projects', issues: 'Issues', mergeRequests: 'Merge requests' },
  untold: 'not told',
  list: 'Memberships',
  noMemberships: 'They are a member of nothing.',
  membershipsUntold: 'Memberships could not be read.',
  moreMemberships: (n: number) => `They are a member of more than the ${count(n)} that are listed: the rest is on the server.`,
  measures: 'What was done to them',
  noMeasures: 'The server keeps no measure about them.',
  measuresUntold: 'Measures could not be read.',
  deeds: 'What they did last',
  noDeeds: 'They did nothing that the server tells of.',
  deedsUntold: 'Their events could not be read.',
  moreDeeds: (n: number) => `They did more than the ${count(n)} things that are listed: the rest is on the server.`,
  unknownTime: 'time not told',
}

/** What it was done to: servers name it as their code does. A comment is told by what it is about. */
export function deedTarget(target: string, titled: boolean): string {
  if (/Note$/.test(target)) return titled ? '' : 'something'
  return /^[A-Za-z:]+$/.test(target) ? target.replaceAll('::', ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : visible(target)
}

/** A user name as such; what is none, because the server wrote it in another form, as it came. */
const person = (by: string, own: string): string => (by === own ? 'you' : isolate(/^[\p{L}\p{N}_.-]+$/u.test(by) ? `@${by}` : visible(by)))

/** "Blocked by @root", "Blocked by you". */
export function measure(kind: MeasureKind, by: string | null, own: string): string {
  const doneBy = (done: string) => (by === null ? done : `${done} by ${person(by, own)}`)
  const because = (what: string) => `Banned by the server because of ${by === null ? `${/^[aeiou]/u.test(what) ? 'an' : 'a'} ${what}` : `${what} ${isolate(visible(by))}`}`
  switch (kind.kind) {
    case 'blocked':
      return doneBy('Blocked')
    case 'unblocked':
      return doneBy('Unblocked')
    case 'trusted':
      return `${doneBy('Trusted')}: spam is not looked for`
    case 'bannedAlong':
      return by === null ? 'Banned along with an account of the same mail address' : `Banned along with ${person(by, own)}: the same mail address`
    case 'bannedForReport':
      return because('abuse report')
    case 'bannedForSpam':
      return because('spam log')
    case 'other':
      return `${isolate(visible(kind.key))}${by === null ? '' : `: ${isolate(visible(by))}`}`
  }
}
