import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ActionOffer, DecisionView, Party, ProfileView, ReportDetail } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { meanwhile, noReportsWhy } from '$lib/messages'
import { SETTLE } from '$lib/parts/panel'
import { asksFirst, DecidingReport } from './deciding.svelte'
import { accountLetters, pick } from './letters'

const decideReport = vi.hoisted(() => vi.fn())
vi.mock('$lib/bindings', () => ({ commands: { decideReport } }))

const profile = { id: 'p1', name: 'tree.social' } as ProfileView
const asking = { safeMode: 'askIrreversible' } as const
const lou: Party = { id: '2', handle: 'lou', displayName: 'Lou', marks: [] }
const report = (some: Partial<ReportDetail> = {}) => ({ id: '1432', revision: 'r1', resolved: false, resolvedBy: null, assigned: null, mine: false, ...some }) as ReportDetail
const offer = (some: Partial<ActionOffer>) => ({ verb: 'assignReport', letter: 'I', refusal: null, consequences: ['reportIsYours'], ...some }) as ActionOffer
const decision = (status: DecisionView['status']) => ({ status, verb: 'resolveReport', handle: 'loud@far.example', refusal: null, lookup: null, steps: [] as DecisionView['steps'] }) as DecisionView

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  decideReport.mockReset()
  for (const { id } of desk.said) desk.unsay(id)
})

it('a report is taken and left at once, but not taken from somebody', () => {
  expect(asksFirst(offer({}), asking)).toBe(false)
  expect(asksFirst(offer({ verb: 'unassignReport', consequences: ['reportIsNobodys'] }), asking)).toBe(false)
  expect(asksFirst(offer({ consequences: ['reportIsYours', 'takenFromOther'] }), asking)).toBe(true)
  expect(asksFirst(offer({ verb: 'resolveReport', consequences: ['reportCloses'] }), asking)).toBe(true)
  expect(asksFirst(offer({ verb: 'reopenReport', consequences: ['reportOpensAgain'] }), asking)).toBe(true)
  expect(asksFirst(offer({}), { safeMode: 'quick' })).toBe(false)
  expect(asksFirst(offer({}), { safeMode: 'askAlways' })).toBe(true)
})

it('it carries the revision that was on screen, and the reason alone', async () => {
  decideReport.mockResolvedValue(decision('confirmed'))
  const one = new DecidingReport(profile, report(), offer({ verb: 'resolveReport' }))
  one.reason = ' same wave '
  await one.send()
  expect(decideReport).toHaveBeenCalledWith('p1', '1432', 'r1', 'resolveReport', { message: null, tell: null, preset: null, report: null, reason: 'same wave', typedHandle: null, note: null, noteToo: false, lasts: null, atOnce: false })
  expect(one.well).toBe(true)
  expect(desk.said.at(-1)?.tone).toBe('good')
})

it('the key that opened the panel does not send', () => {
  const one = new DecidingReport(profile, report(), offer({}))
  vi.advanceTimersByTime(SETTLE - 1)
  expect(one.settled).toBe(false)
  vi.advanceTimersByTime(1)
  expect(one.settled).toBe(true)
})

it('what changed meanwhile is told apart from what failed', async () => {
  const one = new DecidingReport(profile, report(), offer({}))
  one.watched = true
  decideReport.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  expect(await one.send()).toBe(null)
  expect(one.phase).toBe('changed')
  decideReport.mockRejectedValueOnce({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  await one.send()
  expect(one.phase).toBe('choosing')
  expect(one.problem?.error.code).toBe('timedOut')
})

it('whoever was quicker is named, isolated', () => {
  expect(meanwhile(report(), report({ assigned: lou }))).toContain('\u2068@lou\u2069 took it')
  expect(meanwhile(report(), report({ resolved: true, resolvedBy: lou }))).toContain('\u2068@lou\u2069 resolved it')
  expect(meanwhile(report(), report({ assigned: lou, mine: true }))).toContain('yours already')
  expect(meanwhile(report({ assigned: lou }), report())).toContain("nobody's")
  expect(meanwhile(report({ resolved: true }), report())).toContain('opened again')
  expect(meanwhile(report(), null)).toContain('gone')
  expect(meanwhile(report(), report())).toMatch(/changed/)
})

it('where there are no reports for us, it is said why', () => {
  for (const allowance of [{ kind: 'notByRole' }, { kind: 'notByScope', scope: 'admin:read:reports' }, { kind: 'notHere' }, { kind: 'unknown' }, undefined] as const) expect(noReportsWhy(allowance, 'tree.social')).toMatch(/\.$/)
  expect(noReportsWhy({ kind: 'notByScope', scope: 'admin:read:reports' }, 'x')).toContain('admin:read:reports')
  // A server that has no reports says nothing of them, and refreshing would not help.
  expect(noReportsWhy(undefined, 'x')).toBe(noReportsWhy({ kind: 'notHere' }, 'x'))
})

it('a letter means what can be done, and says why when nothing can', () => {
  const refused = offer({ refusal: { kind: 'reportYours' } })
  const can = offer({ verb: 'unassignReport' })
  expect(pick('I', [refused, can])).toBe(can)
  expect(pick('I', [refused])).toBe(refused)
  expect(pick('E', [refused])).toBe(undefined)
  expect(accountLetters(['I', 'E'])).toContain('S')
  expect(accountLetters(['I', 'S'])).not.toContain('S')
})
