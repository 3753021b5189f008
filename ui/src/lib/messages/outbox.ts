// What was decided and is not settled, and what can still be done about it.

import type { DecisionView, ProfileView, Sending, Verb } from '../backend'
import { count, timeOfDay } from '../format'
import { cut, isolate, visible } from '../text'
import { resultWords } from './history'
import { common, times } from './common'
import { verbs, verbsOf } from './words'

const whom = (handle: string): string => isolate(`@${cut(visible(handle), 80)}`)
const where = (instance: string): string => isolate(cut(visible(instance), 60))

/** "Reject @x on tree.social". */
const what = (verb: Verb, handle: string, instance: string): string => `${verbsOf[verb]} ${whom(handle)} on ${where(instance)}`

export const outboxWords = {
  title: 'Outbox',
  what: 'what is not settled yet, on all instances',
  total: (n: number) => (n === 1 ? '1 decision' : `${count(n)} decisions`),
  empty: 'Nothing waits',
  emptyNext: 'What you decide and has not left yet stands here.',
  toQueue: 'Go to the queue',
  loading: 'Reading what waits',
  failed: (instance: string) => `What waits on ${where(instance)} cannot be read.`,
  moveDown: 'Next decision',
  moveUp: 'Decision before',
  open: 'Open the account',
  openReport: 'Open the report',

  cancel: common.cancel,
  /** The key, where the button shows it, is part of its name. */
  cancelWhat: (verb: Verb, handle: string, instance: string, key: string | null = null) => `Cancel${key === null ? '' : ` ${key}`}: ${what(verb, handle, instance)}`,
  cancelNewest: 'Cancel what was decided last and has not left',
  cancelChosen: 'Cancel the chosen decision',
  cancels: 'cancels',
  /** The name of the button that shows its key. */
  keyCancels: (key: string, verb: Verb, handle: string, instance: string) => `${key} cancels: ${what(verb, handle, instance)}`,
  cancelled: (verb: Verb, handle: string, instance: string) => `Cancelled: ${what(verb, handle, instance)}. Nothing was sent.`,
  /** It was too late. */
  hasLeft: (handle: string, instance: string) => `${whom(handle)} on ${where(instance)}: it has left.`,
  toReverse: 'To reverse it is a new decision.',
  nothing: 'Nothing waits that could be cancelled.',

  compare: 'Compare',
  sendAnyway: 'Send anyway',
  sendAnywayWhat: (verb: Verb, handle: string, instance: string) => `Send anyway: ${what(verb, handle, instance)}`,
  look: 'Look again',
  lookFor: (handle: string) => `Look again what became of ${whom(handle)}`,
  didArrive: 'Do you know whether it arrived?',
  arrived: 'It arrived',
  arrivedWhat: (verb: Verb, handle: string, instance: string) => `It arrived: ${what(verb, handle, instance)}`,
  neverArrived: 'It never arrived',
  neverArrivedWhat: (verb: Verb, handle: string, instance: string) => `It never arrived: ${what(verb, handle, instance)}`,

  review: (n: number) => `Review ${count(n)}`,
  reviewed: 'Close the review',
  send: (n: number) => `Send ${count(n)}`,
  gathered: (n: number) => (n === 1 ? '1 decision was kept back, and leaves when you say so.' : `${count(n)} decisions were kept back, and leave when you say so.`),
  released: (n: number, instance: string) => (n === 1 ? `1 decision leaves for ${where(instance)}.` : `${count(n)} decisions leave for ${where(instance)}.`),
  singly: (verb: Verb, handle: string, instance: string) => `${what(verb, handle, instance)}: still wanted? It was decided long ago and can't be taken back.`,
  sendOne: 'Send it',
  since: 'decided',

  /** In the badge of one that is held. */
  waits: (seconds: number) => `Waits ${times.seconds(count(seconds))}`,
  waitsForNetwork: 'Waits for network',
  waitsForYou: 'Waits for you',

  /** About the account on screen. */
  notLeft: (verb: Verb) => `${verbs[verb]} is decided.`,
  toOutbox: 'Show in the Outbox',
  /** Why it is not offered a second time. */
  decidedAlready: (verb: Verb, seconds: number | null) =>
    seconds === null ? `${verbs[verb]} is decided already and stands in the Outbox: cancel it there first.` : `${verbs[verb]} is held, ${times.seconds(count(seconds))}: cancel it first.`,

  columns: { seen: 'As you saw it', found: 'As it is now' },
  differs: 'changed',
  none: common.none,
  fields: {
    marks: 'State', unknownState: "The server's word", handle: 'Handle', role: 'Role', mail: 'Mail', reason: 'Why they join', note: 'Note', resolved: 'Report resolved', assigned: 'Report assigned to',
  },
}

const SOON = 60_000

/** How many leave by themselves, and until when about. */
export function leaveWords({ left, endsAt, waitsUntil }: Sending, now: number): string {
  const leave = left === 1 ? '1 leaves' : `${count(left)} leave`
  if (waitsUntil !== null && waitsUntil > now) return `${leave}; waits until ${timeOfDay(waitsUntil)}: the server asks for fewer requests`
  if (endsAt === null) return left === 1 ? '1 waits to leave' : `${count(left)} wait to leave`
  return endsAt - now < SOON ? `${leave}, in less than a minute` : `${leave}, about until ${timeOfDay(endsAt)}`
}

/** Why it has not left, and what comes next. */
export function causeWords(decision: DecisionView, { name, connection }: ProfileView): string {
  const { status, review, attempts } = decision
  if (status === 'changed') return 'What you saw is no longer so, and nothing was sent: compare, then send it anyway or cancel it.'
  if (status !== 'held' && status !== 'ready') return resultWords(decision)
  if (review === 'together') return 'It was decided without the server, or kept since the last time: it leaves when you say so.'
  if (review === 'singly') return "It was decided long ago and can't be taken back: it is asked about by itself."
  if (status === 'held') return 'It leaves by itself when its time is over.'
  if (connection.kind === 'offline') return `${where(name)} cannot be reached: it leaves by itself when the server answers.`
  if (connection.kind === 'refused') return `${where(name)} does not let us in: paste a new token in its settings, then it leaves by itself.`
  if (connection.kind === 'waiting') return `${where(name)} asks us to wait: it leaves by itself afterwards.`
  if (attempts > 0) return `It did not arrive, ${attempts === 1 ? 'once' : `${count(attempts)} times`}: it is sent again by itself.`
  return 'It leaves by itself when its turn has come.'
}
