// Holds and the Outbox for the fake backend: ?scene=outbox has one of each status over three instances; hold=0 sends at once.

import type { AccountRow, Choices, DecisionView, DeskEvent, Mark, ProfileView, Sight, Status, Verb } from '../src/lib/bindings'

type Answers = Record<string, (args: Record<string, unknown>) => unknown>

/** What a decision that is sent at once tells of waiting. */
export const unheld = { lasts: null, holdLeft: null, review: 'none', attempts: 0, seen: null, found: null } as const satisfies Partial<DecisionView>

const IRREVERSIBLE: Verb[] = ['reject', 'deleteData', 'delete', 'deleteContributions']
const sight = (marks: Mark[], more: Partial<Sight> = {}): Sight => ({ marks, unknownState: null, handle: 'pillbot@far.example', role: null, mail: null, reason: null, note: null, resolved: null, assigned: null, ...more })

interface Fake {
  params: URLSearchParams
  scene: string
  answers: Answers
  rows: Map<string, AccountRow[]>
  change: (id: unknown, some: Partial<ProfileView>) => ProfileView
  ask: (waiting: DecisionView[]) => void
  find: (id: unknown) => ProfileView
  tell: (event: DeskEvent) => void
}

export function pretendOutbox({ params, scene, answers, rows, find, change, tell, ask }: Fake) {
  const open: DecisionView[] = scene === 'outbox' || scene === 'quit' ? some(rows) : []
  if (scene === 'outbox') setTimeout(() => change('p1', { sending: { left: 34, endsAt: Date.now() + 20 * 60_000, waitsUntil: null } }), 300)
  if (scene === 'outbox') setTimeout(() => change('p2', { safeMode: 'askIrreversible', sending: { left: 5, endsAt: null, waitsUntil: Date.now() + 6 * 60_000 } }), 320)
  let asks = scene === 'quit'
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()
  const wait = (verb: Verb) => Number(params.get('hold') ?? (IRREVERSIBLE.includes(verb) ? 30 : 10)) * 1000
  const move = (decision: DecisionView, more: Partial<DecisionView>): DecisionView => {
    const now = { ...decision, ...more }
    const at = open.findIndex(({ id }) => id === decision.id)
    if (at >= 0) open.splice(at, 1, ...(now.settledAt === null ? [now] : []))
    tell({ kind: 'decision', decision: now })
    return now
  }
  const known = (id: unknown) => open.find((one) => one.id === id)

  answers.outbox = ({ profile }) => {
    // Once the window is there, somebody closes it.
    if (asks) setTimeout(() => ask(open.filter((one) => (one.status === 'held' || one.status === 'ready') && one.review === 'none')), 500)
    asks = false
    return open.filter((one) => one.profile === profile)
  }
  answers.cancel_decision = ({ decision }) => {
    const one = known(decision)
    clearTimeout(leaving.get(String(decision)))
    return one ? move(one, { status: 'cancelled', settledAt: Date.now(), holdLeft: null }) : null
  }
  answers.replace_decision = ({ decision, verb, choices }) => {
    const one = known(decision)
    if (!one) return null
    const { message, tell: told, preset, report, reason } = choices as Choices
    move(one, { status: 'cancelled', settledAt: Date.now(), holdLeft: null })
    const instead: DecisionView = { ...one, id: `r${Date.now()}`, verb: verb as Verb, status: 'held', holdLeft: wait(verb as Verb), decidedAt: Date.now(), review: 'none', found: null, message, told, preset, report, reason }
    open.push(instead)
    tell({ kind: 'decision', decision: instead })
    return instead
  }
  answers.quit = ({ way }) => new Promise((settle) => {
    if (way !== 'send') return settle(null)
    for (const [index, one] of open.filter(({ review, status }) => review === 'none' && (status === 'held' || status === 'ready')).entries())
      setTimeout(() => move(one, { status: 'confirmed', settledAt: Date.now(), holdLeft: null }), 1500 * (index + 1))
  })
  answers.stay = () => null
  answers.send_anyway = ({ decision }) => {
    const one = known(decision)
    return one ? move(one, { status: 'ready', found: null }) : null
  }
  answers.release_decisions = ({ decisions }) => {
    for (const id of decisions as string[]) {
      const one = known(id)
      if (one) move(one, { review: 'none' })
    }
    return null
  }

  const { decide } = answers
  answers.decide = async (args) => {
    const verb = args.verb as Verb
    const holdLeft = wait(verb)
    const view = find(args.profile)
    const offline = view.connection.kind === 'offline'
    if (!decide || (holdLeft === 0 && !offline)) return decide?.(args)
    const account = (await answers.open_account?.(args)) as { handle: string; marks: Mark[] }
    const held: DecisionView = {
      ...blank, id: `h${Date.now()}`, profile: view.id, account: String(args.account), handle: account.handle, by: view.you.username, verb, status: holdLeft > 0 ? 'held' : 'ready',
      decidedAt: Date.now(), before: account.marks, holdLeft: holdLeft > 0 ? holdLeft : null, seen: sight(account.marks, { handle: account.handle }),
    }
    open.push(held)
    tell({ kind: 'decision', decision: held })
    leaving.set(held.id, setTimeout(() => {
      if (offline) return void move(held, { status: 'ready', holdLeft: null })
      open.splice(open.findIndex(({ id }) => id === held.id), 1)
      tell({ kind: 'decision', decision: { ...held, status: 'cancelled' } })
      void decide(args)
    }, holdLeft))
    return held
  }
}

