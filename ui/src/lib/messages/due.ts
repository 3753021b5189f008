// What is to be looked at again: the end of what was decided for some days, and reminders.

import type { DueEnd, DueView, Verb } from '../backend'
import type { Offered } from '../due/days'
import { count, weekday } from '../format'
import { cut, isolate, visible } from '../text'
import { verbs, verbsDone, verbsOf } from './words'

const whom = (handle: string): string => isolate(`@${cut(visible(handle), 80)}`)
const where = (instance: string): string => isolate(cut(visible(instance), 60))
const days = (n: number): string => (n === 1 ? '1 day' : `${count(n)} days`)

const LOOK = 'Look again'
const LOOK_AT = 'Look again at'

/** "Lift limit of @x on tree.social". */
const what = ({ verb, handle }: DueView, instance: string): string => `${verb ? verbsOf[verb] : LOOK_AT} ${whom(handle)} on ${where(instance)}`

export const dueWords = {
  title: 'Due',
  none: 'Nothing is due.',
  coming: (n: number) => (n === 1 ? '1 is to come' : `${count(n)} are to come`),
  failed: (instance: string) => `What is due on ${where(instance)} cannot be read.`,
  since: 'due since',
  on: 'due on',
  open: 'Open the account',
  lookAt: LOOK_AT,
  /** Beside when it was decided. */
  lasted: (sanction: Verb, lasts: number | null) => (lasts === null ? verbsDone[sanction] : `${verbsDone[sanction]} ${dueWords.forDays(lasts)}`),
  forDays: (lasts: number) => `for ${days(lasts)}`,

  lifted: 'already lifted',
  liftedMore: 'It is no longer so: somebody lifted it, or it ended by itself.',
  gone: 'gone',
  goneMore: 'The server no longer has this account.',

  /** A verb that opens its panel. */
  lift: (verb: Verb) => `${verbs[verb]}…`,
  liftWhat: (due: DueView, instance: string) => what(due, instance),
  later: 'Later…',
  laterWhat: (due: DueView, instance: string) => `Later: ${what(due, instance)}`,
  /** Of a reminder that is due it is done with; everything else is dropped. */
  end: ({ verb, isDue }: DueView) => (verb === null && isDue ? 'Done' : 'Drop'),
  endWhat: (due: DueView, instance: string) => `${dueWords.end(due)}: ${what(due, instance)}`,
  endHint: ({ verb }: DueView) => (verb === null ? undefined : 'It then goes on without an end.'),

  putOff: (handle: string, instance: string, at: string) => `${whom(handle)} on ${where(instance)} is due ${at}.`,
  reminded: (handle: string, instance: string, at: string) => `${LOOK_AT} ${whom(handle)} on ${where(instance)}: ${at}.`,
  endedAlready: (handle: string, instance: string) => `${whom(handle)} on ${where(instance)}: that is settled already.`,
  ended: {
    done: (handle, instance) => `${whom(handle)} on ${where(instance)}: done.`,
    dropped: (handle, instance) => `Dropped: nothing is due about ${whom(handle)} on ${where(instance)} from this any more.`,
    overtaken: (handle, instance) => `${whom(handle)} on ${where(instance)}: something else was decided meanwhile.`,
  } satisfies Record<DueEnd, (handle: string, instance: string) => string>,
  /** It has become due while somebody sits here. */
  now: (some: DueView[], instance: string) => {
    const [first] = some
    return first && some.length === 1 ? `Due: ${what(first, instance)}.` : `${count(some.length)} are due on ${where(instance)}: they stand in the Outbox.`
  },

  lookAgain: LOOK,
  remind: `${LOOK}…`,
  remindWhat: (handle: string) => `${LOOK_AT} ${whom(handle)}`,
  why: 'What for',
  whyHint: "kept on this computer, the person won't see it",
  when: 'When',
  offered: ({ kind, at }: Offered) => ({ tomorrow: 'Tomorrow', weekday: weekday(at), week: 'In a week', month: 'In 30 days' })[kind],
  day: 'Another day',
  dayHint: 'at 9:00, or with a time',
  dayExample: '2026-12-03 14:30',
  dayWrong: 'Write a day ahead and within a year, as 2026-12-03 or 2026-12-03 14:30.',
  set: 'Set',
}

/** How long it is meant, in the panel of a decision. */
export const lastsWords = {
  title: 'For',
  none: 'No end',
  days,
  until: 'Until…',
  untilDay: 'Until which day',
  untilExample: '2026-12-03',
  untilWrong: 'Write a day from tomorrow on and within a year, as 2026-12-03.',
  nothingLifts: (day: string, reverse: Verb) => `Nothing lifts itself: on ${day} it stands under ${dueWords.title} with ${isolate(verbs[reverse])} prepared.`,
}
