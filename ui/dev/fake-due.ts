// What is due, for the fake backend: ?scene=outbox has what is due and what is to come; reminders can be put in any scene.

import type { AccountRow, DecisionView, DeskEvent, DueView, Mark, ProfileView, Verb } from '../src/lib/bindings'
import { unheld } from './fake-outbox'

interface Fake {
  scene: string
  answers: Record<string, (args: Record<string, unknown>) => unknown>
  rows: Map<string, AccountRow[]>
  find: (id: unknown) => ProfileView
  tell: (event: DeskEvent) => void
}

const DAY = 24 * 3_600_000

export function pretendDue({ scene, answers, rows, find, tell }: Fake) {
  const open: DueView[] = scene === 'outbox' ? some(rows) : []
  const put = (due: DueView, more: Partial<DueView>): DueView => {
    const now = { ...due, ...more }
    open.splice(open.indexOf(due), 1, ...(now.ended ? [] : [now]))
    tell({ kind: 'dues', profile: due.profile })
    return now
  }
  const known = (id: unknown) => open.find((one) => one.id === id)

  answers.dues = ({ profile }) => open.filter((one) => one.profile === profile)
  answers.remind = ({ profile, account, at, words }) => {
    const row = rows.get(find(profile).id)?.find((one) => one.id === account)
    const due = reminder(`r${Date.now()}`, String(profile), row, Number(at), words as string | null)
    open.push(due)
    return due
  }
  answers.move_due = ({ due, at }) => {
    const one = known(due)
    return one && put(one, { at: Number(at), isDue: Number(at) <= Date.now() })
  }
  answers.end_due = ({ due }) => {
    const one = known(due)
    return one && put(one, { ended: one.verb === null && one.isDue ? 'done' : 'dropped' })
  }
}

const reminder = (id: string, profile: string, row: AccountRow | undefined, at: number, words: string | null): DueView => ({
  id, profile, account: row?.id ?? '', handle: row?.handle ?? 'nobody', decision: null, verb: null, at, isDue: at <= Date.now(), words, madeAt: Date.now(), standing: 'stands', ended: null,
})

function some(rows: Map<string, AccountRow[]>): DueView[] {
  const now = Date.now()
  const who = (profile: string, mark: Mark | null) => (rows.get(profile) ?? []).find((row) => (mark ? row.marks.includes(mark) : row.marks.length === 0))
  const timed = (id: string, profile: string, verb: Verb, reverse: Verb, mark: Mark, days: number, ago: number, more: Partial<DueView> = {}): DueView => {
    const row = who(profile, mark)
    const decision: DecisionView = {
      id: `t${id}`, profile, account: row?.id ?? '', handle: row?.handle ?? 'loud', by: 'kim', verb, status: 'confirmed', decidedAt: now - ago, settledAt: now - ago, reason: 'Third warning', message: null,
      told: null, preset: null, report: null, before: [], after: [mark], answerCode: 200, answerWords: null, refusal: null, lookup: null, note: null, noteBefore: null, steps: [], ...unheld, lasts: days,
    }
    const at = now - ago + days * DAY
    return { ...reminder(id, profile, row, at, null), madeAt: now - ago, decision, verb: reverse, ...more }
  }
  return [
    timed('1', 'p1', 'limit', 'liftLimit', 'limited', 7, 8 * DAY),
    timed('2', 'p2', 'suspend', 'unsuspend', 'suspended', 30, 30 * DAY, { standing: 'lifted' }),
    reminder('3', 'p1', who('p1', null), now - 3_600_000, 'Did they take the link down?'),
    timed('4', 'p1', 'freeze', 'unfreeze', 'loginFrozen', 30, 2 * DAY),
  ]
}