const blank: DecisionView = {
  id: '', profile: 'p1', account: '', handle: '', by: 'kim', verb: 'approve', status: 'held', decidedAt: 0, settledAt: null, reason: null, message: null, told: null, preset: null, report: null,
  before: [], after: null, answerCode: null, answerWords: null, refusal: null, lookup: null, note: null, noteBefore: null, steps: [], ...unheld,
}

function some(rows: Map<string, AccountRow[]>): DecisionView[] {
  /** Somebody who is there, in a state in which the verb is offered. */
  const who = (profile: string, ...marks: Mark[]) => (rows.get(profile) ?? []).find((row) => row.domain === null && row.marks.length === marks.length && marks.every((mark) => row.marks.includes(mark)))
  const one = (index: number, profile: string, verb: Verb, handle: string, status: Status, more: Partial<DecisionView> = {}): DecisionView =>
    ({ ...blank, id: `o${index}`, profile, account: `${index}`, handle, verb, status, decidedAt: Date.now() - index * 60_000, ...more })
  const at = (profile: string, ...marks: Mark[]) => { const row = who(profile, ...marks); return row ? { account: row.id, handle: row.handle } : {} }
  const changed = { seen: sight(['limited'], { reason: 'Posts about pills' }), found: sight(['suspended'], { reason: 'Posts about pills' }) }
  return [
    one(9, 'p1', 'suspend', 'pillbot@far.example', 'changed', changed),
    one(8, 'p1', 'warn', 'tomas', 'unsure', { lookup: 'notYet' }),
    one(7, 'p1', 'suspend', 'suspended', 'accepted', { answerCode: 200, ...at('p1', 'suspended') }),
    one(1, 'p1', 'reject', 'spammer42', 'held', { ...at('p1', 'pending'), holdLeft: 24_000, before: ['pending'], reason: 'Sign-up wave' }),
    one(6, 'p2', 'limit', 'loud', 'ready', { ...at('p2'), review: 'together', told: true, message: 'Please stop.', reason: 'Loud', seen: sight([]) }),
    one(5, 'p2', 'approve', 'pia', 'ready', { review: 'together', before: ['pending'], seen: sight(['pending'], { reason: 'I read birds.' }) }),
    one(4, 'p2', 'reject', 'qq88', 'ready', { review: 'singly', before: ['pending'] }),
    one(3, 'p4', 'approve', 'anna_k', 'ready', { attempts: 2 }),
  ]
}
